package import Core

/// Reads the calendars of a configuration directory alone: `calendar add|check|count`.
package enum CalendarLoader {
  package struct Outcome: Sendable {
    package var calendars: [CalendarID: WorkCalendar]
    /// `defaults.calendar` of the directory.
    package var defaultCalendar: CalendarID
    package var diagnostics: [Diagnostic]
  }

  package static func load(directory: String) -> Outcome {
    let findings = Findings()
    let folder = directory + "/calendars"
    if !Directory.exists(folder) {
      findings.error("file.missing", "There is no directory \"calendars\" in \(directory).", at: Place(file: directory))
    }
    let documents = read(folder: folder, name: "calendars", findings)
    let calendars = resolve(documents, known: [:], isComplete: true, findings)
    let named = MainDocument.defaultCalendar(ofDirectory: directory)
    return Outcome(calendars: calendars, defaultCalendar: named ?? "cn", diagnostics: findings.sorted)
  }

  /// One document a calendar, sorted by name, from `NAME.csv`, `.json`, `.ics` and `.yaml` and the files of `NAME/`.
  static func read(folder: String, name: String, _ findings: Findings) -> [CalendarDocument] {
    var documents: [String: CalendarDocument] = [:]
    func read(_ source: SourceFile, of id: String) {
      if source.name.hasSuffix(".md") { return }
      var document = documents[id] ?? CalendarDocument(id: CalendarID(id), place: source.place)
      if document.read(source, findings) { documents[id] = document }
    }
    for file in Directory.names(in: folder, called: name, findings) {
      let path = "\(folder)/\(file)"
      guard Directory.exists(path) else {
        read(SourceFile(path: path, name: "\(name)/\(file)"), of: stem(of: file))
        continue
      }
      for part in Directory.names(in: path, called: "\(name)/\(file)", findings) {
        read(SourceFile(path: "\(path)/\(part)", name: "\(name)/\(file)/\(part)"), of: file)
      }
    }
    return documents.values.sorted { $0.id < $1.id }
  }

  /// Calendars with their bases, in any order of naming; a circle of bases is an error.
  static func resolve(
    _ documents: [CalendarDocument], known: [CalendarID: WorkCalendar], isComplete: Bool, _ findings: Findings
  ) -> [CalendarID: WorkCalendar] {
    var resolved = known
    var left: [CalendarDocument] = []
    var seen: [CalendarID: Place] = [:]
    for document in documents {
      if let first = seen[document.id] ?? (known[document.id].map { _ in Place(file: "calendars/\(document.id).csv") })
      {
        findings.error(
          "calendar.duplicate", "The calendar \"\(document.id)\" is already defined at \(first).", at: document.place)
      } else {
        seen[document.id] = document.place
        left.append(document)
      }
    }
    let names = (Array(known.keys) + Array(seen.keys)).map(\.text).sorted()
    var progressed = true
    while progressed {
      progressed = false
      var waiting: [CalendarDocument] = []
      for document in left {
        if let base = document.base, seen[base.id] != nil, resolved[base.id] == nil {
          waiting.append(document)
          continue
        }
        if let base = document.base, resolved[base.id] == nil, isComplete {
          findings.error(
            "calendar.unknownBase", "There is no calendar \"\(base.id)\" to build \"\(document.id)\" on.",
            at: base.place, nearest: nearestName(to: base.id.text, among: names))
        }
        resolved[document.id] = document.resolved(over: document.base.flatMap { resolved[$0.id] })
        progressed = true
      }
      left = waiting
    }
    for document in left {
      findings.error(
        "calendar.cycle", "The calendar \"\(document.id)\" is built on itself through its bases.",
        at: document.base?.place ?? document.place)
    }
    return resolved
  }
}
