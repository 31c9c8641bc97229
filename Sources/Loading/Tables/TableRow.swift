import Core

/// One row of a table on its way to an element.
struct TableRow {
  private let table: LedgerTable
  private let cells: [Cell]
  private let references: References
  private let findings: Findings

  private static let startDates = ["start", "notStartBefore", "notFinishBefore", "startOn", "actualStart"]
  private static let money = ["total", "thisYear", "done"]

  init(_ table: LedgerTable, _ cells: [Cell], _ references: References, _ findings: Findings) {
    self.table = table
    self.cells = cells
    self.references = references
    self.findings = findings
  }

  func read() -> LedgerTable.Row {
    let place = Place(file: table.file, line: cells[0].line, column: cells[0].column)
    var entries: [Element.Entry] = []
    var investment: [Element.Entry] = []
    var project: (text: String, place: Place)?
    let before = findings.errorCount
    let year = contextYear()
    for source in table.sources where source.field != "year" {
      guard let (text, cellPlace) = table.text(of: source, in: cells) else { continue }
      if table.kind == .milestones, source.field == "project" {
        project = (text, cellPlace)
        continue
      }
      guard let value = value(of: source, text, year, cellPlace) else { continue }
      let entry = Element.Entry(key: source.field, place: cellPlace, value: value)
      if isMoney(source.field) {
        investment.append(entry)
      } else if let index = entries.firstIndex(where: { $0.key == source.field }) {
        entries[index] = merged(entries[index], entry)
      } else {
        entries.append(entry)
      }
    }
    for (field, value) in table.mapping.values.sorted(by: { $0.key < $1.key }) where field != "year" {
      if field == "project", table.kind == .milestones {
        if project == nil, case .text(let text, _) = value.content { project = (text, value.place) }
      } else if isMoney(field) {
        if !investment.contains(where: { $0.key == field }) {
          investment.append(Element.Entry(key: field, place: value.place, value: value))
        }
      } else if !entries.contains(where: { $0.key == field }) {
        entries.append(Element.Entry(key: field, place: value.place, value: value))
      }
    }
    if !investment.isEmpty { entries.append(map("investment", investment, place)) }
    complete(&entries, place)
    if table.kind == .milestones, project == nil {
      findings.error("csv.noProject", "The row names no project.", at: place)
    }
    return LedgerTable.Row(
      element: Element(content: .map(entries), place: place), project: project,
      isDamaged: findings.errorCount > before)
  }

  private func isMoney(_ field: String) -> Bool { table.kind == .projects && TableRow.money.contains(field) }

  private func map(_ key: String, _ entries: [Element.Entry], _ place: Place) -> Element.Entry {
    Element.Entry(key: key, place: place, value: Element(content: .map(entries), place: place))
  }

  private func merged(_ a: Element.Entry, _ b: Element.Entry) -> Element.Entry {
    func items(_ element: Element) -> [Element] {
      if case .list(let items) = element.content { return items }
      return [element]
    }
    let all = items(a.value) + items(b.value)
    return Element.Entry(key: a.key, place: a.place, value: Element(content: .list(all), place: a.value.place))
  }

  /// The year that `7月底前` means: of the row, else of the mapping.
  private func contextYear() -> Int? {
    if let source = table.sources.first(where: { $0.field == "year" }),
      let (text, place) = table.text(of: source, in: cells)
    {
      let digits = text.hasSuffix("年") ? String(text.dropLast()) : text
      if let year = wholeNumber(digits), (1900...2199).contains(year) { return year }
      findings.error("value.number", "The year is \"\(shortened(text))\"; expected such as 2021.", at: place)
    }
    if let value = table.mapping.values["year"], case .text(let text, _) = value.content { return Int(text) }
    return table.mapping.year
  }

  /// What a milestone or a project without an id or a duration is taken for.
  private func complete(_ entries: inout [Element.Entry], _ place: Place) {
    func add(_ key: String, _ text: String) {
      entries.append(
        Element.Entry(key: key, place: place, value: Element(content: .text(text, isQuoted: true), place: place)))
    }
    let hasIDs = table.sources.contains { $0.field == "id" }
    if !hasIDs, let name = entries.first(where: { $0.key == "name" || $0.key == "title" }),
      case .text(let text, _) = name.value.content
    {
      add(
        "id",
        String(
          text.unicodeScalars.prefix(Limits.identifierCharacters).map {
            isAllowedInIdentifier($0) ? Character($0) : "-"
          }))
    }
    if table.kind == .milestones, !entries.contains(where: { $0.key == "duration" }) {
      add("duration", "0")
      if !entries.contains(where: { $0.key == "kind" }) { add("kind", "finish") }
    }
  }

