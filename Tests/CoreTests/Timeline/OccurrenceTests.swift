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
