import Core

/// A CSV ledger: rows that become the same elements as the entries of a YAML ledger, so that one reader checks both.
struct LedgerTable: Sendable {
  struct Row: Sendable {
    let element: Element
    /// Of a milestone: the project it belongs to, and where that is written.
    let project: (text: String, place: Place)?
    /// A cell of it could not be read and was reported.
    let isDamaged: Bool
  }

  /// A column, or several put together.
  struct Source: Sendable {
    let field: String
    /// Texts and column numbers in turn.
    let parts: [Part]
    let unit: Money.Unit?
    enum Part {
      case text(String)
      case column(Int)
    }
  }

  let kind: TableMapping.Kind
  let file: String
  let mapping: TableMapping
  let sources: [Source]
  let grid: CellGrid
  /// Those that hold data.
  let rows: [CellGrid.Row]

  var createsParties: Bool { mapping.parties == .create }

  static func read(
    _ bytes: [UInt8], of file: SourceFile, mapping mappingFile: SourceFile?, _ findings: Findings
  ) -> LedgerTable? {
    var mapping = TableMapping()
    if let mappingFile {
      guard let read = TableMapping.read(mappingFile, findings) else { return nil }
      mapping = read
    }
    guard let text = mapping.encoding.decode(bytes, of: file, findings) else { return nil }
    let grid: CellGrid
    do {
      grid = try CSVReader.read(text, separator: separator(of: text))
    } catch {
      guard case .at(let line, let column, let code, let message) = error else { return nil }
      findings.error(code, message, at: Place(file: file.name, line: line, column: column))
      return nil
    }
    let top = grid.rows.prefix(TableHeaders.searched).map { grid.cells(of: $0) }
    guard let headers = TableHeaders.find(in: top, mapping, file.name, findings) else { return nil }
    return LedgerTable(
      kind: headers.kind, file: file.name, mapping: mapping, sources: headers.sources, grid: grid,
      rows: rowsOfData(in: grid, after: headers.row, width: headers.width, file.name, findings))
  }

  /// A tab or a semicolon where the first line has more of them than commas.
  private static func separator(of text: [UInt8]) -> UInt8 {
    let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
    let comma = UInt8(ascii: ",")
    func count(_ byte: UInt8) -> Int { line.count { $0 == byte } }
    return [UInt8(ascii: "\t"), UInt8(ascii: ";")].first { count($0) > count(comma) } ?? comma
  }

  /// Without blank rows; totals are left out with a warning, rows wider than the headings are errors.
  private static func rowsOfData(
    in grid: CellGrid, after heading: Int, width: Int, _ file: String, _ findings: Findings
  ) -> [CellGrid.Row] {
    grid.rows.dropFirst(heading + 1).filter { row in
      // Nearly every row begins with an id.
      let first = grid.text(0, of: row)
      if row.count <= width, PlainMilestone.isIdentifier(first), !isTotal(first) { return true }
      let cells = grid.cells(of: row)
      guard let first = cells.first(where: { !trimmed($0.text).isEmpty }) else { return false }
      let place = Place(file: file, line: first.line, column: first.column)
      if isTotal(trimmed(first.text)) {
        findings.warning("csv.total", "The row is a total (\(trimmed(first.text))) and was left out.", at: place)
        return false
      }
      if cells.count(where: { !trimmed($0.text).isEmpty }) == 1, isNote(trimmed(first.text)) {
        findings.warning("csv.note", "The row is a note and was left out.", at: place)
        return false
      }
      if row.count > width, let extra = cells.dropFirst(width).first(where: { !trimmed($0.text).isEmpty }) {
        findings.error(
          "csv.width", "The row has \(row.count) cells, the headings are \(width); a comma may need quotes.",
          at: Place(file: file, line: extra.line, column: extra.column))
        return false
      }
      return true
    }
  }

  private static func isTotal(_ text: String) -> Bool {
    text.utf8.count <= 7 && ["合计", "总计", "小计", "合 计", "总 计"].contains(text)
  }

  /// What stands below a table: `注：数据截至6月底`.
  private static func isNote(_ text: String) -> Bool {
    ["注：", "注:", "备注：", "备注:"].contains { text.hasPrefix($0) }
  }

  func place(_ column: Int, of row: CellGrid.Row) -> Place {
    let place = grid.place(column, of: row)
    return Place(file: file, line: place.line, column: place.column)
  }

  /// The text of a field in a row and where it begins; nil where nothing is written.
  func text(of source: Source, in row: [Cell]) -> (text: String, place: Place)? {
    var text = ""
    var place: Place?
    var isComplete = true
    for part in source.parts {
      switch part {
      case .text(let constant): text += constant
      case .column(let index):
        guard index < row.count else {
          isComplete = false
          continue
        }
        let cell = row[index]
        let value = trimmed(cell.text)
        if TableCell.isNothing(value) { isComplete = false } else { text += value }
        if place == nil { place = Place(file: file, line: cell.line, column: cell.column) }
      }
    }
    guard isComplete, !text.isEmpty, let place else { return nil }
    return (text, place)
  }

  /// A row as an element. Parties must be known by now, because their names decide how a cell is split.
  func row(_ row: CellGrid.Row, _ references: References, _ findings: Findings) -> Row {
    TableRow(self, grid.cells(of: row), references, findings).read()
  }

  /// Adds the parties that nobody knows, one warning for the whole file.
  func createParties(in book: inout PartyBook, _ findings: Findings) {
    var created: [String] = []
    for source in sources {
      guard let role = Role(rawValue: source.field) else { continue }
      for row in rows {
        guard let (text, _) = text(of: source, in: grid.cells(of: row)) else { continue }
        for name in TableCell.names(in: text, book) where book.find(name) == nil {
          let id = String(name.unicodeScalars.map { isAllowedInIdentifier($0) ? Character($0) : "-" })
          guard id.count <= Limits.identifierCharacters else { continue }
          let kind: Party.Kind = role == .leader || role == .owner ? .official : .unit
          _ = book.insert(Party(id: PartyID(id), name: name, kind: kind))
          book.markCreated(PartyID(id))
          created.append(name)
        }
      }
    }
    guard !created.isEmpty else { return }
    let shown = created.prefix(8).map { shortened($0, to: 20) }.joined(separator: ", ")
    findings.warning(
      "ledger.createdParties",
      "\(created.count) parties are not in parties.yaml and were added without contacts: \(shown)"
        + (created.count > 8 ? " …" : "."), at: Place(file: file))
  }
}