  private func value(of source: LedgerTable.Source, _ text: String, _ year: Int?, _ place: Place) -> Element? {
    func plain(_ text: String) -> Element { Element(content: .text(text, isQuoted: true), place: place) }
    let field = source.field
    if isMoney(field) { return money(text, source, place).map(plain) }
    switch field {
    case "start", "finish", "status", "due": return date(text, field, year, place).map(plain)
    case _ where MilestoneDocument.dateKeys.contains(field): return date(text, field, year, place).map(plain)
    case "done":
      let dates = split(text).map { date($0, field, year, place) }
      return dates.contains(nil) ? nil : Element(content: .list(dates.compactMap { $0.map(plain) }), place: place)
    case _ where Role(rawValue: field) != nil:
      return Element(content: .list(TableCell.names(in: text, references.parties).map(plain)), place: place)
    case "policies": return Element(content: .list(split(text).map(plain)), place: place)
    case "after": return Element(content: .list(split(text).map { dependency($0, place) }), place: place)
    case "duration": return plain(TableCell.span(text))
    case "name", "title": return plain(name(text, place))
    default: return plain(text)
    }
  }

  /// The ASCII separators of a list, and the first bytes of the others.
  private static let separatorBytes = [UInt8(ascii: ","), UInt8(ascii: ";"), 0xE3, 0xEF]
  /// The first bytes of the ends of lines that are no control characters of ASCII: U+0085, U+2028, U+2029.
  private static let lineEndBytes: [UInt8] = [0xC2, 0xE2]

  private func split(_ text: String) -> [String] {
    if !holdsControl(orByte: Self.separatorBytes, in: text) {
      let whole = trimmed(text)
      return whole.isEmpty ? [] : [whole]
    }
    return text.split { ",，、;；\n\r\r\n".contains($0) }.map { trimmed($0) }.filter { !$0.isEmpty }
  }

  /// Line ends become blanks; what is too long for a name is cut, which loses nothing that is timed.
  private func name(_ text: String, _ place: Place) -> String {
    let isOneLine = !holdsControl(orByte: Self.lineEndBytes, in: text)
    let line =
      isOneLine
      ? trimmed(text) : text.split(whereSeparator: \.isNewline).map { trimmed($0) }.joined(separator: " ")
    guard line.utf8.count > Limits.nameCharacters, line.count > Limits.nameCharacters else { return line }
    findings.warning(
      "csv.longName", "The name has \(line.count) characters and was cut to \(Limits.nameCharacters).", at: place)
    return String(line.prefix(Limits.nameCharacters - 1)) + "…"
  }

  private func date(_ text: String, _ field: String, _ year: Int?, _ place: Place) -> String? {
    let edge = table.mapping.edge ?? (TableRow.startDates.contains(field) ? .start : .end)
    if let date = LooseDate(text, edge: edge, year: year)?.date {
      guard isDone(field) else { return date.description }
      // Here, where it is known what is written: an error names that, and the date is then not looked at again.
      let written = text == date.description ? nil : text
      return references.accepts(done: date, field, written: written, at: place, findings) ? date.description : nil
    }
    let needsYear = year == nil && LooseDate(text, edge: edge, year: 2000) != nil
    findings.error(
      "value.date",
      needsYear
        ? "\"\(field)\" is \"\(shortened(text))\", which names no year; give one with a column \"year\" or dates.context."
        : "\"\(field)\" is \"\(shortened(text))\"; expected a date such as 2021-07-05, 2021年7月5日, 2021-07, 2021Q3 or 7月底前.",
      at: place)
    return nil
  }

  /// Whether it is the day on which something was done.
  private func isDone(_ field: String) -> Bool {
    switch table.kind {
    case .projects: false
    case .milestones: field == "actualStart" || field == "actualFinish"
    case .responsibilities: field == "done"
    }
  }

  private func money(_ text: String, _ source: LedgerTable.Source, _ place: Place) -> String? {
    if let yuan = Money.yuan(text, unit: source.unit ?? .wan) { return "\(yuan)元" }
    findings.error(
      "value.money", "\"\(source.field)\" is \"\(shortened(text))\"; expected an amount such as 5000, 5.2亿 or 8000万.",
      at: place)
    return nil
  }

  private func dependency(_ text: String, _ place: Place) -> Element {
    func plain(_ text: String) -> Element { Element(content: .text(text, isQuoted: true), place: place) }
    let (milestone, type, lag) = TableCell.dependency(text)
    guard let type else { return plain(milestone) }
    var entries = [("milestone", milestone), ("type", type)]
    if let lag { entries.append(("lag", lag)) }
    return Element(
      content: .map(entries.map { Element.Entry(key: $0.0, place: place, value: plain($0.1)) }), place: place)
  }
}
