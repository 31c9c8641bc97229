import Testing

@testable import Core

/// Periods that the law sets: the day of acceptance is not counted, and they run by themselves.
@Suite struct StatutoryPeriodTests: PlanFixtures {
  private let calendars: [CalendarID: WorkCalendar] = ["CN": ChinaCalendar.calendar]

  private func period(_ duration: Span, rolls: Bool = false, accepted: String? = nil) -> Milestone {
    Milestone(
      id: "permit", name: "permit", duration: duration, term: .statutory(rollsForward: rolls),
      actualStart: accepted.map { .iso($0) }, place: Place(file: "ledger"))
  }

  private func planned(_ milestone: Milestone, finish: String, today: String) throws -> PlannedMilestone {
    var project = project(milestone)
    project.finish = .iso(finish)
    return try #require(Planner.plan(project, calendars: calendars, today: .iso(today)).plan).milestones[0]
  }

  /// The latest acceptance from which an N-working-day decision falls on or before a day.
  @Test(arguments: [
    ("2026-10-15", 40, "2026-08-14"), ("2026-03-06", 40, "2026-01-05"), ("2026-05-08", 20, "2026-04-07"),
    ("2026-10-07", 5, "2026-09-22"),
  ])
  func `the latest start is the latest day of acceptance`(finish: String, days: Int, accepted: String) throws {
    let permit = try planned(period(Span(days, .workingDays)), finish: finish, today: "2025-12-01")
    #expect(permit.latestStart == .iso(accepted))
  }

  /// The decision is due on the N-th working day after the acceptance.
  @Test(arguments: [
    ("2026-02-02", 40, "2026-04-03"), ("2026-09-01", 40, "2026-11-02"), ("2026-02-13", 1, "2026-02-14"),
    // Accepted on a day off: it is not counted either way.
    ("2026-02-16", 1, "2026-02-24"), ("2026-09-30", 5, "2026-10-13"),
  ])
  func `an accepted one ends by the calendar, whatever the status date`(from: String, days: Int, due: String) throws {
    let accepted = period(Span(days, .workingDays), accepted: from)
    for today in [CivilDate.iso(from), .iso(from) + 1, .iso(due) - 1, .iso(due)] {
      let permit = try planned(accepted, finish: "2026-12-31", today: today.description)
      #expect(permit.earliestFinish == .iso(due), "as of \(today)")
    }
  }

  @Test func `a decision that is overdue is awaited from day to day`() throws {
    let permit = try planned(
      period(Span(5, .workingDays), accepted: "2026-09-01"), finish: "2026-09-08", today: "2026-09-14")
    #expect(permit.earliestFinish == .iso("2026-09-14"))
    #expect(permit.flags.contains(.overdue))
    #expect(permit.totalSlack == -4)
  }

  @Test func `a percentage does not shorten it, but what is said to remain counts`() throws {
    var half = period(Span(10, .workingDays), accepted: "2026-09-01")
    half.percent = 50
    #expect(try planned(half, finish: "2026-10-30", today: "2026-09-02").earliestFinish == .iso("2026-09-15"))
    half.remaining = 2
    #expect(try planned(half, finish: "2026-10-30", today: "2026-09-02").earliestFinish == .iso("2026-09-03"))
  }

  @Test func `calendar days end on a day off unless they roll forward`() throws {
    // Accepted on Monday, 21 September, 15 days end on 6 October, in the holiday; the next working day is the 8th.
    for (rolls, due) in [(false, "2026-10-06"), (true, "2026-10-08")] {
      let accepted = period(Span(15, .days), rolls: rolls, accepted: "2026-09-21")
      let permit = try planned(accepted, finish: "2026-12-31", today: "2026-09-22")
      #expect(permit.earliestFinish == .iso(due))
      let open = try planned(period(Span(15, .days), rolls: rolls), finish: "2026-12-31", today: "2026-09-21")
      #expect(open.earliestStart == .iso("2026-09-21"))
      #expect(open.earliestFinish == .iso(due))
    }
  }

  @Test func `one that rolls forward must be accepted in time not to roll past the end`() throws {
    // Ending by 7 October it must end by the last working day before, 30 September; 15 days earlier is the 15th.
    let permit = try planned(period(Span(15, .days), rolls: true), finish: "2026-10-07", today: "2026-09-01")
    #expect(permit.latestStart == .iso("2026-09-15"))
    #expect(permit.latestFinish == .iso("2026-09-30"))
    // Without rolling it may end in the holiday itself: 22 September.
    let strict = try planned(period(Span(15, .days)), finish: "2026-10-07", today: "2026-09-01")
    #expect(strict.latestStart == .iso("2026-09-22"))
  }

  @Test func `it is accepted on a working day only`() throws {
    let permit = try planned(period(Span(10, .days)), finish: "2026-12-31", today: "2026-10-03")
    #expect(permit.earliestStart == .iso("2026-10-08"))
    #expect(permit.earliestFinish == .iso("2026-10-18"))
    // 13 December is a Sunday: it must be accepted by the Friday before.
    let late = try planned(period(Span(10, .days)), finish: "2026-12-23", today: "2026-10-03")
    #expect(late.latestStart == .iso("2026-12-11"))
    #expect(late.totalSlack == ChinaCalendar.calendar.count(after: .iso("2026-10-08"), through: .iso("2026-12-11")))
  }

  @Test func `what cannot be a period is refused`() {
    func codes(_ milestones: Milestone...) -> [String] {
      var project = project()
      project.milestones = milestones
      return Planner.plan(project, calendars: calendars, today: .iso("2026-09-01")).diagnostics.map(\.code)
    }
    #expect(codes(period(Span(0, .days))) == ["plan.badPeriod"])
    #expect(codes(period(Span(5, .workingDays), rolls: true)) == ["plan.badPeriod"])
    #expect(codes(period(Span(5, .workingDays)), task("child", parent: "permit")) == ["plan.badPeriod"])
  }

  @Test func `the law is not shortened to make a plan feasible`() throws {
    var building = task("building", days: 20, after: [link("permit")])
    building.constraints.deadline = .iso("2026-10-15")
    var project = project(period(Span(10, .workingDays)), building)
    project.finish = nil
    let explanation = try #require(
      Explanation(of: "permit", in: project, calendars: calendars, today: .iso("2026-09-10")))
    let shortened = explanation.remedies.compactMap { remedy -> MilestoneID? in
      if case .shorten(let id, _, _, _, _) = remedy { id } else { nil }
    }
    #expect(shortened == ["building"])
    #expect(explanation.lines(in: .zh).contains { $0.contains("法定期限 10 个工作日（受理当日不计）") })
  }
}
