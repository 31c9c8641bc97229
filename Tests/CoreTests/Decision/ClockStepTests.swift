import Core
import TestSupport
import Testing

@Suite("Whatever the wall clock is set to, nothing is raised twice, and at most one alert a duty at once")
struct ClockStepTests {
  /// What an operator, a time server or a dead battery does to a clock.
  struct Step: CustomTestStringConvertible, Sendable {
    var name: String
    /// Where the clock is set, seen from where it is.
    var target: @Sendable (Instant) -> Instant
    var testDescription: String { name }

    static func by(_ seconds: Int64, _ name: String) -> Step { Step(name: name) { $0 + seconds } }
    static func to(_ time: String) -> Step { Step(name: "to \(time)") { _ in Office.instant(time) } }
  }

  static let steps: [Step] = [
    .by(1, "+1 s"), .by(-1, "-1 s"), .by(3600, "+1 h"), .by(-3600, "-1 h"), .by(86_400, "+1 d"), .by(-86_400, "-1 d"),
    .by(365 * 86_400, "+1 y"), .by(-365 * 86_400, "-1 y"), .to("1970-01-01T08:00:00"), .to("1999-12-31T23:59:59"),
    .to("2024-02-29T00:00:00"), .to("2038-01-19T11:14:07"), .to("2038-01-19T11:14:08"), .to("2100-03-01T00:00:00"),
  ]

  /// Two rows, a report each month of four years about a leap day, and a morning on which rungs have been raised.
  private func world() -> World {
    let rows = [
      Office.row("R1", due: Office.date(2024, 3, 8)), Office.row("R2", due: Office.date(2024, 3, 1), lead: "zjj"),
      Responsibility(
        id: "R3", title: "月报", assignments: [Assignment(.lead, "fgw")],
        schedule: .recurring(
          Recurrence(rule: .monthly(day: 29), from: Office.date(2022, 1, 1), until: Office.date(2025, 12, 31))),
        calendar: "cn", place: Place(file: "ledger")),
    ]
    let world = World(Office.portfolio(rows: rows), at: "2024-02-01T08:00:00")
    world.advance(to: "2024-03-02T09:00:00")
    return world
  }

  @Test(arguments: steps)
  func aStepRaisesAtMostOneAlertADutyAndTheStepBackNone(step: Step) {
    let world = world()
    let right = world.now
    let before = world.raised.count
    #expect(before > 0)
    world.stepClock(to: step.target(right))
    let raised = world.alerts.suffix(world.raised.count - before)
    #expect(Set(raised.map(\.duty)).count == raised.count, "one alert a duty: \(raised.map(\.rung))")
    if step.target(right) < right { #expect(raised.isEmpty) }
    let after = world.raised.count
    world.stepClock(to: right)
    #expect(world.raised.count == after, "set right again, the clock raises nothing")
    #expect(world.breaches() == [])
  }

  /// The same seasons with a clock that is set back and forth, and with one that is not.
  @Test(arguments: steps.filter { !$0.name.hasPrefix("to ") && !$0.name.hasPrefix("+") })
  func setBackAndLivedThroughAgainNothingIsRaisedTwiceOrLost(step: Step) {
    let straight = world()
    straight.advance(to: "2025-06-01T00:00:00")
    let stepped = world()
    stepped.stepClock(to: step.target(stepped.now))
    stepped.advance(to: "2025-06-01T00:00:00")
    #expect(stepped.raisings.sorted() == straight.raisings.sorted())
    #expect(stepped.breaches() == [])
  }

  /// A laptop that sleeps through the morning, or a virtual machine that was stopped: the timer is late.
  @Test func suspendedThroughTheMorningOneAlertADuty() {
    let world = world()
    let before = world.raised.count
    world.jump(to: "2024-06-15T10:00:00")
    world.advance(to: "2024-06-15T10:00:00")
    let raised = world.alerts.dropFirst(before)
    #expect(!raised.isEmpty)
    #expect(Set(raised.map(\.duty)).count == raised.count)
    #expect(world.breaches() == [])
  }

  @Test func aClockThatRanAheadForAWhileTakesNoReportAway() throws {
    var row = Office.row("W", due: Office.date(2021, 7, 1))
    row.schedule = .recurring(Recurrence(rule: .weekly(weekday: 2), from: Office.date(2021, 7, 13)))
    let reports = Office.policy("weekly", watches: [.report], rungs: [Office.rung("L0", "due - 1d")])
    let world = World(Office.portfolio(rows: [row], policies: [reports]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-15T08:00:00")
    world.stepClock(to: "2021-08-15T08:00:00")
    world.stepClock(to: "2021-07-15T08:01:00")
    let before = world.raised.count
    world.advance(to: "2021-08-15T08:00:00")
    #expect(world.alerts.dropFirst(before).contains { $0.duty == "W@2021-07-20" })
  }
}

@Suite("A clock that cannot be right decides nothing")
struct ClockHoldTests {
  private let made = Office.instant("2026-01-01T08:00:00")

  @Test(arguments: ["1970-01-01T08:00:00", "1999-12-31T00:00:00", "2010-01-01T00:00:00", "2026-01-01T07:59:59"])
  func beforeTheProgramWasMade(time: String) {
    var hold = ClockHold(earliest: made, recorded: Office.instant("2026-05-05T12:00:00"))
    let (wrong, holds, release) = (hold.admits(Office.instant(time)), hold.isHolding, hold.release)
    #expect(!wrong && holds)
    #expect(release == Office.instant("2026-05-05T12:00:00"))
    let later = [
      hold.admits(made), hold.admits(Office.instant("2026-05-05T11:59:59")),
      hold.admits(Office.instant("2026-05-05T12:00:00")),
    ]
    #expect(later == [false, false, true])
  }

  @Test func aClockSetBackToATimeThatCanBeTrueIsBelieved() {
    var hold = ClockHold(earliest: made, recorded: Office.instant("2027-05-05T12:00:00"))
    let believed = [made, made + 1, Office.instant("2026-05-05T12:00:00")].map { hold.admits($0) }
    #expect(believed == [true, true, true])
  }

  @Test func whatIsStoredMeanwhileCounts() {
    var hold = ClockHold(earliest: made, recorded: nil)
    let fresh = hold.release
    hold.record(made + 500)
    hold.record(made + 100)
    let later = hold.release
    let admitted = [hold.admits(made - 1), hold.admits(made + 499), hold.admits(made + 500), hold.admits(made + 499)]
    #expect(fresh == made && later == made + 500)
    #expect(admitted == [false, false, true, true])
  }
}
