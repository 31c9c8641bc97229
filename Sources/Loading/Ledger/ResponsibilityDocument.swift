import Core

/// One entry under `responsibilities:`, or one row of a responsibility table.
enum ResponsibilityDocument {
  static let keys =
    ["id", "title", "requirement"] + ProjectDocument.roles
    + ["due", "every", "dueTime", "calendar", "policies", "fanOut", "done", "confidence", "note"]
    + ["window", "perParty", "startLevel"]

  static func read(_ element: Element, _ references: References, _ findings: Findings) -> Responsibility? {
    guard let fields = Fields(element, "a responsibility", keys: keys, findings) else { return nil }
    let id = fields.requiredIdentifier("id")
    let title = fields.requiredText("title")
    let schedule = readSchedule(fields)
    let assignments = references.assignments(fields)
    let calendar = references.calendar(fields, "calendar")
    let policies = references.policies(fields)
    let fanOut = readFanOut(fields, references)
    if case .recurring = schedule, !fanOut.isEmpty {
      findings.error(
        "responsibility.fanOut", "\"fanOut\" needs a single due date, not \"every\".", at: fields.place(of: "fanOut"))
    }
    let (done, doneBy) = readDone(
      fields, schedule, references, references.calendars[calendar ?? references.defaultCalendar])
    let confidence = fields.choice("confidence", Responsibility.Confidence.self)
    let dueTime = fields.time("dueTime")
    let window = WindowDocument.read(fields, "window")
    let isPerParty = fields.flag("perParty") ?? false
    checkReporting(fields, schedule, isPerParty: isPerParty)
    let startLevel = fields.text("startLevel")
    guard let id, let title else { return nil }
    var row = Responsibility(
      id: id, title: title, requirement: fields.text("requirement", limit: Limits.csvFieldBytes),
      assignments: assignments, schedule: schedule, dueTime: dueTime,
      calendar: calendar ?? references.defaultCalendar, policies: policies, fanOut: fanOut, done: Set(done),
      confidence: confidence ?? .high, note: fields.text("note", limit: Limits.csvFieldBytes), place: fields.place)
    (row.window, row.isPerParty, row.doneBy, row.startLevel) = (window, isPerParty, doneBy, startLevel)
    return row
  }

  /// Days; where each unit reports for itself also `{ date: 2021-07-25, party: 驿城区政府 }`.
  private static func readDone(
    _ fields: Fields, _ schedule: Responsibility.Schedule, _ references: References, _ calendar: WorkCalendar?
  ) -> (days: [CivilDate], byParty: [PartyID: Set<CivilDate>]) {
    var days: [CivilDate] = []
    var byParty: [PartyID: Set<CivilDate>] = [:]
    for element in fields.list("done") {
      guard case .map = element.content else {
        if case .recurring = schedule {
          // It may be handed in before the day that names it.
          guard let day = fields.date(of: element, "done") else { continue }
          warnIfNothingIsDue(on: day, schedule, calendar, fields, at: element.place)
          days.append(day)
        } else if let day = references.doneDate(of: element, fields, "done") {
          days.append(day)
        }
        continue
      }
      guard let one = Fields(element, "a report handed in", keys: ["date", "party"], fields.findings) else { continue }
      let date = one.required("date").flatMap { one.date(of: $0, "date") }
      let party = one.required("party").flatMap { references.party($0, one, "party") }
      if let date { warnIfNothingIsDue(on: date, schedule, calendar, one, at: one.place(of: "date")) }
      if let date, let party { byParty[party, default: []].insert(date) }
    }
    return (days, byParty)
  }

  /// Of what recurs a date under `done` names an occurrence; any other closes nothing.
  private static func warnIfNothingIsDue(
    on day: CivilDate, _ schedule: Responsibility.Schedule, _ calendar: WorkCalendar?, _ fields: Fields,
    at place: Place
  ) {
    guard case .recurring(let recurrence) = schedule, let calendar else { return }
    let nearest = recurrence.nearest(to: day, calendar: calendar)
    guard nearest?.distance != 0 else { return }
    let one = nearest?.occurrence
    let moved = one.flatMap { $0.due == $0.nominal ? nil : " (due on \($0.due))" } ?? ""
    fields.findings.warning(
      "responsibility.nothingDue",
      "Nothing is due on \(day), so this closes nothing: \"done\" takes the dates by the rule, or those on which they fall due."
        + (one.map { " The nearest is \($0.nominal)\(moved)." } ?? ""),
      at: place, nearest: one?.nominal.description)
  }

  private static func checkReporting(_ fields: Fields, _ schedule: Responsibility.Schedule, isPerParty: Bool) {
    if case .recurring = schedule {
    } else {
      for key in ["window", "perParty"] where fields.has(key) {
        fields.findings.error(
          "responsibility.window", "\"\(key)\" belongs to a report that recurs (\"every\").", at: fields.place(of: key))
      }
    }
    if isPerParty, !fields.has("lead") {
      fields.findings.error(
        "responsibility.perParty", "Each lead unit reports for itself, but there is no \"lead\".",
        at: fields.place(of: "perParty"))
    }
  }

  private static func readSchedule(_ fields: Fields) -> Responsibility.Schedule {
    if fields.has("due"), fields.has("every") {
      fields.findings.error(
        "responsibility.schedule", "A responsibility has either \"due\" or \"every\", not both.",
        at: fields.place(of: "every"))
      return .undated
    }
    if let element = fields.element("every") {
      return RecurrenceDocument.read(element, fields.findings).map { .recurring($0) } ?? .undated
    }
    return fields.date("due").map { .once($0) } ?? .undated
  }

  private static func readFanOut(_ fields: Fields, _ references: References) -> [Responsibility.FanOut] {
    var seen: Set<String> = []
    return fields.strictList("fanOut").compactMap { element in
      let keys = ["id", "name", "deliverables"] + ProjectDocument.roles
      guard let row = Fields(element, "a row of fanOut", keys: keys, fields.findings) else { return nil }
      let id = row.requiredIdentifier("id")
      let assignments = references.assignments(row)
      let deliverables = readDeliverables(row, references)
      guard let id else { return nil }
      if !seen.insert(id).inserted {
        fields.findings.error(
          "responsibility.duplicate", "Two rows of fanOut have the id \"\(id)\".", at: row.place(of: "id"))
      }
      return Responsibility.FanOut(
        id: id, name: row.text("name") ?? id, assignments: assignments, deliverables: deliverables)
    }
  }

  private static func readDeliverables(_ row: Fields, _ references: References) -> [Responsibility.Deliverable] {
    guard row.required("deliverables") != nil else { return [] }
    var seen: Set<String> = []
    return row.strictList("deliverables").compactMap { element in
      guard let item = Fields(element, "a deliverable", keys: ["id", "name", "done"], row.findings) else { return nil }
      let done = references.doneDate(item, "done")
      guard let id = item.requiredIdentifier("id") else { return nil }
      if !seen.insert(id).inserted {
        row.findings.error(
          "responsibility.duplicate", "Two deliverables have the id \"\(id)\".", at: item.place(of: "id"))
      }
      return Responsibility.Deliverable(id: id, name: item.text("name") ?? id, done: done)
    }
  }
}
