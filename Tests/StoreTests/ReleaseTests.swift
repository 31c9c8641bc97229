import Core
import Foundation
import GRDB
import Testing

@testable import Store

/// Messages that wait, and messages of several deliveries.
@Suite struct ReleaseTests {
  private func store(_ temporary: TemporaryDirectory, alerts: Int) throws -> Store {
    let store = try Store.open(temporary.state)
    try store.prepareHolding()
    try store.commit(
      (1...alerts).map { number in
        var transition = raising(number)
        transition.deliveries[0].address = "unit@example.gov.cn"
        transition.deliveries[0].isUrgent = number == 1
        transition.deliveries[0].rank = number
        return transition
      })
    return store
  }

  private func waiting(_ store: Store, at now: Instant = morning) throws -> [WaitingGroup] {
    try store.waiting(channel: .email, at: now, limit: 10, since: morning - 3600).groups
  }

  private func ids(_ groups: [WaitingGroup]) -> [[String]] { groups.map { $0.waiting.map(\.id.text) } }

  @Test func `what waits is gathered by party, with what decides on it`() throws {
    let temporary = try TemporaryDirectory()
    let store = try store(temporary, alerts: 3)
    var other = raising(9)
    other.deliveries[0].party = "gxj"
    try store.commit([other])
    let groups = try waiting(store)
    #expect(ids(groups) == [["2021-1-1", "2021-2-1", "2021-3-1"], ["2021-9-1"]])
    #expect(groups[0].waiting.map(\.isUrgent) == [true, false, false])
    #expect(groups[0].waiting.map(\.rank) == [1, 2, 3] && groups[0].waiting[0].dueAt == morning)
    #expect(groups.map(\.sentToday) == [0, 0])
  }

  @Test func `what is held does not come before its time, and comes with the rest of its party`() throws {
    let temporary = try TemporaryDirectory()
    let store = try store(temporary, alerts: 2)
    let later = morning + 600
    #expect(try store.apply([.hold(["2021-1-1", "2021-2-1"], until: later)], at: morning) == [:])
    #expect(try waiting(store).isEmpty)
    #expect(try store.nextRelease(channel: .email, after: morning) == later)
    #expect(try store.nextRelease(channel: .webhook, after: morning) == nil)
    #expect(ids(try waiting(store, at: later)) == [["2021-1-1", "2021-2-1"]])
    try store.commit([
      {
        var late = raising(3)
        late.deliveries[0].address = "unit@example.gov.cn"
        return late
      }()
    ])
    #expect(ids(try waiting(store)) == [["2021-1-1", "2021-2-1", "2021-3-1"]])
  }

  @Test func `a message keeps its name over a restart, and is counted once`() throws {
    let temporary = try TemporaryDirectory()
    do {
      let store = try store(temporary, alerts: 3)
      let claimed = try store.apply([.send(["2021-3-1", "2021-2-1"])], at: morning)
      #expect(claimed == ["2021-3-1": 1, "2021-2-1": 1])
      #expect(ids(try waiting(store)) == [["2021-1-1"]])
    }
    let store = try Store.open(temporary.state)
    #expect(try store.hasCommonMessages())
    let group = try #require(try waiting(store).first)
    #expect(group.waiting.map(\.message) == [nil, "2021-3-1", "2021-3-1"])
    #expect(group.rows.map(\.mayHaveArrived) == [false, true, true] && group.sentToday == 1)
    #expect(try store.apply([.send(["2021-3-1", "2021-2-1"])], at: morning + 60) == ["2021-3-1": 2, "2021-2-1": 2])
    try store.settle([
      DeliveryMark("2021-3-1", .delivered("250 ok"), at: morning + 61),
      DeliveryMark("2021-2-1", .delivered("250 ok"), at: morning + 61),
    ])
    #expect(try !store.hasCommonMessages())
    let lines = try store.journal(alert: "2021-2").filter { $0.entry.kind == .deliveryDelivered }
    #expect(lines.map { $0.entry.detail["message"] } == ["2021-3-1"])
    #expect(try store.verify().isIntact)
  }

  @Test func `a damaged delivery is taken out of its message`() throws {
    let temporary = try TemporaryDirectory()
    do { try store(temporary, alerts: 3).close() }
    try temporary.tamper("UPDATE outbox SET address = 'unit@example.gov.cn', key = 'forged' WHERE id = '2021-2-1'")
    let store = try Store.open(temporary.state)
    let window = try store.waiting(channel: .email, at: morning, limit: 10, since: morning)
    #expect(ids(window.groups) == [["2021-1-1", "2021-3-1"]])
    #expect(window.quarantined == ["2021-2-1"])
  }
}
