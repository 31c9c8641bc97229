import Core

/// One entry under `milestones:`, or one row of a table of milestones.
///
/// Whether predecessors and parents exist, whether ids repeat and whether links go in circles is the planner's business.
enum MilestoneDocument {
  static let dateKeys = [
    "notStartBefore", "notStartAfter", "notFinishBefore", "notFinishAfter", "startOn", "finishOn", "deadline",
    "actualStart", "actualFinish",
  ]
  static let keys =
    ["id", "name", "duration", "statutory", "rollForward", "kind", "calendar", "parent", "after"] + dateKeys + [
      "percent", "remaining",
    ]
    + ProjectDocument.roles + ["note"]

  /// - Parameter lagCalendar: of links that name none.
  static func read(
    _ element: Element, _ references: References, lagCalendar: Dependency.LagCalendar = .project, _ findings: Findings
  ) -> Milestone? {
    PlainMilestone.read(element, lagCalendar: lagCalendar)
      ?? readFully(element, references, lagCalendar: lagCalendar, findings)
  }

  /// Whatever it says, and what is wrong with it.
  static func readFully(
    _ element: Element, _ references: References, lagCalendar: Dependency.LagCalendar, _ findings: Findings
  ) -> Milestone? {
    findings.milestone = element.text(under: "id").map { MilestoneID($0) }
    defer { findings.milestone = nil }
    guard let fields = Fields(element, "a milestone", keys: keys, findings) else { return nil }
    let id = fields.requiredIdentifier("id")
    let duration = fields.span("duration", units: [.workingDays, .days])
    let term = readTerm(fields)
    let kind = fields.choice("kind", Milestone.Kind.self)
    let calendar = references.calendar(fields, "calendar")
    let parent = fields.element("parent").flatMap { fields.identifier(of: $0, "parent") }
    let after = fields.list("after").compactMap {
      DependencyDocument.read($0, fields, references, lagCalendar: lagCalendar)
    }
    let constraints = Constraints(
      notStartBefore: fields.date("notStartBefore"), notStartAfter: fields.date("notStartAfter"),
      notFinishBefore: fields.date("notFinishBefore"), notFinishAfter: fields.date("notFinishAfter"),
      startOn: fields.date("startOn"), finishOn: fields.date("finishOn"), deadline: fields.date("deadline"))
    let actualStart = references.doneDate(fields, "actualStart")
    let actualFinish = references.doneDate(fields, "actualFinish")
    if let actualStart, let actualFinish, actualStart > actualFinish {
      findings.error(
        "milestone.actuals", "Finished on \(actualFinish), before it started on \(actualStart).",
        at: fields.place(of: "actualFinish"))
    }
    let percent = fields.value("percent", expected: "a whole number from 0 to 100", code: "value.number") {
      wholeNumber($0.hasSuffix("%") || $0.hasSuffix("％") ? String($0.dropLast()) : $0)
        .flatMap { (0...100).contains($0) ? $0 : nil }
    }
    let remaining = fields.value("remaining", expected: "whole working days such as 5", code: "value.number") {
      wholeNumber($0.hasSuffix("wd") ? String($0.dropLast(2)) : $0).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }
    let assignments = references.assignments(fields)
    guard let id else { return nil }
    return Milestone(
      id: MilestoneID(id), name: fields.text("name") ?? id, duration: duration ?? Span(0, .days), term: term,
      kind: kind ?? .auto, calendar: calendar, parent: parent.map { MilestoneID($0) }, after: after,
      constraints: constraints, actualStart: actualStart, actualFinish: actualFinish, percent: percent,
      remaining: remaining, assignments: assignments, note: fields.text("note", limit: Limits.csvFieldBytes),
      place: fields.place)
  }

  private static func readTerm(_ fields: Fields) -> Term {
    let isStatutory = fields.flag("statutory") ?? false
    let rolls = fields.flag("rollForward") ?? false
    if rolls && !isStatutory {
      fields.findings.error(
        "milestone.rollForward", "\"rollForward\" is for periods that the law sets: write statutory: true as well.",
        at: fields.place(of: "rollForward"))
    }
    return isStatutory ? .statutory(rollsForward: rolls) : .work
  }
}

/// One entry under `after:`: an id, or a mapping with type and lag.
enum DependencyDocument {
  private static let keys = ["milestone", "type", "lag", "lagCalendar"]

  static func read(
    _ element: Element, _ fields: Fields, _ references: References, lagCalendar general: Dependency.LagCalendar
  ) -> Dependency? {
    guard case .map = element.content else {
      guard let id = fields.identifier(of: element, "after") else { return nil }
      return Dependency(on: MilestoneID(id), lagCalendar: general, place: element.place)
    }
    guard let inner = Fields(element, "a dependency", keys: keys, fields.findings) else { return nil }
    let id = inner.requiredIdentifier("milestone")
    let kind = inner.choice("type", Dependency.Kind.self) ?? .finishToStart
    let lag = inner.span("lag", units: [.workingDays, .days], minimum: -1_000_000) ?? Span(0, .workingDays)
    let lagCalendar = readLagCalendar(inner, references) ?? general
    return id.map {
      Dependency(on: MilestoneID($0), kind: kind, lag: lag, lagCalendar: lagCalendar, place: element.place)
    }
  }

  private static func readLagCalendar(_ fields: Fields, _ references: References) -> Dependency.LagCalendar? {
    guard let element = fields.element("lagCalendar"), let text = fields.text(of: element, "lagCalendar") else {
      return nil
    }
    return word(text) ?? references.calendar(element, fields, "lagCalendar").map { .named($0) }
  }

  /// Whose calendar a lag counts in, where it is no calendar's own name.
  static func word(_ text: String) -> Dependency.LagCalendar? {
    switch text {
    case "project": .project
    case "predecessor": .predecessor
    case "successor": .successor
    case "elapsed": .elapsed
    default: nil
    }
  }
}
