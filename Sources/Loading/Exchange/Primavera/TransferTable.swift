import Core

/// The tables of a Primavera transfer file (XER): lines of cells between tabs, `%T` table, `%F` columns, `%R` row.
struct TransferTables {
  struct Row {
    let cells: [String: String]
    let place: Place

    /// Nil where nothing is written.
    subscript(column: String) -> String? {
      guard let cell = cells[column], !cell.isEmpty else { return nil }
      return cell
    }
  }

  private var rows: [String: [Row]] = [:]
  private static let wanted: Set<String> = ["CALENDAR", "PROJECT", "PROJWBS", "SCHEDOPTIONS", "TASK", "TASKPRED"]

  subscript(table: String) -> [Row] { rows[table] ?? [] }

  /// Nil with a diagnostic where it is no such file. The encoding is that of the machine it was written on: UTF-8 and
  /// GB18030 are tried.
  init?(_ file: SourceFile, _ findings: Findings) {
    guard let bytes = file.bytes(limit: Limits.xmlBytes, findings),
      let text = TextEncoding.auto.decode(bytes, of: file, findings)
    else { return nil }
    guard text.starts(with: "ERMHDR\t".utf8) else {
      findings.error("xer.header", "Is no Primavera file: it does not begin with ERMHDR.", at: file.place)
      return nil
    }
    var table = ""
    var columns: [String] = []
    for (number, raw) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = raw.last == 0x0D ? raw.dropLast() : raw
      guard line.first == UInt8(ascii: "%"), line.count > 1 else { continue }
      let kind = line[line.startIndex + 1]
      if kind == UInt8(ascii: "R"), columns.isEmpty { continue }
      let cells = line.split(separator: 0x09, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      switch kind {
      case UInt8(ascii: "T"):
        table = cells.count > 1 ? trimmed(cells[1]) : ""
        columns = []
      case UInt8(ascii: "F"): columns = TransferTables.wanted.contains(table) ? Array(cells.dropFirst()) : []
      case UInt8(ascii: "R"):
        let place = Place(file: file.name, line: number + 1, column: 1)
        if cells.count - 1 > columns.count {
          findings.error(
            "xer.width", "The row has \(cells.count - 1) cells, the table \(table) has \(columns.count).", at: place)
          continue
        }
        let pairs = zip(columns, cells.dropFirst())
        rows[table, default: []].append(Row(cells: Dictionary(pairs) { first, _ in first }, place: place))
      default: break
      }
    }
  }
}
