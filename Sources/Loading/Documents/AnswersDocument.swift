package import Core

/// A file of answers for `simulate --answers`: who says what about which duty, and when.
///
/// ```yaml
/// answers:
///   - { at: 2021-07-14T09:00:00+08:00, duty: R05, note: 已部署, promise: 2021-07-20 }
///   - { at: 2021-07-20, duty: R05, done: true }       # a date: at noon
/// ```
package enum AnswersDocument {
  package static func read(path: String, zone: ZoneRules) -> (events: [Simulation.Event], diagnostics: [Diagnostic]) {
    let findings = Findings()
    let file = SourceFile(path: path, name: path)
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings),
      let root = YAMLDocument.read(bytes, of: file, findings),
      let fields = Fields(root, "a file of answers", keys: ["answers"], findings)
    else { return ([], findings.sorted) }
    let events = fields.strictList("answers").compactMap { read($0, zone, findings) }
    return (events, findings.sorted)
  }

  private static func read(_ element: Element, _ zone: ZoneRules, _ findings: Findings) -> Simulation.Event? {
    guard let fields = Fields(element, "an answer", keys: ["at", "duty", "note", "promise", "done"], findings)
    else { return nil }
    let at = fields.required("at").flatMap { element in
      fields.value(of: element, "at", expected: "a date or a moment such as 2021-07-14T09:00:00+08:00") { text in
        CivilDate(iso: text).map { zone.instant($0, TimeOfDay(secondsSinceMidnight: 43_200)) }
          ?? zone.instant(iso: text)
      }
    }
    let duty = fields.requiredText("duty")
    let (note, promise, isDone) = (fields.text("note"), fields.date("promise"), fields.flag("done") ?? false)
    if isDone, note != nil || promise != nil {
      findings.error(
        "answer.both", "An answer either says that it is done or has a note or a promise.", at: fields.place)
    } else if !isDone, note == nil, promise == nil {
      findings.error(
        "answer.empty", "An answer says nothing: it needs a note, a promise or done: true.", at: fields.place)
    }
    guard let at, let duty else { return nil }
    return Simulation.Event(
      at: at, duty: DutyID(duty), act: isDone ? .done : .acknowledge(note: note ?? "", promise: promise))
  }
}
