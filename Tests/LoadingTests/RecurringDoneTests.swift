import Core
import Loading
import Testing

/// What is reported done of something recurring names an occurrence, or closes nothing.
@Suite struct RecurringDoneTests {
  /// On 2026-10-02, a Friday, the calendar has a holiday: the occurrence is due on the Monday.
  private func warnings(_ done: String, every: String = "{ week: fri, from: 2026-10-01 }") throws -> [String] {
    let row = "responsibilities:\n  - { id: R1, title: 周报, every: \(every), calendar: c, done: [\(done)] }\n"
    let calendars = "calendars:\n  c: { week: [1, 2, 3, 4, 5], holidays: [2026-10-02] }\n"
    let (portfolio, report) = load(["r.yaml": calendars + row])
    #expect(portfolio != nil)
    return report
  }

  @Test(arguments: [
    "2026-11-20", "2026-10-02", "2026-10-05", "{ date: 2026-11-20, party: unit }",
  ]) func anOccurrenceIsNamedByItsRuleOrItsShift(_ done: String) throws { #expect(try warnings(done) == []) }

  @Test(arguments: [
    ("2026-11-19", "2026-11-20"), ("2026-09-30", "2026-10-02 (due on 2026-10-05)"),
    ("1999-01-01", "2026-10-02 (due on 2026-10-05)"), ("{ date: 2026-11-23, party: unit }", "2026-11-20"),
  ]) func anyOtherDayIsWarnedOf(_ done: String, _ nearest: String) throws {
    let report = try warnings(done)
    #expect(report.count == 1)
    #expect(report.first?.contains("warning: Nothing is due on ") ?? false)
    #expect(report.first?.contains(" The nearest is \(nearest).") ?? false)
    #expect(report.first?.contains("[responsibility.nothingDue]") ?? false)
  }

  @Test func thePlaceIsThatOfTheDate() throws {
    let every = "{ week: fri, from: 2026-10-01 }"
    let report = try warnings("2026-11-20, 2026-11-19", every: every)
    let before = "  - { id: R1, title: 周报, every: \(every), calendar: c, done: [2026-11-20, "
    #expect(report.first?.hasPrefix("r.yaml:4:\(before.count + 1): warning: ") ?? false)
  }

  @Test func whatIsSkippedOrOverIsNoOccurrence() throws {
    let every = "{ week: fri, from: 2026-10-01, until: 2026-11-13, skip: [2026-11-06] }"
    #expect(try warnings("2026-11-06", every: every).first?.contains("nearest is 2026-10-30") ?? false)
    #expect(try warnings("2031-11-07", every: every).first?.contains("nearest is 2026-11-13") ?? false)
    let monthly = "{ month: 25, from: 2026-10-01 }"
    #expect(try warnings("9999-12-31", every: monthly).first?.contains("Nothing is due on 9999-12-31") ?? false)
  }
}
