@testable import Core
import Testing
import TestSupport

@Suite("Occurrences of recurring duties")
struct OccurrenceTests {
  private func dues(_ rule: Recurrence.Rule, shift: Recurrence.Shift, _ from: CivilDate, _ to: CivilDate) -> [String] {
    Recurrence(rule: rule, shift: shift, from: from)
      .occurrences(in: from...to, calendar: Office.calendar).map { "\($0.due)" }
  }

  /// As a national weekly report of 2016 had it: Tuesday, and after a holiday the second working day.
  @Test func weeklyOnTuesdaysAndAfterAHolidayOnTheSecondWorkingDay() {
    let dues = dues(.weekly(weekday: 2), shift: .nth(2), Office.date(2021, 9, 27), Office.date(2021, 10, 20))
    #expect(dues == ["2021-09-28", "2021-10-09", "2021-10-12", "2021-10-19"])
  }

  @Test(arguments: [
    (Recurrence.Shift.none, "2021-10-02"), (.previous, "2021-09-30"), (.next, "2021-10-08"), (.nth(1), "2021-10-08"),
    (.nth(3), "2021-10-11"),
  ])
  func aDayOffIsShifted(shift: Recurrence.Shift, expected: String) {
    let dues = dues(.monthly(day: 2), shift: shift, Office.date(2021, 10, 1), Office.date(2021, 10, 31))
    #expect(dues == [expected])
  }

  @Test(arguments: [
    (Recurrence.Rule.monthlyWeekday(nth: 2, weekday: 2), ["2021-09-14", "2021-10-12", "2021-11-09"]),
    (.monthlyWeekday(nth: 1, weekday: 3), ["2021-09-01", "2021-10-06", "2021-11-03"]),
    (.monthlyWeekday(nth: 5, weekday: 5), ["2021-09-24", "2021-10-29", "2021-11-26"]),
    (.monthlyWeekday(nth: 5, weekday: 4), ["2021-09-30", "2021-10-28", "2021-11-25"]),
    // The 26th of September is worked, and the National Day takes a week.
    (.monthlyWorkday(nth: 1), ["2021-09-01", "2021-10-08", "2021-11-01"]),
    (.monthlyWorkday(nth: 5), ["2021-09-07", "2021-10-13", "2021-11-05"]),
  ])
  func weekdaysAndWorkingDaysOfTheMonthAreCounted(rule: Recurrence.Rule, expected: [String]) {
    #expect(dues(rule, shift: .none, Office.date(2021, 9, 1), Office.date(2021, 11, 30)) == expected)
    // Wherever a window is cut, it holds what falls into it.
    let whole = Recurrence(rule: rule, from: Office.date(2021, 1, 1))
      .occurrences(in: Office.date(2021, 1, 1)...Office.date(2022, 12, 31), calendar: Office.calendar)
    for offset in 0..<60 {
      let (first, last) = (Office.date(2021, 3, 1) + offset, Office.date(2021, 10, 1) + 2 * offset)
      let part = Recurrence(rule: rule, from: Office.date(2021, 1, 1))
        .occurrences(in: first...last, calendar: Office.calendar)
      #expect(part == whole.filter { (first...last).contains($0.nominal) })
    }
  }

  @Test func theThirtyFirstIsTheEndOfEveryMonth() {
    let dues = dues(.monthly(day: 31), shift: .none, Office.date(2023, 11, 1), Office.date(2024, 4, 30))
    #expect(dues == ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"])
  }

  @Test func quartersAndYears() {
    let quarters = dues(
      .quarterly(month: 3, day: 31), shift: .none, Office.date(2021, 7, 1), Office.date(2022, 6, 30))
    #expect(quarters == ["2021-09-30", "2021-12-31", "2022-03-31", "2022-06-30"])
    let years = dues(.yearly(month: 2, day: 29), shift: .none, Office.date(2023, 1, 1), Office.date(2025, 1, 1))
    #expect(years == ["2023-02-28", "2024-02-29"])
  }

  @Test func nothingBeforeTheBeginningAfterTheEndOrOnASkippedDay() {
    let recurrence = Recurrence(
      rule: .weekly(weekday: 5), from: Office.date(2021, 7, 12), until: Office.date(2021, 8, 1),
      skip: [Office.date(2021, 7, 23)])
    let window = Office.date(2021, 1, 1)...Office.date(2022, 1, 1)
    let nominal = recurrence.occurrences(in: window, calendar: Office.calendar).map { "\($0.nominal)" }
    #expect(nominal == ["2021-07-16", "2021-07-30"])
  }

