import Core

/// One entry under `responsibilities:`, or one row of a responsibility table.
enum ResponsibilityDocument {
  static let keys =
    ["id", "title", "requirement"] + ProjectDocument.roles
    + ["due", "every", "dueTime", "calendar", "policies", "fanOut", "done", "confidence", "note"]

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
    let done = fields.list("done").compactMap { fields.date(of: $0, "done") }
    let confidence = fields.choice("confidence", Responsibility.Confidence.self)
    let dueTime = fields.time("dueTime")
    guard let id, let title else { return nil }
    return Responsibility(
      id: id, title: title, requirement: fields.text("requirement", limit: Limits.csvFieldBytes),
      assignments: assignments, schedule: schedule, dueTime: dueTime,
      calendar: calendar ?? references.defaultCalendar, policies: policies, fanOut: fanOut, done: Set(done),
      confidence: confidence ?? .high, note: fields.text("note", limit: Limits.csvFieldBytes), place: fields.place)
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
      let deliverables = readDeliverables(row)
      guard let id else { return nil }
      if !seen.insert(id).inserted {
        fields.findings.error(
          "responsibility.duplicate", "Two rows of fanOut have the id \"\(id)\".", at: row.place(of: "id"))
      }
      return Responsibility.FanOut(
        id: id, name: row.text("name") ?? id, assignments: assignments, deliverables: deliverables)
    }
  }

  private static func readDeliverables(_ row: Fields) -> [Responsibility.Deliverable] {
    guard row.required("deliverables") != nil else { return [] }
    var seen: Set<String> = []
    return row.strictList("deliverables").compactMap { element in
      guard let item = Fields(element, "a deliverable", keys: ["id", "name", "done"], row.findings) else { return nil }
      let done = item.date("done")
      guard let id = item.requiredIdentifier("id") else { return nil }
      if !seen.insert(id).inserted {
        row.findings.error(
          "responsibility.duplicate", "Two deliverables have the id \"\(id)\".", at: item.place(of: "id"))
      }
      return Responsibility.Deliverable(id: id, name: item.text("name") ?? id, done: done)
    }
  }
}
