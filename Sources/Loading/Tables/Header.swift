/// A heading as it is compared: without blanks and line ends, half-width, small; its unit of money apart.
struct Header {
  let key: String
  /// `总投资（亿元）`.
  let unit: Money.Unit?

  init(_ raw: String) {
    var text = halfWidth(raw).lowercased().filter { !$0.isWhitespace && $0 != "\u{FEFF}" && $0 != "*" }
    var unit: Money.Unit?
    if text.hasSuffix(")"), let open = text.lastIndex(of: "(") {
      let inside = text[text.index(after: open)...].dropLast()
      let name = inside.hasPrefix("单位:") ? String(inside.dropFirst(3)) : String(inside)
      if let found = Money.Unit(rawValue: name) {
        unit = found
        text = String(text[..<open])
      }
    }
    key = text
    self.unit = unit
  }

  /// The unit of a row above the headings: `单位：万元`.
  static func unit(ofRow row: [Cell]) -> Money.Unit? {
    for cell in row {
      let text = halfWidth(cell.text).filter { !$0.isWhitespace && !"()".contains($0) }
      guard let mark = text.range(of: "单位:") else { continue }
      if let unit = Money.Unit(rawValue: String(text[mark.upperBound...])) { return unit }
    }
    return nil
  }
}

extension String {
  fileprivate func range(of mark: String) -> Range<String.Index>? { firstRange(of: mark) }
}