  /// A report nobody sent is chased until the next one is due, and then accounted for.
  @Test func anOccurrenceLapsesWhenTheNextComesDue() {
    let policy = Office.policy(
      "reports", watches: [.report],
      rungs: [
        Office.rung("L0", "due - 1d"), Office.rung("L1", "due + 1d"), Office.rung("L2", "due + 20d"),
      ])
    let row = Responsibility(
      id: "W", title: "周报", assignments: [Assignment(.lead, "fgw")],
      schedule: .recurring(Recurrence(rule: .weekly(weekday: 2), from: Office.date(2021, 7, 13))), calendar: "cn",
      place: Place(file: "ledger"))
    let world = World(Office.portfolio(rows: [row], policies: [policy]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-21T12:00:00")
    #expect(
      world.raisings == [
        "L0 2021-07-12T08:30:00+08:00", "L1 2021-07-14T08:30:00+08:00", "L0 2021-07-19T08:30:00+08:00",
        "L1 2021-07-21T08:30:00+08:00",
      ])
    #expect(world.state(of: "W@2021-07-13")?.phase == .closed(.lapsed))
    #expect(world.breaches() == [])
  }

  /// What lapsed while the daemon was down was never raised, and the journal says why.
  @Test func occurrencesMissedInDowntimeAreAccountedFor() {
    let policy = Office.policy("reports", watches: [.report], rungs: [Office.rung("L1", "due + 1d")])
    let row = Responsibility(
      id: "W", title: "周报", assignments: [Assignment(.lead, "fgw")],
      schedule: .recurring(Recurrence(rule: .weekly(weekday: 2), from: Office.date(2021, 7, 13))), calendar: "cn",
      place: Place(file: "ledger"))
    let world = World(Office.portfolio(rows: [row], policies: [policy]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-15T12:00:00")
    world.restart(at: "2021-08-05T12:00:00")
    #expect(world.alerts.map(\.duty.text) == ["W@2021-07-13", "W@2021-08-03"])
    let cancelled = world.journal.filter { $0.kind == .rungCancelled }.compactMap(\.duty?.text)
    #expect(cancelled == ["W@2021-07-20", "W@2021-07-27"])
    #expect(world.breaches() == [])
  }
}

@Suite("Faults of the timeline that were found and mended")
struct TimelineFaultTests {
  private func duties(_ row: Responsibility, _ policy: Policy) -> [Duty] {
    let portfolio = Office.portfolio(rows: [row], policies: [policy])
    return DutyTimeline(portfolio: portfolio, plans: [:])
      .duties(since: Office.instant("2021-09-27T00:00:00"), through: Office.instant("2021-10-20T00:00:00"))
  }

  /// Of 2 October, put off to the third working day, and of 9 October, a make-up day: the second comes due first.
  @Test func anOccurrenceDoesNotLapseBeforeItIsDue() {
    var row = Office.row("W", due: Office.date(2021, 10, 2))
    row.schedule = .recurring(
      Recurrence(rule: .weekly(weekday: 6), shift: .nth(3), from: Office.date(2021, 10, 2)))
    let duties = duties(row, Office.policy(watches: [.report]))
    #expect(duties.map { "\($0.due)" } == ["2021-10-11", "2021-10-09"])
    #expect(duties.allSatisfy { duty in duty.lapsesAt.map { $0 > duty.dueAt } ?? true })
  }

  @Test func aReportDoneOnItsDayDoesNotCloseOneThatWasPutOffToThatDay() {
    var row = Office.row("W", due: Office.date(2021, 10, 2), done: [Office.date(2021, 10, 8)])
    row.schedule = .recurring(
      Recurrence(rule: .weekly(weekday: 5), shift: .next, from: Office.date(2021, 10, 1)))
    let duties = duties(row, Office.policy(watches: [.report]))
    #expect(
      duties.map { "\($0.id) \($0.due) \($0.isDone)" }.prefix(2) == [
        "W@2021-10-01 2021-10-08 false", "W@2021-10-08 2021-10-08 true",
      ])
  }

  @Test func aDatePlannedBackThroughUnpublishedDaysIsProvisional() throws {
    var project = Project(id: "P", name: "P", calendar: "cn", place: Place(file: "ledger"))
    project.finish = Office.date(2022, 2, 28)
    project.milestones = [
      Milestone(id: "a", name: "a", duration: Span(10, .workingDays), place: project.place),
      Milestone(
        id: "b", name: "b", duration: Span(60, .workingDays), after: [Dependency(on: "a", place: project.place)],
        place: project.place),
    ]
    let portfolio = Office.portfolio(projects: [project])
    let plans = portfolio.plans(today: Office.date(2021, 9, 1)).plans
    let duty = try #require(
      DutyTimeline(portfolio: portfolio, plans: plans)
        .duties(since: Office.instant("2021-09-01T00:00:00"), through: Office.instant("2022-09-01T00:00:00")).first)
    #expect(duty.id == "P/a:finish" && duty.due < Office.date(2021, 12, 31))
    #expect(duty.isProvisional)
  }

  @Test func aRungRaisedOnAnUnpublishedDayMakesItsAlertProvisional() {
    let world = World(
      Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 12, 30))]), at: "2021-12-01T08:00:00")
    world.advance(to: "2022-01-10T00:00:00")
    #expect(
      world.alerts.map { "\($0.rung) \($0.isProvisional)" }.prefix(4) == [
        "L0-7d false", "L0-1d false", "L1 true", "L2 true",
      ])
  }

  @Test func monthsPastTheLastYearStopAtItsEnd() {
    #expect(Office.date(2021, 7, 28).adding(months: 1_000_000) == Office.date(9999, 12, 31))
    #expect(Office.date(2021, 7, 28).adding(months: -1_000_000) == Office.date(1, 1, 1))
  }

  @Test(arguments: ["due - 3 0d", "d u e", "due + +3d", "due - -3d", "due 3 + 3d", "due +", "due - d"])
  func aTriggerWithASlipIsRefused(text: String) { #expect(Trigger(text) == nil) }

  @Test func signsDoNotPassForDigits() {
    #expect(CivilDate(iso: "2021-+1-01") == nil)
    #expect(TimeOfDay("+8:30") == nil)
  }
}
