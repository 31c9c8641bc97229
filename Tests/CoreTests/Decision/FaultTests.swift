@testable import Core
import Testing
import TestSupport

/// Each was a fault once; the name says which.
@Suite("Faults of the decision core that were found and mended")
struct DecisionFaultTests {
  private let due = Office.date(2021, 7, 28)
  private func world(_ policy: Policy = Office.policy(), at now: String = "2021-07-12T08:00:00") -> World {
    World(Office.portfolio(rows: [Office.row("R1", due: due)], policies: [policy]), at: now)
  }

  // MARK: Ladders

  @Test func aRungTakenOffTheLadderAndPutBackIsRaisedAfterAll() {
    let world = world()
    world.advance(to: "2021-07-30T09:00:00")
    let row = Office.row("R1", due: due)
    world.reload(
      Office.portfolio(rows: [row], policies: [Office.policy(rungs: Office.ladder.filter { $0.id != "L3" })]))
    world.reload(Office.portfolio(rows: [row]))
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2", "L3"])
    #expect(world.breaches() == [])
  }

  @Test func aRenamedRungIsNotRaisedAgain() {
    let world = world()
    world.advance(to: "2021-07-30T09:00:00")
    var rungs = Office.ladder
    rungs[2].id = "L1-挂牌"
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)], policies: [Office.policy(rungs: rungs)]))
    #expect(world.alerts.count == 3)
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2", "L3"])
    #expect(world.breaches() == [])
  }

  @Test func anotherPolicyForADutyDoesNotRepeatWhatWasSaid() {
    let world = world()
    world.advance(to: "2021-07-30T09:00:00")
    let rungs = [
      Office.rung("A", "due - 3d"), Office.rung("B", "due + 1d"), Office.rung("C", "due + 2d"),
      Office.rung("D", "due + 9d"),
    ]
    let other = Office.policy("other", rungs: rungs)
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)], policies: [other]))
    // C came due since L1 was raised, A and B before.
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "C"])
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.raisings.suffix(2) == ["C 2021-07-30T09:00:00+08:00", "D 2021-08-06T08:30:00+08:00"])
    #expect(world.breaches() == [])
  }

  // MARK: Closed and opened again

  @Test func whatComesBackToTheLedgerWithAnotherDateReSendsNothing() {
    let world = world()
    world.advance(to: "2021-07-30T09:00:00")
    world.reload(Office.portfolio())
    world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 27))]))
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1"])
    #expect(world.breaches() == [])
  }

  @Test func aClosedLetterIsNotHeldUnansweredForTheTimeItWasClosed() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    world.reload(Office.portfolio())
    world.advance(to: "2021-08-03T12:00:00")
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)]))
    #expect(world.alerts.count == 3)
    world.advance(to: "2021-08-04T12:00:00")
    #expect(world.alerts.map(\.reason.trigger).suffix(1) == ["due + 7d"])
  }

  // MARK: Promises

  @Test func aPromiseOutlivesTheNextAlert() throws {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw", promise: Office.date(2021, 8, 5))
    world.advance(to: "2021-08-10T00:00:00")
    #expect(world.raisings.suffix(2) == ["L2 2021-08-04T08:30:00+08:00", "L3 2021-08-06T08:30:00+08:00"])
    #expect(world.alerts.last?.reason.trigger == "promise broken")
    #expect(world.breaches() == [])
  }

  @Test func aPromiseGivenToAnOlderAlertCounts() throws {
    let world = world()
    world.advance(to: "2021-08-04T09:00:00")
    #expect(world.alerts.map(\.rung).suffix(2) == ["L1", "L2"])
    try world.acknowledge("2021-3", by: "fgw", promise: Office.date(2021, 8, 5))
    #expect(world.state(of: "R1")?.lastAlert?.isAnswered == false)
    world.advance(to: "2021-08-10T00:00:00")
    #expect(world.raisings.suffix(1) == ["L3 2021-08-06T08:30:00+08:00"])
  }

  @Test func aPromiseBrokenInDowntimeRaisesOneAlert() throws {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw", promise: Office.date(2021, 8, 5))
    world.restart(at: "2021-08-09T09:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2"])
    #expect(world.journal.count { $0.kind == .promiseBroken } == 1)
    world.advance(to: "2021-08-11T00:00:00")
    #expect(world.alerts.count == 4)
  }

  // MARK: Answers

  @Test func whereAllMustAnswerNobodyWaitsForOneWhoWasNeverTold() throws {
    let rungs = [
      Office.rung("L1", "due + 1d", to: [.role(.lead), .party("mute")]), Office.rung("L2", "L1 unanswered 3wd"),
    ]
    let world = world(Office.policy(rungs: rungs, acknowledgement: .all))
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-1", by: "fgw")
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.alerts.map(\.rung) == ["L1"])
    #expect(world.alerts[0].state == .acknowledged)
  }

  // MARK: Reloads and clocks

  @Test func aRungThatCameDueJustBeforeAReloadIsAccountedFor() {
    for rows in [[], [Office.row("R1", due: Office.date(2021, 9, 28))]] {
      let world = world(at: "2021-07-20T08:00:00")
      world.jump(to: "2021-07-21T08:30:01")
      world.reload(Office.portfolio(rows: rows))
      #expect(world.journal.contains { $0.kind == .rungCancelled && $0.rung == "L0-7d" && $0.due == due })
      #expect(world.alerts.isEmpty)
      #expect(world.breaches() == [])
    }
  }

  @Test func aReloadDoesNotJournalWhatWasDoneLongBefore() {
    let done = Office.row("R1", due: due, done: [Office.date(2021, 7, 13)])
    let world = World(Office.portfolio(rows: [done]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-08-20T08:00:00")
    world.reload(Office.portfolio(rows: [done, Office.row("R2", due: Office.date(2021, 12, 1))]))
    #expect(world.journal.isEmpty)
  }

  @Test func aDeadClockDoesNotWithdrawWhatRecurs() {
    var row = Office.row("W", due: due, policies: ["weekly"])
    row.schedule = .recurring(Recurrence(rule: .weekly(weekday: 2), from: Office.date(2021, 7, 13)))
    let weekly = Office.policy("weekly", watches: [.report], rungs: [Office.rung("L0", "due - 1d")])
    let world = World(Office.portfolio(rows: [row], policies: [weekly]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-12T12:00:00")
    #expect(world.alerts.map(\.state) == [.raised])
    world.stepClock(to: "1970-01-01T00:00:00")
    #expect(world.alerts.map(\.state) == [.raised])
    world.stepClock(to: "2021-07-12T12:00:10")
    #expect(world.alerts.map(\.state) == [.raised])
    #expect(world.journal.count { $0.kind == .dutyClosed } == 0)
  }
}
