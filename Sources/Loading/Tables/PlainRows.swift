import Core

/// Reads the rows of a table of milestones that say nothing but project, id, name, duration and links, each as it is
/// mostly written, straight from their cells. Any other row is left to `TableRow` and `MilestoneDocument`: where this
/// gives a milestone, they would give the same and find nothing.
struct PlainRows {
  private let table: LedgerTable
  private var project: Int
  private var id: Int
  private var name: Int?
  private var duration: Int?
  private var after: Int?
  /// Columns that a plain row has nothing in.
  private var empty: [Int] = []

  /// Nil where no row of the table can be plain.
  init?(_ table: LedgerTable) {
    guard table.kind == .milestones, table.mapping.values.isEmpty else { return nil }
    var columns: [String: Int] = [:]
    for source in table.sources {
      let own = source.parts.compactMap { if case .column(let column) = $0 { column } else { nil } }
      if own.count == 1, source.parts.count == 1, columns[source.field] == nil,
        ["project", "id", "name", "duration", "after"].contains(source.field)
      {
        columns[source.field] = own[0]
      } else {
        empty += own
      }
    }
    guard let project = columns["project"], let id = columns["id"] else { return nil }
    self.table = table
    (self.project, self.id) = (project, id)
    (name, duration, after) = (columns["name"], columns["duration"], columns["after"])
  }

  func read(_ row: CellGrid.Row) -> (milestone: Milestone, project: String, at: Place)? {
    for column in empty where !text(column, row).isEmpty { return nil }
    let name = text(project, row)
    var plain = PlainMilestone(at: table.place(0, of: row))
    guard PlainMilestone.isSolidLine(name), plain.take(id: text(id, row)) else { return nil }
    if let column = self.name, case let text = text(column, row), !text.isEmpty {
      guard plain.take(name: text) else { return nil }
    }
    if let duration, case let text = text(duration, row), !text.isEmpty {
      guard plain.take(duration: text) else { return nil }
    }
    if let after, case let text = text(after, row), !text.isEmpty {
      guard take(text, at: table.place(after, of: row), into: &plain) else { return nil }
    }
    // Without a duration it is one that closes a day.
    guard let milestone = plain.milestone(kind: .finish) else { return nil }
    return (milestone, name, table.place(project, of: row))
  }

  private func take(_ links: String, at place: Place, into plain: inout PlainMilestone) -> Bool {
    func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }
    if !links.utf8.contains(where: isSeparator) { return plain.take(typed: links, at: place) }
    return links.utf8.split(whereSeparator: isSeparator).allSatisfy {
      plain.take(typed: String(Substring($0)), at: place)
    }
  }

  /// Empty where there is no such cell, or `——` in it.
  private func text(_ column: Int, _ row: CellGrid.Row) -> String {
    guard column < row.count else { return "" }
    let text = table.grid.text(column, of: row)
    return TableCell.isNothing(text) ? "" : text
  }
}
