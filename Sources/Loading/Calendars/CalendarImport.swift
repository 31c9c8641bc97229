package import Core

/// Turns notices (holiday-cn JSON, iCalendar, CSV) into the lines of a calendar's CSV: `calendar import`.
package enum CalendarImport {
  package struct Outcome: Sendable {
    /// The whole CSV: what was there, then the new days in order. Nil where there are errors.
    package var csv: String?
    /// Days that were not there before.
    package var added: Int
    package var diagnostics: [Diagnostic]
  }

  /// - Parameter existing: the CSV to extend; its text stays as it is. A day that it says otherwise is an error.
  package static func read(files: [String], existing: String?) -> Outcome {
    let findings = Findings()
    let id = existing.map { stem(of: $0) } ?? "import"
    var document = CalendarDocument(id: CalendarID(id), place: Place(file: existing ?? "import"))
    var text = "date,kind,name\n"
    if let existing {
      let file = SourceFile(path: existing, name: existing)
      _ = document.read(file, findings)
      if let bytes = file.bytes(limit: Limits.yamlBytes, Findings()),
        let old = TextEncoding.auto.decode(bytes, of: file, Findings())
      {
        text = String(decoding: old, as: UTF8.self)
        if !text.hasSuffix("\n") { text += "\n" }
      }
    }
    let before = Set(document.exceptions.keys)
    for path in files {
      let file = SourceFile(path: path, name: path)
      guard [".csv", ".json", ".ics"].contains(where: path.hasSuffix) else {
        findings.error("file.unknown", "Is none of .csv, .json, .ics.", at: file.place)
        continue
      }
      _ = document.read(file, findings)
    }
    guard findings.errorCount == 0 else { return Outcome(csv: nil, added: 0, diagnostics: findings.sorted) }
    let new = document.exceptions.filter { !before.contains($0.key) }.sorted { $0.key < $1.key }
    for (date, day) in new {
      text += "\(date),\(day.isWorking ? "workday" : "holiday"),\(cell(day.name))\n"
    }
    return Outcome(csv: text, added: new.count, diagnostics: findings.sorted)
  }

  /// A cell of CSV, quoted where it has to be. A name is one line.
  private static func cell(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.contains(where: { ",\"".contains($0) })
      ? "\"" + line.replacing("\"", with: "\"\"") + "\"" : line
  }
}
