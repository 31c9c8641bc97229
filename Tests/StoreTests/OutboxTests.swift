import Core
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct OutboxTests {
  let temporary: TemporaryDirectory
  init() throws { temporary = try TemporaryDirectory() }

  @Test func aDeliveryIsQueuedClaimedAndDelivered() throws {
    let store = try Store.open(temporary.state)
    var transition = raising(1, deliveries: 2)
    transition.deliveries[1].channel = .webhook
    transition.deliveries[1].address = "hook"
    try store.commit([transition])

    let row = OutboxRow(
      delivery: transition.deliveries[0], alert: transition.alerts[0], attempts: 0, mayHaveArrived: false,
      queuedAt: morning, place: 1)
    #expect(try due(store) == [row])
    #expect(try due(store, .webhook).map(\.delivery) == [transition.deliveries[1]])
    #expect(try due(store, .journal) == [])

    #expect(try store.claim(["2021-1-1", "2021-9-9"], at: morning + 5) == ["2021-1-1": 1])
    #expect(try due(store) == [])
    #expect(try store.claim(["2021-1-1"], at: morning + 5) == [:])
    #expect(try store.deliveries(of: "2021-1").map(\.state) == [.sending, .pending])

    try store.settle([DeliveryMark("2021-1-1", .delivered("250 Ok"), at: morning + 6)])
    let record = try #require(try store.deliveries(of: "2021-1").first)
    #expect(
      record
        == DeliveryRecord(
          delivery: transition.deliveries[0], state: .delivered, attempts: 1, mayHaveArrived: false, queuedAt: morning,
          notBefore: nil, claimedAt: morning + 5, settledAt: morning + 6, detail: "250 Ok"))
    let entry = try #require(try store.journal().last).entry
    #expect(
      entry
        == JournalEntry(
          at: morning + 6, .deliveryDelivered, duty: "D1", due: day("2021-07-14"), rung: "L1", alert: "2021-1",
          delivery: "2021-1-1", party: "zjj", reason: "250 Ok", detail: ["attempt": "1", "channel": "email"]))
    #expect(try store.restore().lastInstant == morning + 6)
    #expect(
      try store.outboxCounts() == [
        OutboxCount(channel: .email, state: .delivered, count: 1, oldest: morning),
        OutboxCount(channel: .webhook, state: .pending, count: 1, oldest: morning),
      ])
    #expect(try store.verify().isIntact)
  }

  @Test func failuresWaitBehindWhatIsNew() throws {
    let store = try Store.open(temporary.state)
    try store.commit((1...4).map { raising($0) })
    _ = try store.claim(["2021-1-1", "2021-2-1", "2021-3-1"], at: morning)
    try store.settle([
      DeliveryMark("2021-1-1", .retry("451", notBefore: morning + 90, mayHaveArrived: false), at: morning),
      DeliveryMark("2021-2-1", .retry("cut", notBefore: morning + 30, mayHaveArrived: true), at: morning),
      DeliveryMark("2021-3-1", .dead("550 no such user"), at: morning),
    ])
    let rows = try due(store)
    #expect(rows.map(\.delivery.id) == ["2021-4-1", "2021-2-1", "2021-1-1"])
    #expect(rows.map(\.notBefore) == [nil, morning + 30, morning + 90])
    #expect(rows.map(\.mayHaveArrived) == [false, true, false])
    #expect(rows.map(\.attempts) == [0, 1, 1])
    let rest = try store.due(channel: .email, at: morning, limit: 1, excluding: ["2021-4-1"]).rows
    #expect(rest.map(\.delivery.id) == ["2021-2-1"])

    // Once in doubt, always in doubt.
    #expect(try store.claim(["2021-2-1"], at: morning) == ["2021-2-1": 2])
    let again = DeliveryMark("2021-2-1", .retry("451", notBefore: morning + 60, mayHaveArrived: false), at: morning)
    try store.settle([again])
    #expect(try due(store)[1].mayHaveArrived)
    #expect(
      try store.journal(alert: "2021-3").map(\.entry.kind) == [.rungSuperseded, .rungRaised, .deliveryDead])
    #expect(try store.verify().isIntact)
  }

  @Test func theDeadAndDeliveredCannotBeSettledAgain() throws {
    let store = try Store.open(temporary.state)
    try store.commit([raising(1), raising(2)])
    _ = try store.claim(["2021-1-1", "2021-2-1"], at: morning)
    try store.settle([DeliveryMark("2021-1-1", .delivered("250"), at: morning)])
    let head = try store.head()
    #expect(throws: StoreError.self) {
      try store.settle([
        DeliveryMark("2021-2-1", .delivered("250"), at: morning),
        DeliveryMark("2021-1-1", .dead("no"), at: morning),
      ])
    }
    #expect(try store.head() == head)
    #expect(try store.deliveries(of: "2021-2").map(\.state) == [.sending])
  }

  @Test func whatADeadDaemonWasSendingIsSentAgainAndMarked() throws {
    let copy = temporary.path + "/copy"
    do {
      let store = try Store.open(temporary.state)
      try store.commit([raising(1), raising(2)])
      _ = try store.claim(["2021-1-1"], at: morning + 1)
      // The files as a kill would leave them: the log not folded in, nobody to clean up.
      try FileManager.default.copyItem(atPath: temporary.state, toPath: copy)
    }
    let store = try Store.open(copy)
    #expect(store.epoch == 2)
    let rows = try due(store)
    #expect(rows.map(\.delivery) == [delivery("2021-1", 1), delivery("2021-2", 1)])
    #expect(rows.map(\.mayHaveArrived) == [true, false])
    #expect(rows.map(\.attempts) == [1, 0])
    #expect(try store.claim(["2021-1-1"], at: morning + 9) == ["2021-1-1": 2])
    #expect(try store.verify().isIntact)
  }

  @Test func aRowThatFailsItsHashIsNeverSent() throws {
    do { try Store.open(temporary.state).commit((1...4).map { raising($0, deliveries: 2) }) }
    try temporary.tamper(
      """
      UPDATE outbox SET address = 'thief@example.com' WHERE id = '2021-1-2';
      UPDATE alert SET title = '没事' WHERE id = '2021-3';
      DELETE FROM alert WHERE id = '2021-4';
      """)
    let store = try Store.open(temporary.state)
    let window = try store.due(channel: .email, at: morning + 60, limit: 100)
    #expect(window.rows.map(\.delivery.id) == ["2021-1-1", "2021-2-1", "2021-2-2"])
    #expect(window.quarantined == ["2021-1-2", "2021-3-1", "2021-3-2", "2021-4-1", "2021-4-2"])
    #expect(try store.due(channel: .email, at: morning + 60, limit: 100).quarantined == [])
    let dead = try store.journal().map(\.entry).filter { $0.kind == .deliveryDead }
    #expect(dead.map { $0.delivery?.text } == window.quarantined.map(\.text))
    #expect(dead.allSatisfy { $0.at == morning + 60 && $0.reason?.isEmpty == false })
    #expect(try !store.verify().isIntact)
  }

  @Test func whatFailedWaitsNoLongerThanItWasTo() throws {
    let store = try Store.open(temporary.state)
    try store.commit((1...4).map { raising($0) })
    _ = try store.claim(["2021-1-1", "2021-2-1", "2021-3-1"], at: morning)
    let waits: [(DeliveryID, Int64)] = [("2021-1-1", 60), ("2021-2-1", 20), ("2021-3-1", 1_000_000)]
    try store.settle(
      waits.map { DeliveryMark($0, .retry("429", notBefore: morning + $1, mayHaveArrived: false), at: morning) })
    let route = OutboxRoute(channel: .email)
    #expect(try store.resting(route, at: morning + 30).map(\.seconds) == [30, 86_400])
    #expect(try store.resting(route, at: morning + 30).map(\.place) == [1, 3])
    // Before the clock is right, and after it was a year fast.
    #expect(try store.resting(route, at: Instant(seconds: 0)).map(\.seconds) == [20, 60, 86_400])
    #expect(try store.resting(route, at: morning + 365 * 86_400).isEmpty)
    #expect(try store.resting(OutboxRoute(channel: .webhook, address: "hook"), at: morning).isEmpty)
  }

  /// Whichever of its columns is damaged, the row is found by its place.
  @Test(arguments: ["alert = '2021-7'", "id = '2021-7-1'", "id = '2021-1-2'", "id = ''"])
  func aDamagedNameStopsNobodyElse(_ damage: String) throws {
    do { try Store.open(temporary.state).commit((1...3).map { raising($0) }) }
    try temporary.tamper("UPDATE outbox SET \(damage) WHERE id = '2021-1-1'")
    let store = try Store.open(temporary.state)
    let window = try store.due(channel: .email, at: morning + 60, limit: 100)
    #expect(window.rows.map(\.delivery.id) == ["2021-2-1", "2021-3-1"])
    #expect(window.quarantined.count == 1)
    #expect(try store.due(channel: .email, at: morning + 60, limit: 100).quarantined == [])
    #expect(try store.journal().count { $0.entry.kind == .deliveryDead } == 1)
  }

  @Test func addressesNeverEnterTheJournal() throws {
    let store = try Store.open(temporary.state)
    try store.commit([raising(1)])
    _ = try store.claim(["2021-1-1"], at: morning)
    let words = "550 5.1.1 <Canary-1@example.gov.cn>: user unknown"
    try store.settle([DeliveryMark("2021-1-1", .dead(words), at: morning)])
    #expect(try store.journal().last?.entry.reason == "550 5.1.1 <[address]>: user unknown")
    let all = try store.journal().map { "\($0)" }.joined().lowercased()
    #expect(!all.contains("canary"))
  }

  private func due(_ store: Store, _ channel: Channel = .email) throws -> [OutboxRow] {
    let window = try store.due(channel: channel, at: morning, limit: 1000)
    #expect(window.quarantined == [])
    return window.rows
  }
}
