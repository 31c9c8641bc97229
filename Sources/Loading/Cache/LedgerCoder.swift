import Core

/// Writes values or reads them back: each type says once what it consists of.
///
/// Numbers are LEB128 of their zigzag form; a text is its number in a list of all texts, so that equal ones are one.
protocol LedgerCoder {
  /// Values are read back, into blank ones.
  var isReading: Bool { get }
  mutating func code(_ number: inout Int)
  mutating func code(_ text: inout String)
  /// A number of things of at least one byte each.
  mutating func count(_ count: inout Int)
}

extension LedgerCoder {
  mutating func code(_ number: inout Int?) {
    var isThere = number == nil ? 0 : 1
    code(&isThere)
    guard isThere == 1 else { return number = nil }
    var value = number ?? 0
    code(&value)
    number = value
  }

  mutating func code(_ number: inout Int64?) {
    var value = number.map { Int($0) }
    code(&value)
    number = value.map { Int64($0) }
  }

  mutating func code(_ number: inout Double?) {
    var bits = number.map { Int(bitPattern: UInt($0.bitPattern)) }
    code(&bits)
    number = bits.map { Double(bitPattern: UInt64(UInt(bitPattern: $0))) }
  }

  mutating func code(_ date: inout CivilDate?) {
    var day = date?.dayNumber
    code(&day)
    date = day.map { CivilDate(dayNumber: Int($0)) }
  }

  private mutating func code(_ number: inout Int32?) {
    var value = number.map { Int($0) }
    code(&value)
    number = value.map { Int32(truncatingIfNeeded: $0) }
  }

  mutating func code(_ text: inout String?) {
    var isThere = text == nil ? 0 : 1
    code(&isThere)
    guard isThere == 1 else { return text = nil }
    var value = text ?? ""
    code(&value)
    text = value
  }

  mutating func code<Subject>(_ id: inout Identifier<Subject>) {
    var text = id.text
    code(&text)
    id = Identifier(text)
  }

  mutating func code<Subject>(_ id: inout Identifier<Subject>?) {
    var text = id?.text
    code(&text)
    id = text.map { Identifier($0) }
  }

  mutating func code<Choice: CaseIterable & Equatable>(_ choice: inout Choice) where Choice.AllCases == [Choice] {
    let all = Choice.allCases
    var index = all.firstIndex(of: choice) ?? 0
    code(&index)
    if all.indices.contains(index) { choice = all[index] }
  }

  mutating func code(_ span: inout Span) {
    var amount = span.amount
    code(&amount)
    span.amount = amount
    code(&span.unit)
  }

  mutating func code(_ place: inout Place) {
    var (file, line, column) = (place.file, place.line, place.column)
    code(&file)
    code(&line)
    code(&column)
    place = Place(file: file, line: line, column: column)
  }

  /// - Parameter blank: what an element is before it has been read.
  mutating func code<Item>(_ items: inout [Item], blank: Item, _ each: (inout Item, inout Self) -> Void) {
    var count = items.count
    self.count(&count)
    guard isReading else {
      for var item in items { each(&item, &self) }
      return
    }
    items = Array(repeating: blank, count: count)
    for index in items.indices { each(&items[index], &self) }
  }
}

/// The bytes of a list of texts, then of what refers to them.
struct LedgerEncoder: LedgerCoder {
  let isReading = false
  private var body: [UInt8] = []
  private var texts: [UInt8] = []
  private var numberOfText: [String: Int] = [:]

  var bytes: [UInt8] {
    var head: [UInt8] = []
    LedgerEncoder.append(UInt(numberOfText.count), to: &head)
    return head + texts + body
  }

  mutating func code(_ number: inout Int) {
    LedgerEncoder.append(UInt(bitPattern: number << 1 ^ number >> (Int.bitWidth - 1)), to: &body)
  }

  mutating func code(_ text: inout String) {
    var number = numberOfText[text] ?? add(text)
    code(&number)
  }

  mutating func count(_ count: inout Int) { code(&count) }

  private mutating func add(_ text: String) -> Int {
    let number = numberOfText.count
    numberOfText[text] = number
    LedgerEncoder.append(UInt(text.utf8.count), to: &texts)
    texts += text.utf8
    return number
  }

  private static func append(_ number: UInt, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

struct LedgerDecoder: LedgerCoder {
  let isReading = true
  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private var texts: [String] = []
  /// The bytes ended too soon, or name a text that is not there: nothing that was read is to be believed.
  private(set) var isBroken = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
    let count = Int(clamping: next())
    while texts.count < count, !isBroken {
      let length = Int(clamping: next())
      guard length <= bytes.endIndex - index else {
        isBroken = true
        break
      }
      texts.append(String(decoding: bytes[index..<index + length], as: UTF8.self))
      index += length
    }
  }

  /// What is still to be read.
  var rest: ArraySlice<UInt8> { bytes[index...] }

  mutating func count(_ count: inout Int) {
    code(&count)
    if !(0...bytes.endIndex - index).contains(count) { (isBroken, count) = (true, 0) }
  }

  mutating func code(_ number: inout Int) {
    let raw = next()
    number = Int(bitPattern: raw >> 1) ^ -Int(bitPattern: raw & 1)
  }

  mutating func code(_ text: inout String) {
    var number = 0
    code(&number)
    if texts.indices.contains(number) { text = texts[number] } else { isBroken = true }
  }

  private mutating func next() -> UInt {
    var (number, shift): (UInt, UInt) = (0, 0)
    while index < bytes.endIndex, shift < 64 {
      let byte = bytes[index]
      index += 1
      number |= UInt(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    isBroken = true
    return 0
  }
}
