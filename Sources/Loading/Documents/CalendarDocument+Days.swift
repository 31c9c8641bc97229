import Core

extension CalendarDocument {
  /// Adds the days of `NAME.csv`: `date,kind,name`, kind `holiday` or `workday`; lines that begin with # are comments.
  mutating func readDays(_ file: SourceFile, _ findings: Findings) {
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings),
      let text = TextEncoding.auto.decode(bytes, of: file, findings)
    else { return }
    var reader = CSVReader(text)
    var isFirst = true
    do {
      while let row = try reader.next() {
        if row[0].text.hasPrefix("#") { continue }
        if isFirst {
          isFirst = false
          if checkHeader(row, file, findings) { continue }
          return
        }
        readDay(row, file, findings)
      }
    } catch {
      guard case .at(let line, let column, let code, let message) = error else { return }
      findings.error(code, message, at: Place(file: file.name, line: line, column: column))
    }
    if isFirst { findings.error("calendar.header", "Is empty; expected the header date,kind,name.", at: file.place) }
  }

  private func checkHeader(_ row: [Cell], _ file: SourceFile, _ findings: Findings) -> Bool {
    let names = row.map { trimmed($0.text) }
    if names.starts(with: ["date", "kind"]), names.count <= 3 { return true }
    findings.error(
      "calendar.header", "The header is \"\(names.joined(separator: ","))\"; expected date,kind,name.",
      at: Place(file: file.name, line: row[0].line, column: 1))
    return false
  }

  private mutating func readDay(_ row: [Cell], _ file: SourceFile, _ findings: Findings) {
    func place(_ cell: Cell) -> Place { Place(file: file.name, line: cell.line, column: cell.column) }
    guard row.count >= 2 else {
      findings.error("calendar.row", "The row has one cell; expected date,kind,name.", at: place(row[0]))
      return
    }
    let dateText = trimmed(row[0].text)
    guard let date = CivilDate(iso: dateText) else {
      let meant = LooseDate(dateText, edge: .end, year: nil)?.date.description
      findings.error(
        "value.date", "The date is \"\(shortened(dateText))\"; expected a date that exists, as 2026-02-14.",
        at: place(row[0]), nearest: meant)
      return
    }
    let kind = trimmed(row[1].text)
    guard kind == "holiday" || kind == "workday" else {
      findings.error(
        "value.choice", "The kind is \"\(shortened(kind))\"; expected holiday or workday.", at: place(row[1]),
        nearest: nearestName(to: kind, among: ["holiday", "workday"]))
      return
    }
    lastYear = max(lastYear ?? 0, date.year)
    let name = row.count > 2 ? trimmed(row[2].text) : ""
    add(date, isWorking: kind == "workday", name: name, at: place(row[0]), findings)
  }
}
