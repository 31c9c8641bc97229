extension Letter {
  private static let columns = 68

  /// Plain text with `\n` line ends.
  var text: String {
    var lines: [String] = []
    for block in blocks {
      switch block {
      case .title(let text): lines.append(Letter.indented(text, by: (Letter.columns - Letter.width(text)) / 2))
      case .heading(let text): lines.append(text)
      case .paragraph(let text): lines.append(text)
      case .item(let text): lines.append("  - \(text)")
      case .right(let text): lines.append(Letter.indented(text, by: Letter.columns - Letter.width(text)))
      case .notice(let text):
        let rule = String(repeating: "=", count: Letter.columns)
        lines += [rule, text, rule]
      case .gap: lines.append("")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func indented(_ text: String, by columns: Int) -> String {
    String(repeating: " ", count: max(0, columns)) + text
  }

  /// Columns on a terminal or in a fixed-width font: Chinese characters take two.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
