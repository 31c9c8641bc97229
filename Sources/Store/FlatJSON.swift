import Core

/// The two shapes of JSON kept in columns: a list of strings and nulls, and an object of strings with sorted keys.
///
/// Hand-written because Foundation's coders cost ten times as much, and every state and alert passes here.
enum FlatJSON {
  static func append(list items: some Sequence<String?>, to bytes: inout [UInt8]) {
    var isFirst = true
    bytes.append(UInt8(ascii: "["))
    for item in items {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      if let item { append(item, to: &bytes) } else { bytes.append(contentsOf: "null".utf8) }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  static func append(object words: NamedWords, to bytes: inout [UInt8]) {
    var isFirst = true
    bytes.append(UInt8(ascii: "{"))
    for item in words.items {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      append(item.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      append(item.words, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  static func readList(_ text: String) throws(StoreError) -> [String?] {
    var reader = Reader(text)
    return try reader.items(between: "[", and: "]", separators: [","])
  }

  static func readStrings(_ text: String) throws(StoreError) -> [String] {
    let items = try readList(text)
    let strings = items.compactMap(\.self)
    guard strings.count == items.count else { throw .damaged("null in \(text)") }
    return strings
  }

  static func readObject(_ text: String) throws(StoreError) -> [String: String] {
    var reader = Reader(text)
    let items = try reader.items(between: "{", and: "}", separators: [":", ","])
    var pairs: [String: String] = [:]
    for index in stride(from: 0, to: items.count, by: 2) {
      guard index + 1 < items.count, let key = items[index], let value = items[index + 1] else {
        throw .damaged("not an object of strings: \(text)")
      }
      pairs[key] = value
    }
    return pairs
  }

  private static func append(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { text in
      if text.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
        bytes.append(contentsOf: text)
      } else {
        for byte in text { append(escaping: byte, to: &bytes) }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func append(escaping byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(byte)
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes.append(contentsOf: "\\u00".utf8)
      bytes.append(digits[Int(byte >> 4)])
      bytes.append(digits[Int(byte & 15)])
    default: bytes.append(byte)
    }
  }

  /// Reads back exactly what is written above, and nothing wider.
  private struct Reader {
    let text: String
    var rest: Substring.UTF8View

    init(_ text: String) {
      self.text = text
      rest = text[...].utf8
    }

    mutating func items(
      between open: Unicode.Scalar, and close: Unicode.Scalar, separators: [Unicode.Scalar]
    ) throws(StoreError) -> [String?] {
      guard take(open) else { throw damaged }
      var items: [String?] = []
      if !take(close) {
        while true {
          items.append(try item())
          if take(separators[(items.count - 1) % separators.count]) { continue }
          guard take(close) else { throw damaged }
          break
        }
      }
      guard rest.isEmpty else { throw damaged }
      return items
    }

    private mutating func item() throws(StoreError) -> String? {
      if take("n") {
        guard take("u"), take("l"), take("l") else { throw damaged }
        return nil
      }
      guard take("\"") else { throw damaged }
      var bytes: [UInt8] = []
      while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
        case UInt8(ascii: "\\"):
          switch rest.popFirst() {
          case UInt8(ascii: "u"):
            guard rest.count >= 4, let code = UInt8(String(Substring(rest.prefix(4))), radix: 16) else { throw damaged }
            rest = rest.dropFirst(4)
            bytes.append(code)
          case let escaped?: bytes.append(escaped)
          case nil: throw damaged
          }
        default: bytes.append(byte)
        }
      }
      throw damaged
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: scalar) else { return false }
      rest = rest.dropFirst()
      return true
    }

    private var damaged: StoreError { .damaged("not the list or object that was written: \(text)") }
  }
}
