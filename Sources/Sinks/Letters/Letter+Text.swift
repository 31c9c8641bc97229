extension Letter {
  private static let columns = 68

  /// Plain text with `\n` line ends.
  var text: String {
    var lines: [String] = []
    for (index, block) in blocks.enumerated() {
      switch block {
      case .title(let text): lines.append(Letter.indented(text, by: (Letter.columns - Letter.width(text)) / 2))
      case .heading(let text): lines.append(text)
      case .paragraph(let text): lines.append(text)
      case .item(let text): lines.append("  - \(text)")
      case .right(let text): lines.append(Letter.indented(text, by: Letter.columns - Letter.width(text)))
      case .row(let cells, _): lines.append(Letter.line(cells, widths: columnWidths(around: index)))
      case .notice(let text):
        let rule = String(repeating: "=", count: Letter.columns)
        lines += [rule, text, rule]
      case .gap: lines.append("")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of the table that the row at `index` belongs to.
  private func columnWidths(around index: Int) -> [Int] {
    var widths: [Int] = []
    func take(_ block: Block) -> Bool {
      guard case .row(let cells, _) = block else { return false }
      for (column, cell) in cells.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], Letter.width(cell))
      }
      return true
    }
    for block in blocks[..<index].reversed() where !take(block) { break }
    for block in blocks[index...] where !take(block) { break }
    return widths
  }

  private static func line(_ cells: [String], widths: [Int]) -> String {
    var line = " "
    var blanks = 1
    for (cell, columns) in zip(cells, widths) {
      if !cell.isEmpty {
        line += String(repeating: " ", count: blanks) + cell
        blanks = 0
      }
      blanks += columns - width(cell) + 2
    }
    return line
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
