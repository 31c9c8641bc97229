@testable import Core
import Testing
import TestSupport

@Suite("A duty climbs its ladder")
struct EscalationTests {
  /// Wednesday 28 July 2021, 18:00.
  private let due = Office.date(2021, 7, 28)
  private func world(at now: String = "2021-07-12T08:00:00") -> World {
    World(Office.portfolio(rows: [Office.row("R1", due: due)]), at: now)
  }

  @Test func oneRungAfterAnother() {
    let world = world()
    world.advance(to: "2021-09-01T00:00:00")
    #expect(
      world.raisings == [
        "L0-7d 2021-07-21T08:30:00+08:00", "L0-1d 2021-07-27T08:30:00+08:00", "L1 2021-07-29T08:30:00+08:00",
        "L2 2021-08-03T08:30:00+08:00", "L3 2021-08-12T08:30:00+08:00",
      ])
    #expect(world.alerts.map(\.id.text) == ["2021-1", "2021-2", "2021-3", "2021-4", "2021-5"])
    #expect(world.alerts[3].reason.trigger == "L1 unanswered 3wd")
    #expect(world.next == nil || world.next! > Office.instant("2021-09-01T00:00:00"))
    #expect(world.breaches() == [])
  }

  @Test func everyAlertGoesToTheJournalAndToItsRecipientsOnce() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    let last = world.alerts[2]
    let deliveries = world.deliveries.filter { $0.alert == last.id }
    #expect(deliveries.map(\.channel) == [.journal, .email, .email])
    #expect(deliveries.map { $0.party?.text } == [nil, "fgw", "leader"])
    #expect(deliveries.map(\.key) == ["2021-3-1-0badcafe", "2021-3-2-0badcafe", "2021-3-3-0badcafe"])
    #expect(last.answerBy.map(Office.shanghai.iso) == "2021-08-03T18:00:00+08:00")
  }

  @Test func anAnswerStopsTheClockOfSilenceButNotTheDeadline() throws {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw")
    world.advance(to: "2021-09-01T00:00:00")
    #expect(world.raisings.suffix(2) == ["L2 2021-08-04T08:30:00+08:00", "L3 2021-08-12T08:30:00+08:00"])
    #expect(world.alerts[2].state == .acknowledged)
    #expect(world.alerts[3].reason.trigger == "due + 7d")
    #expect(world.breaches() == [])
  }

  @Test func whereAllMustAnswerOneIsNotEnough() throws {
    let policy = Office.policy(acknowledgement: .all)
    let world = World(
      Office.portfolio(rows: [Office.row("R1", due: due)], policies: [policy]), at: "2021-07-29T08:00:00")
    world.advance(to: "2021-07-29T09:00:00")
    let id = world.alerts[1].id
    try world.acknowledge(id, by: "fgw")
    #expect(world.alerts[1].state == .raised)
    try world.acknowledge(id, by: "leader")
    #expect(world.alerts[1].state == .acknowledged)
    world.advance(to: "2021-08-03T23:00:00")
    #expect(world.alerts.count == 2)
  }

  @Test func theSameAnswerTwiceIsOneAnswer() throws {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw", note: "收到")
    try world.acknowledge("2021-3", by: "fgw", note: "收到")
    #expect(world.alerts[2].acknowledgements.count == 1)
    #expect(world.journal.count { $0.kind == .alertAcknowledged } == 1)
  }

  @Test func answersThatCannotBeTakenSayWhy() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    #expect(throws: AcknowledgementProblem.unknownAlert) { try world.acknowledge("2021-99") }
    #expect(throws: AcknowledgementProblem.notARecipient("zjj")) { try world.acknowledge("2021-3", by: "zjj") }
    #expect(throws: AcknowledgementProblem.promiseInThePast(Office.date(2021, 7, 28))) {
      try world.acknowledge("2021-3", promise: Office.date(2021, 7, 28))
    }
  }

  @Test func aBrokenPromiseRaisesTheNextRungOnly() throws {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw", promise: Office.date(2021, 7, 30))
    world.advance(to: "2021-08-03T23:00:00")
    // Friday's promise is judged on Monday morning, and not again for the rung above.
    #expect(world.raisings.suffix(1) == ["L2 2021-08-02T08:30:00+08:00"])
    #expect(world.alerts.last?.reason.trigger == "promise broken")
    #expect(world.journal.contains { $0.kind == .promiseBroken && $0.detail["promise"] == "2021-07-30" })
    #expect(world.breaches() == [])
  }

  @Test func whatIsDoneIsChasedNoMore() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due, done: [Office.date(2021, 7, 29)])]))
    world.advance(to: "2021-12-01T00:00:00")
    #expect(world.alerts.count == 3)
    #expect(world.alerts.allSatisfy { $0.state == .closed })
    #expect(world.state(of: "R1")?.phase == .closed(.done))
    #expect(world.breaches() == [])
  }

  @Test func whatIsNotDoneAfterAllIsChasedAgain() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due, done: [Office.date(2021, 7, 29)])]))
    world.advance(to: "2021-08-10T09:00:00")
    world.reload(Office.portfolio(rows: [Office.row("R1", due: due)]))
    world.advance(to: "2021-09-01T09:00:00")
    #expect(world.raisings.suffix(2) == ["L2 2021-08-10T09:00:00+08:00", "L3 2021-08-12T08:30:00+08:00"])
    #expect(world.breaches() == [])
  }

  @Test func whatLeavesTheLedgerIsAccountedFor() {
    let world = world()
    world.advance(to: "2021-07-29T09:00:00")
    let change = world.reload(Office.portfolio())
    #expect(change.withdrawn == 1)
    #expect(world.state(of: "R1")?.phase == .closed(.withdrawn))
    #expect(world.journal.contains { $0.kind == .rungCancelled && $0.reason == "withdrawn from the ledger" })
    #expect(world.breaches() == [])
  }
}
