/// JSON put down from left to right. Foundation's writer boxes every value, and every post passes here.
///
/// Keys are the caller's own words and need no escaping; commas are put by themselves.
struct JSONBytes {
  private(set) var bytes: [UInt8] = []
  /// Something stands before the next item of the object or array under way.
  private var needsComma = false

  /// Room for the usual alert, and small enough that malloc keeps it at hand.
  init() { bytes.reserveCapacity(976) }

  // MARK: Values of an object

  mutating func text(_ key: StaticString, _ value: String?) {
    name(key)
    if let value { append(value) } else { raw("null") }
  }

  mutating func flag(_ key: StaticString, _ value: Bool) {
    name(key)
    raw(value ? "true" : "false")
  }

  mutating func number(_ key: StaticString, _ value: Int) {
    name(key)
    bytes.append(contentsOf: String(value).utf8)
  }

  mutating func array<Items: Sequence>(
    _ key: StaticString, _ items: Items, _ body: (inout JSONBytes, Items.Element) -> Void
  ) {
    array(key) { list in
      for item in items { body(&list, item) }
    }
  }

  mutating func array(_ key: StaticString, _ body: (inout JSONBytes) -> Void) {
    name(key)
    open("[")
    body(&self)
    close("]")
  }

  mutating func object(_ key: StaticString, _ body: (inout JSONBytes) -> Void) {
    name(key)
    enclosed(body)
  }

  // MARK: Items of an array

  mutating func item(_ value: String) {
    comma()
    append(value)
  }

  /// Also the outermost object.
  mutating func item(_ body: (inout JSONBytes) -> Void) {
    comma()
    enclosed(body)
  }

  // MARK: Taking back

  /// How far it has come.
  struct Place {
    fileprivate let count: Int
    fileprivate let needsComma: Bool
  }

  var place: Place { Place(count: bytes.count, needsComma: needsComma) }

  /// Takes back what was put down since, which has to be whole items.
  mutating func cut(to place: Place) {
    bytes.removeLast(bytes.count - place.count)
    needsComma = place.needsComma
  }

  // MARK: Characters

  private mutating func enclosed(_ body: (inout JSONBytes) -> Void) {
    open("{")
    body(&self)
    close("}")
  }

  private mutating func open(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = false
  }

  private mutating func close(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    needsComma = true
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func name(_ key: StaticString) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    raw(key)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func raw(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func append(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { text in
      if text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: text)
      } else {
        for byte in text { append(escaping: byte) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaping byte: UInt8) {
    let short: Unicode.Scalar? =
      switch byte {
      case UInt8(ascii: "\""): "\""
      case UInt8(ascii: "\\"): "\\"
      case 0x08: "b"
      case 0x09: "t"
      case 0x0A: "n"
      case 0x0C: "f"
      case 0x0D: "r"
      default: nil
      }
    if let short {
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(UInt8(ascii: short))
    } else if byte < 0x20 {
      let digits = Array("0123456789abcdef".utf8)
      raw("\\u00")
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    } else {
      bytes.append(byte)
    }
  }
}
