import Core

/// Finds the row of headings and which column is which field.
struct TableHeaders {
  /// Index of the heading row.
  let row: Int
  let width: Int
  let kind: TableMapping.Kind
  let sources: [LedgerTable.Source]

  /// Titles, unit rows and comments may stand above the headings.
  static let searched = 12

  static func find(in rows: [[Cell]], _ mapping: TableMapping, _ file: String, _ findings: Findings) -> TableHeaders? {
    let unit = rows.prefix(searched).lazy.compactMap { Header.unit(ofRow: $0) }.first
    let kinds = mapping.kind.map { [$0] } ?? TableMapping.Kind.allCases
    var best: (score: Int, row: Int, kind: TableMapping.Kind)?
    for (index, row) in rows.prefix(searched).enumerated() {
      let headers = row.map { Header($0.text) }
      for kind in kinds {
        let score = score(headers, kind, mapping)
        if score > best?.score ?? 0 { best = (score, index, kind) }
      }
    }
    guard let best else {
      reportNone(in: rows, kinds, mapping, file, findings)
      return nil
    }
    let cells = rows[best.row]
    let headers = cells.map { Header($0.text) }
    guard checkRepeats(headers, cells, file, findings) else { return nil }
    let sources =
      mapping.columns.isEmpty
      ? known(headers, cells, mapping, best.kind, unit, file, findings)
      : mapped(headers, mapping, best.kind, unit, file, findings)
    return sources.map { TableHeaders(row: best.row, width: cells.count, kind: best.kind, sources: $0) }
  }

  private static func reportNone(
    in rows: [[Cell]], _ kinds: [TableMapping.Kind], _ mapping: TableMapping, _ file: String, _ findings: Findings
  ) {
    if rows.isEmpty {
      findings.error("csv.headers", "Is empty; expected a row of headings.", at: Place(file: file))
      return
    }
    let none = "No row of headings was found in the first \(searched) rows"
    if mapping.columns.isEmpty, let (row, lacks) = nearlyHeadings(in: rows, kinds) {
      let cell = rows[row].first { !trimmed($0.text).isEmpty } ?? rows[row][0]
      findings.error(
        "csv.headers", "\(none); here most are known, but \(lacks). Add the column, or a mapping file.",
        at: Place(file: file, line: cell.line, column: cell.column))
      return
    }
    let known = (mapping.kind ?? .projects).knownHeaders["name"]?.first ?? "项目名称"
    findings.error(
      "csv.headers", "\(none); expected such as \(known), or a mapping file.",
      at: Place(file: file, line: 1, column: 1))
  }

  /// The row in which most headings are known, and what each kind that it could be of lacks.
  private static func nearlyHeadings(in rows: [[Cell]], _ kinds: [TableMapping.Kind]) -> (row: Int, lacks: String)? {
    var best: (found: Int, row: Int, lacks: [String])?
    for (index, row) in rows.enumerated() {
      let headers = row.map { Header($0.text) }.filter { !$0.key.isEmpty }
      for kind in kinds {
        let found = fields(of: headers, kind)
        guard found.count >= 2, found.count * 2 > headers.count else { continue }
        if let best, found.count < best.found || found.count == best.found && index > best.row { continue }
        let missing = kind.neededFields.filter { !found.contains($0) }.map { kind.knownHeaders[$0]?.first ?? $0 }
        let lacks = "a table of \(kind.rawValue) needs \(missing.joined(separator: " and "))"
        let others = best?.found == found.count && best?.row == index ? best?.lacks ?? [] : []
        best = (found.count, index, others + [lacks])
      }
    }
    return best.map { ($0.row, $0.lacks.joined(separator: ", ")) }
  }

  private static func fields(of headers: [Header], _ kind: TableMapping.Kind) -> Set<String> {
    Set(headers.compactMap { KnownHeaders.field(of: $0, in: kind.knownHeaders, fields: kind.fields) })
  }

  /// How many headings speak for this kind; 0 where what it cannot do without is missing.
  private static func score(_ headers: [Header], _ kind: TableMapping.Kind, _ mapping: TableMapping) -> Int {
    if !mapping.columns.isEmpty {
      let wanted = Set(mapping.columns.values.joined().flatMap { parts(of: $0.pattern).headers.map { Header($0).key } })
      return headers.count { wanted.contains($0.key) }
    }
    let found = fields(of: headers, kind)
    // A wrong guess would be worse than none: two headings at least, unless the kind is given.
    guard mapping.kind != nil || kind.neededFields.allSatisfy(found.contains), found.count >= 2 else { return 0 }
    return found.count
  }

