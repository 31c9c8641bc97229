import Testing

@testable import Core

/// Limits on how long a stretch may take: measured and told, never planned with.
@Suite struct LimitCheckTests: PlanFixtures {
  private let calendars: [CalendarID: WorkCalendar] = ["CN": ChinaCalendar.calendar]

  private func limited(_ within: Span, from: MilestoneID = "file", to: MilestoneID = "permit") -> Project {
    var project = project(
      task("file", days: 3), task("review", days: 20, after: [link("file")]),
      task("permit", days: 5, after: [link("review")]))
    project.limits = [DurationLimit(name: "审批", from: from, to: to, within: within, place: Place(file: "l", line: 9))]
    return project
  }

  private func check(_ project: Project) throws -> (checks: [LimitCheck], warnings: [Diagnostic]) {
    let plan = try #require(Planner.plan(project, calendars: calendars, today: .iso("2026-09-01")).plan)
    return (
      plan.limits(of: project, calendars: calendars), plan.limitWarnings(project, calendars: calendars)
    )
  }

  /// 28 working days of work take the day of the start and 27 more.
  @Test func `the day of the start is not counted`() throws {
    let kept = try check(limited(Span(27, .workingDays)))
    #expect(kept.checks.map(\.isExceeded) == [false] && kept.warnings.isEmpty)
    #expect(kept.checks[0].planned.due == kept.checks[0].planned.finish)
    let exceeded = try check(limited(Span(26, .workingDays)))
    #expect(exceeded.checks[0].planned.isExceeded && exceeded.checks[0].forecast.isExceeded)
    #expect(exceeded.warnings.map(\.code) == ["plan.limitExceeded"])
    #expect(exceeded.warnings[0].severity == .warning && exceeded.warnings[0].place.line == 9)
  }

  @Test func `months and calendar days run from date to date`() throws {
    let (checks, _) = try check(limited(Span(1, .months)))
    #expect(checks[0].forecast.start == .iso("2026-09-01") && checks[0].forecast.due == .iso("2026-10-01"))
    let days = try check(limited(Span(30, .days))).checks[0].forecast
    #expect(days.due == .iso("2026-10-01") && days.isExceeded)
  }

  @Test func `it runs from the recorded start`() throws {
    var project = limited(Span(40, .workingDays))
    project.milestones[0].actualStart = .iso("2026-08-03")
    let (checks, _) = try check(project)
    #expect(checks[0].planned.start == .iso("2026-08-03") && checks[0].planned.due == .iso("2026-09-28"))
    // By the project's end there is time until 30 October; by the forecast it is done on 9 October.
    #expect(checks[0].planned.isExceeded && checks[0].forecast.isExceeded)
    #expect(checks[0].planned.finish == .iso("2026-10-30"))
  }

  @Test func `no date moves because of it`() throws {
    var project = limited(Span(1, .workingDays))
    let with = Planner.plan(project, calendars: calendars, today: .iso("2026-09-01")).plan
    project.limits = []
    #expect(with == Planner.plan(project, calendars: calendars, today: .iso("2026-09-01")).plan)
  }

  @Test func `a milestone that is not there is named with the nearest`() {
    let outcome = Planner.plan(
      limited(Span(1, .months), from: "fille"), calendars: calendars, today: .iso("2026-09-01"))
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.map(\.code) == ["plan.unknownMilestone"])
    #expect(outcome.diagnostics[0].nearest == "file")
  }
}
