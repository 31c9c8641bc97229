/// Rows in aligned columns that fit a terminal. Two-column characters count as two.
package struct Table: Sendable {
  package struct Column: Sendable {
    package enum Alignment: Sendable { case left, right }

    package var title: String
    package var alignment: Alignment
    /// Free text: may be cut short when the table is too wide. Ids, dates and numbers never are.
    package var isFreeText: Bool
    /// Left out where the rest does not fit otherwise.
    package var isOptional: Bool

    package init(
      _ title: String, _ alignment: Alignment = .left, isFreeText: Bool = false, isOptional: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.isFreeText = isFreeText
      self.isOptional = isOptional
    }
  }

  package struct Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package var text: String
    package var colour: Colour?

    package init(_ text: String, _ colour: Colour? = nil) {
      self.text = printable(text)
      self.colour = colour
    }

    package init(stringLiteral text: String) { self.init(text) }
  }

  /// Codes of ECMA-48's Select Graphic Rendition.
  package enum Colour: Int, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33

    package func paint(_ text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
  }

  package var columns: [Column]
  package private(set) var rows: [[Cell]] = []

  package init(_ columns: [Column]) { self.columns = columns }

  /// - Precondition: as many cells as columns.
  package mutating func append(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row of \(cells.count) cells in a table of \(columns.count) columns")
    rows.append(cells)
  }

  private static let gap = 2
  private static let narrowest = 8

  /// Lines without trailing blanks, headings first.
  package func lines(width: Int, colour: Bool = false) -> [String] {
    let (shown, widths) = layout(fitting: width)
    let heading = columns.map { Cell($0.title, .bold) }
    return ([heading] + rows).map { row in
      var line = ""
      var blanks = 0
      for index in shown {
        let cell = row[index]
        let text = truncated(cell.text, to: widths[index])
        let padding = widths[index] - displayWidth(text)
        if columns[index].alignment == .right { blanks += padding }
        if !text.isEmpty {
          line += String(repeating: " ", count: blanks) + (colour ? cell.colour?.paint(text) ?? text : text)
          blanks = 0
        }
        if columns[index].alignment == .left { blanks += padding }
        blanks += Table.gap
      }
      return line
    }
  }

  /// Each as wide as its widest cell; if that is too much, free text gives way, the widest first, and then the last of the
  /// columns that may be left out.
  private func layout(fitting width: Int) -> (shown: [Int], widths: [Int]) {
    let full = columns.indices.map { index in
      rows.reduce(displayWidth(columns[index].title)) { max($0, displayWidth($1[index].text)) }
    }
    var shown = Array(columns.indices)
    while true {
      var widths = full
      var excess = shown.reduce(0) { $0 + widths[$1] } + Table.gap * (shown.count - 1) - width
      let free = shown.filter { columns[$0].isFreeText }
      while excess > 0, let widest = free.max(by: { widths[$0] < widths[$1] }), widths[widest] > Table.narrowest {
        widths[widest] -= 1
        excess -= 1
      }
      guard excess > 0, let last = shown.last(where: { columns[$0].isOptional }) else { return (shown, widths) }
      shown.removeAll { $0 == last }
    }
  }
}