  private static func checkRepeats(_ headers: [Header], _ cells: [Cell], _ file: String, _ findings: Findings) -> Bool {
    var seen: Set<String> = []
    var isGood = true
    for (header, cell) in zip(headers, cells) where !header.key.isEmpty && !seen.insert(header.key).inserted {
      findings.error(
        "csv.duplicateHeader", "The heading \"\(shortened(trimmed(cell.text)))\" stands twice.",
        at: Place(file: file, line: cell.line, column: cell.column))
      isGood = false
    }
    return isGood
  }

  private static func known(
    _ headers: [Header], _ cells: [Cell], _ mapping: TableMapping, _ kind: TableMapping.Kind, _ unit: Money.Unit?,
    _ file: String, _ findings: Findings
  ) -> [LedgerTable.Source]? {
    var sources: [LedgerTable.Source] = []
    var unread: [String] = []
    for (index, header) in headers.enumerated() where !header.key.isEmpty {
      guard let field = KnownHeaders.field(of: header, in: kind.knownHeaders, fields: kind.fields) else {
        unread.append(shortened(trimmed(cells[index].text), to: 20))
        continue
      }
      // Several columns of one role add up; of any other field the first counts.
      if Role(rawValue: field) == nil, sources.contains(where: { $0.field == field }) {
        unread.append(shortened(trimmed(cells[index].text), to: 20))
        continue
      }
      sources.append(
        LedgerTable.Source(field: field, parts: [.column(index)], unit: mapping.units[field] ?? header.unit ?? unit))
    }
    if !unread.isEmpty {
      findings.warning(
        "csv.unreadColumns",
        "Columns that no field of \(kind.rawValue) stands for were not read: "
          + unread.joined(separator: ", ") + ".", at: Place(file: file, line: cells[0].line, column: 1))
    }
    return sources
  }

  private static func mapped(
    _ headers: [Header], _ mapping: TableMapping, _ kind: TableMapping.Kind, _ unit: Money.Unit?, _ file: String,
    _ findings: Findings
  ) -> [LedgerTable.Source]? {
    var sources: [LedgerTable.Source] = []
    var isGood = true
    for field in kind.fields {
      guard let alternatives = mapping.columns[field], let first = alternatives.first else { continue }
      let found = alternatives.lazy.compactMap { source(field, $0.pattern, headers, mapping, unit) }
      if Role(rawValue: field) != nil {
        // Of a role, every column named counts.
        sources += found
        if !found.isEmpty { continue }
      } else if let source = found.first {
        sources.append(source)
        continue
      }
      let missing = parts(of: first.pattern).headers.first { name in !headers.contains { $0.key == Header(name).key } }
      findings.error(
        "mapping.unknownColumn", "\(file) has no column \"\(missing ?? first.pattern)\" for \"\(field)\".",
        at: first.place, nearest: nearestName(to: missing ?? first.pattern, among: headers.map(\.key)))
      isGood = false
    }
    return isGood ? sources : nil
  }

  private static func source(
    _ field: String, _ pattern: String, _ headers: [Header], _ mapping: TableMapping, _ unit: Money.Unit?
  ) -> LedgerTable.Source? {
    var result: [LedgerTable.Source.Part] = []
    var own: Money.Unit?
    for part in parts(of: pattern).all {
      guard part.isHeader else {
        result.append(.text(part.text))
        continue
      }
      guard let index = headers.firstIndex(where: { $0.key == Header(part.text).key }) else { return nil }
      own = headers[index].unit
      result.append(.column(index))
    }
    return LedgerTable.Source(field: field, parts: result, unit: mapping.units[field] ?? own ?? unit)
  }

  /// `{source_id}-{seq}` in its pieces; a text without braces is one header.
  private static func parts(of pattern: String) -> (all: [(text: String, isHeader: Bool)], headers: [String]) {
    guard pattern.contains("{") else { return ([(pattern, true)], [pattern]) }
    var all: [(String, Bool)] = []
    for piece in pattern.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      guard piece.offset > 0, let close = piece.element.firstIndex(of: "}") else {
        if !piece.element.isEmpty { all.append((String(piece.element), false)) }
        continue
      }
      all.append((String(piece.element[..<close]), true))
      let rest = piece.element[piece.element.index(after: close)...]
      if !rest.isEmpty { all.append((String(rest), false)) }
    }
    return (all, all.filter(\.1).map(\.0))
  }
}
