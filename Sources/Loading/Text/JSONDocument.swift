import Core

/// Reads JSON (RFC 8259) into an `Element`, with the place of every value; numbers and words stay texts.
struct JSONDocument {
  private let bytes: [UInt8]
  private let file: String
  private var index = 0
  private var lines = LineTracker()
  private var nodes = 0

  private struct Fault: Error {
    let place: Place
    let code: String
    let message: String
  }

  static func read(_ bytes: [UInt8], of file: SourceFile, _ findings: Findings) -> Element? {
    guard let text = TextEncoding.utf8.decode(bytes, of: file, findings) else { return nil }
    var reader = JSONDocument(bytes: text, file: file.name)
    do throws(Fault) {
      let root = try reader.value(depth: 1)
      reader.skipBlanks()
      if reader.index < text.count { throw reader.unexpected("the end of the file") }
      return root
    } catch {
      findings.error(error.code, error.message, at: error.place)
      return nil
    }
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private var place: Place {
    mutating get { Place(file: file, line: lines.line, column: lines.column(of: index, in: bytes)) }
  }

  private mutating func fault(_ message: String, at place: Place? = nil, code: String = "json.syntax") -> Fault {
    Fault(place: place ?? self.place, code: code, message: message)
  }

  private mutating func unexpected(_ expected: String) -> Fault {
    guard index < bytes.count else { return fault("The file ends here; expected \(expected).") }
    let found = String(decoding: bytes[index..<min(index + 12, bytes.count)].prefix { $0 > 32 }, as: UTF8.self)
    return fault("Found \"\(found)\"; expected \(expected).")
  }

  private mutating func skipBlanks() {
    while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
      index += 1
      if bytes[index - 1] == 0x0A { lines.newLine(at: index) }
    }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipBlanks()
    guard index < bytes.count, bytes[index] == byte.asciiValue else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) throws(Fault) -> Element {
    skipBlanks()
    let start = place
    nodes += 1
    guard depth <= Limits.yamlDepth else {
      throw fault("Is nested more than \(Limits.yamlDepth) levels deep.", code: "yaml.tooDeep")
    }
    guard nodes <= Limits.yamlNodes else {
      throw fault("Holds more than \(Limits.yamlNodes) entries; mass data belongs in CSV files.", code: "yaml.tooMany")
    }
    if take("{") { return Element(content: .map(try entries(depth: depth)), place: start) }
    if take("[") { return Element(content: .list(try items(depth: depth)), place: start) }
    if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
      return Element(content: .text(try string(), isQuoted: true), place: start)
    }
    let word = bytes[index...].prefix { $0 > 32 && !",]}:\"[{".utf8.contains($0) }
    let text = String(decoding: word, as: UTF8.self)
    guard ["true", "false", "null"].contains(text) || isNumber(text) else { throw unexpected("a value") }
    index += word.count
    return Element(content: .text(text, isQuoted: false), place: start)
  }

  /// Plain digits with at most a sign and a fraction: all that a ledger needs. Exponents are refused.
  private func isNumber(_ text: String) -> Bool {
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }

  private mutating func entries(depth: Int) throws(Fault) -> [Element.Entry] {
    var entries: [Element.Entry] = []
    if take("}") { return entries }
    repeat {
      skipBlanks()
      let here = place
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try string()
      guard take(":") else { throw unexpected("a colon after the key") }
      entries.append(Element.Entry(key: key, place: here, value: try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw unexpected("a comma or }") }
    return entries
  }

  private mutating func items(depth: Int) throws(Fault) -> [Element] {
    var items: [Element] = []
    if take("]") { return items }
    repeat { items.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw unexpected("a comma or ]") }
    return items
  }

  /// The string that opens here.
  private mutating func string() throws(Fault) -> String {
    let start = place
    index += 1
    // Most strings have nothing escaped in them.
    let first = index
    while index < bytes.count, bytes[index] >= 32, bytes[index] != UInt8(ascii: "\\") {
      index += 1
      if bytes[index - 1] == UInt8(ascii: "\"") { return String(decoding: bytes[first..<index - 1], as: UTF8.self) }
    }
    index = first
    var result = ""
    while true {
      let plain = bytes[index...].prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 32 }
      result += String(decoding: plain, as: UTF8.self)
      index += plain.count
      guard index < bytes.count, bytes[index] >= 32 else {
        throw fault("The text that opens here is not closed in its line.", at: start)
      }
      index += 1
      if bytes[index - 1] == UInt8(ascii: "\"") { return result }
      result.unicodeScalars.append(try escaped())
    }
  }

  /// What stands after a backslash.
  private mutating func escaped() throws(Fault) -> Unicode.Scalar {
    guard index < bytes.count else { throw unexpected("a character after the backslash") }
    index += 1
    switch bytes[index - 1] {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      guard (0xD800...0xDBFF).contains(first) else {
        guard let scalar = Unicode.Scalar(first) else { throw fault("A half of a surrogate pair stands alone.") }
        return scalar
      }
      guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
        throw fault("A half of a surrogate pair stands alone.")
      }
      index += 2
      let second = try hexadecimal()
      guard (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { throw fault("A half of a surrogate pair stands alone.") }
      return scalar
    default:
      index -= 1
      throw unexpected("one of n t r b f u / \\ \" after the backslash")
    }
  }

  private mutating func hexadecimal() throws(Fault) -> UInt32 {
    let digits = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
      throw unexpected("four hexadecimal digits")
    }
    index += 4
    return value
  }
}
