@testable import Core
import Testing
import TestSupport

@Suite("Downtime, moved dates, changed ladders and clock steps raise no storm and lose nothing")
struct CatchUpTests {
  private let due = Office.date(2021, 7, 28)
  private func world(_ rows: Responsibility...) -> World {
    World(Office.portfolio(rows: rows), at: "2021-07-12T08:00:00")
  }

  @Test func afterAWeekOfDowntimeOneAlertADutyAndTheRestSuperseded() {
    let world = world(Office.row("R1", due: due), Office.row("R2", due: due, lead: "zjj"))
    world.advance(to: "2021-07-26T12:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-7d"])
    world.restart(at: "2021-08-02T10:00:00")
    #expect(world.alerts.map(\.rung).suffix(2) == ["L1", "L1"])
    #expect(world.alerts.suffix(2).map(\.superseded) == [["L0-1d"], ["L0-1d"]])
    let superseded = world.journal.filter { $0.kind == .rungSuperseded }
    #expect(superseded.map(\.rung) == ["L0-1d", "L0-1d"])
    // The alert says for when it was meant.
    #expect(world.alerts.last.map { Office.shanghai.iso($0.reason.scheduledAt) } == "2021-07-29T08:30:00+08:00")
    #expect(world.breaches() == [])
  }

  @Test func aRestartAloneRaisesNothing() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-08-04T12:00:00")
    let before = world.raisings
    for hour in 13...20 { world.restart(at: "2021-08-04T\(hour):00:00") }
    #expect(world.raisings == before)
    #expect(world.breaches() == [])
  }

  @Test func aLaterDateMovesWhatIsPendingAndReSendsNothing() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-30T09:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1"])
    let change = world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 9, 15))]))
    #expect(change == TimelineChange(added: 0, moved: 1, withdrawn: 0))
    #expect(world.alerts.count == 3)
    world.advance(to: "2021-10-20T00:00:00")
    #expect(
      world.raisings.dropFirst(3) == [
        "L0-7d 2021-09-08T08:30:00+08:00", "L0-1d 2021-09-14T08:30:00+08:00", "L1 2021-09-16T08:30:00+08:00",
        "L2 2021-09-21T08:30:00+08:00", "L3 2021-09-30T08:30:00+08:00",
      ])
    #expect(world.alerts.dropFirst(3).allSatisfy { $0.due == Office.date(2021, 9, 15) })
    #expect(world.breaches() == [])
  }

  @Test func anEarlierDateRaisesTheHighestRungNowDueOnce() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-22T09:00:00")
    world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 20))]))
    #expect(world.raisings.suffix(1) == ["L1 2021-07-22T09:00:00+08:00"])
    #expect(world.alerts.count == 2)
    #expect(world.breaches() == [])
  }

  @Test func aDateMovedAwayAndBackReSendsNothing() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-30T09:00:00")
    let before = world.raisings
    world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 9, 15))]))
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)]))
    #expect(world.raisings == before)
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2", "L3"])
    #expect(world.breaches() == [])
  }

  @Test func anEqualReloadChangesNothing() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-30T09:00:00")
    let count = world.journal.count
    let change = world.reload(world.portfolio)
    #expect(change == TimelineChange(added: 0, moved: 0, withdrawn: 0))
    #expect(world.journal.count == count)
  }

  @Test func aLadderThatLosesAndGainsRungsKeepsItsBooks() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-30T09:00:00")
    var rungs = Office.ladder.filter { $0.id != "L3" }
    rungs.insert(Office.rung("L0-3d", "due - 3d"), at: 1)
    rungs.append(Office.rung("L4", "due + 20d"))
    var changed = Office.policy(rungs: rungs)
    changed.adoption = .running
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)], policies: [changed]))
    #expect(world.alerts.count == 3)
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2", "L4"])
    #expect(world.journal.contains { $0.kind == .rungCancelled && $0.rung == "L3" })
    #expect(world.breaches() == [])
  }

  @Test func aStepBackRaisesNothingAgainAndAStepForwardOneAlertADuty() {
    let world = world(Office.row("R1", due: due))
    world.advance(to: "2021-07-30T09:00:00")
    world.stepClock(to: "2020-07-30T09:00:00")
    world.advance(to: "2021-07-30T12:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1"])
    world.stepClock(to: "2022-07-30T09:00:00")
    #expect(world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L3"])
    #expect(world.breaches() == [])
  }

  /// The timers of both have run out when somebody says something about one of them.
  @Test func whatIsDueIsRaisedThoughAnAnswerComesFirst() throws {
    for content in [
      Answer.Content.pause("R1", from: Office.date(2021, 7, 28)),
      .silence(Silence(matchers: [Matcher("duty=R9")!], from: .distantPast, until: .distantFuture)),
    ] {
      let world = world(Office.row("R1", due: due), Office.row("R2", due: due, lead: "zjj"))
      world.advance(to: "2021-07-29T08:29:59")
      world.jump(to: "2021-07-29T08:30:00")
      try world.take(content)
      world.advance(to: "2021-07-29T08:31:00")
      #expect(world.raisings.last == "L1 2021-07-29T08:30:00+08:00" && world.alerts.last?.duty == "R2")
      #expect(world.breaches() == [])
    }
  }

  /// A reload decides only what it changes: every duty then waits for what it would wait for after a start.
  @Test func aReloadLeavesEveryTimerAsAStartWouldSetIt() {
    var random = SeededRandom(seed: 11)
    func rows(_ shift: Int) -> [Responsibility] {
      (1...30).filter { _ in Int.random(in: 0..<5, using: &random) > 0 }.map {
        Office.row("R\($0)", due: due + $0 + (shift > 0 && $0 % 7 == 0 ? shift : 0))
      }
    }
    let (first, second) = (Office.portfolio(rows: rows(0)), Office.portfolio(rows: rows(0)))
    for changed in [second, Office.portfolio(rows: rows(9)), Office.portfolio(), first] {
      let (reloaded, started) = (World(first, at: "2021-07-12T08:00:00"), World(first, at: "2021-07-12T08:00:00"))
      for world in [reloaded, started] { world.advance(to: "2021-08-05T09:00:00") }
      reloaded.reload(changed)
      started.restart(at: Office.instant("2021-08-05T09:00:00"), with: changed)
      #expect(reloaded.next == started.next)
      for world in [reloaded, started] { world.advance(to: "2021-12-01T09:00:00") }
      #expect(reloaded.raisings.sorted() == started.raisings.sorted())
      #expect(Set(reloaded.duties.map(\.id)) == Set(changed.responsibilities.map { DutyID($0.id) }))
      #expect(reloaded.breaches() == [])
    }
  }
}
