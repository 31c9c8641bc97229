/// Rows in aligned columns that fit a terminal. Two-column characters count as two.
package struct Table: Sendable {
  package struct Column: Sendable {
    package enum Alignment: Sendable { case left, right }

    package var title: String
    package var alignment: Alignment
    /// Free text: may be cut short when the table is too wide. Ids, dates and numbers never are.
    package var isFreeText: Bool
    /// Free text that is never cut: what does not fit stands on lines of its own, under the row.
    package var goesBelow: Bool
    /// Left out where the rest does not fit otherwise.
    package var isOptional: Bool

    package init(
      _ title: String, _ alignment: Alignment = .left, isFreeText: Bool = false, goesBelow: Bool = false,
      isOptional: Bool = false
    ) {
      self.title = title
      self.alignment = alignment
      self.isFreeText = isFreeText || goesBelow
      self.goesBelow = goesBelow
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

  static let gap = 2
  static let narrowest = 8

  /// Lines without trailing blanks, headings first.
  /// - Parameter width: nil: as wide as the widest cells.
  package func lines(width: Int?, colour: Bool = false) -> [String] {
    let layout = layout(fitting: width ?? .max)
    let heading = columns.map { Cell($0.title, .bold) }
    return ([heading] + rows).flatMap { lines(of: $0, layout, width: width ?? .max, colour) }
  }

  private func lines(of row: [Cell], _ layout: Layout, width: Int, _ colour: Bool) -> [String] {
    var (lines, below): ([String], [String]) = ([], [])
    var line = ""
    var (blanks, start, taken) = (0, 0, 0)
    func add(_ text: String, _ cell: Cell) {
      if text.isEmpty { return }
      line += String(repeating: " ", count: blanks) + (colour ? cell.colour?.paint(text) ?? text : text)
      blanks = 0
    }
    for index in layout.shown {
      let (cell, room) = (row[index], layout.widths[index])
      var text = cell.text
      if columns[index].isFreeText {
        if columns[index].goesBelow, displayWidth(text) > room {
          below = broken(text, into: max(width - Table.indent, Table.narrowest))
          text = ""
        }
        // One character and the sign that more was cut say nothing.
        text = taken > 0 && room - taken < 2 ? "" : truncated(text, to: room - taken)
      }
      if displayWidth(text) > room + layout.reach(of: index) {
        // Too long for its place, even with that of the free text after it: what follows it has a line of its own.
        add(text, cell)
        lines.append(line)
        (line, blanks, text) = ("", start, "")
      }
      let padding = room - taken - displayWidth(text)
      taken = columns[index].isFreeText ? 0 : max(0, -padding)
      if columns[index].alignment == .right { blanks += padding }
      add(text, cell)
      if columns[index].alignment == .left { blanks += columns[index].isFreeText ? padding : max(0, padding) }
      blanks += Table.gap
      start += room + Table.gap
    }
    return lines + [line] + below.map { String(repeating: " ", count: Table.indent) + $0 }
  }

  private static let indent = 4
}
