/// Writes XML, one element a line.
struct XMLWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private var open: [String] = []

  mutating func element(_ name: String, attributes: String = "", _ inside: (inout XMLWriter) -> Void) {
    text += "\(indent)<\(name)\(attributes)>\n"
    open.append(name)
    inside(&self)
    open.removeLast()
    text += "\(indent)</\(name)>\n"
  }

  /// Nothing where there is no value.
  mutating func value(_ name: String, _ value: (some CustomStringConvertible)?) {
    guard let value else { return }
    text += "\(indent)<\(name)>\(XMLWriter.escaped(value.description))</\(name)>\n"
  }

  mutating func flag(_ name: String, _ value: Bool) { self.value(name, value ? 1 : 0) }

  private var indent: String { String(repeating: "  ", count: open.count) }

  /// Without what XML 1.0 cannot hold at all.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\u{9}", "\u{A}": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
