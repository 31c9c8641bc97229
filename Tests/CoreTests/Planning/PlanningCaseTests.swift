import Testing

@testable import Core

@Suite struct PlanningCaseTests {
  private static let calendars: [CalendarID: WorkCalendar] = [
    "CN": ChinaCalendar.calendar, "7d": WorkCalendar(id: "7d", week: .allDays),
  ]

  /// Codes and flags of the vectors, in the words of this program.
  private static let codes = [
    "cycle": ["plan.cycle", "plan.selfLink"], "id.duplicate": ["plan.duplicateMilestone"],
  ]
  private static let flags = [
    "calendar.provisional": "provisional", "done.noActualFinish": "complete.withoutFinish",
    "actual.future": "actual.inFuture",
  ]

  @Test func `there are 37 cases`() { #expect(PlanningCase.all.count == 37) }

  @Test(arguments: PlanningCase.all)
  func conforms(to row: PlanningCase) throws {
    switch row.error {
    case "duration.invalid":
      #expect(row.asProject == nil)
      #expect(Span("2.5wd") == nil)
      return
    case "calendar.empty":
      // A calendar without a working day cannot be built, so the project names one that is not there.
      #expect(Week([]).count == 0)
      let outcome = try plan(row)
      #expect(outcome.plan == nil)
      #expect(outcome.diagnostics.map(\.code) == ["plan.unknownCalendar"])
      return
    case let error?:
      let outcome = try plan(row)
      let expected = try #require(Self.codes[error])
      #expect(outcome.plan == nil)
      #expect(outcome.diagnostics.contains { expected.contains($0.code) && $0.severity == .error })
      return
    case nil: break
    }
    let plan = try #require(try plan(row).plan)
    for (id, values) in row.expect {
      let milestone = try #require(plan.milestones.first { $0.id.text == id })
      for (key, expected) in values { check(milestone, key, expected, row) }
    }
  }

  private func plan(_ row: PlanningCase) throws -> PlanOutcome {
    // Cases without a status date say nothing about today; a distant one bounds nothing.
    Planner.plan(try #require(row.asProject), calendars: Self.calendars, today: .iso("2000-01-01"))
  }

  private func check(
    _ milestone: PlannedMilestone, _ key: String, _ expected: PlanningCase.Expected, _ row: PlanningCase
  ) {
    let number = { (value: Int?) in value.map { PlanningCase.Expected.number($0) } ?? .none }
    let found: PlanningCase.Expected
    switch key {
    case "ES": found = .text(milestone.earliestStart.description)
    case "EF": found = .text(milestone.earliestFinish.description)
    case "LS": found = .text(milestone.latestStart.description)
    case "LF": found = .text(milestone.latestFinish.description)
    case "TS": found = number(milestone.totalSlack)
    case "FS": found = number(milestone.freeSlack)
    case "critical": found = .truth(milestone.isCritical)
    case "flags":
      guard case .list(let names) = expected else { return }
      #expect(milestone.flags.names == names.map { Self.flags[$0] ?? $0 }, "\(milestone.id) \(key)")
      return
    default:
      Issue.record("an unknown expectation \(key)")
      return
    }
    // "No early dates" is the vectors' way to say that no status date bounds them; here today always does.
    if expected == .none && row.project.status == nil && row.project.start == nil { return }
    #expect(found == expected, "\(milestone.id) \(key)")
  }
}
