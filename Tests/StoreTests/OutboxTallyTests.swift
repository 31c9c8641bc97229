import Core
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

/// Counts are kept, not counted: they must be what counting would give, whatever happens.
@Suite struct OutboxTallyTests {
  let temporary: TemporaryDirectory
  init() throws { temporary = try TemporaryDirectory() }

  @Test(arguments: [UInt64](1...12)) func theCountsAreThoseOfTheRows(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let store = try Store.open(temporary.state)
    if seed.isMultiple(of: 2) { #expect(try store.outboxCounts() == []) }
    var number = 0
    var sending: [DeliveryID] = []
    for step in 0..<120 {
      let now = morning + Int64(step)
      let results: [DeliveryMark.Result] = [
        .delivered("250"), .dead("550"), .retry("451", notBefore: now + 9, mayHaveArrived: false),
      ]
      switch Int.random(in: 0..<7, using: &random) {
      case 0:
        let first = number + 1
        number += Int.random(in: 1...4, using: &random)
        try store.commit(
          (first...number).map { raising($0, deliveries: Int.random(in: 0...3, using: &random), at: now) })
      case 1:
        let rows = try store.due(channel: .email, at: now, limit: 4, excluding: Set(sending)).rows
        sending += try store.claim(rows.map(\.delivery.id), at: now).keys.sorted()
      case 2 where !sending.isEmpty:
        let id = sending.removeFirst()
        try store.settle([DeliveryMark(id, results.randomElement(using: &random)!, at: now)])
      case 3 where !sending.isEmpty:
        // Undone as a whole: the second is not under way.
        let marks = [
          DeliveryMark(sending[0], .delivered("250"), at: now), DeliveryMark("2021-0-0", .dead("?"), at: now),
        ]
        #expect(throws: StoreError.self) { try store.settle(marks) }
      case 4:
        // Claimed by place, with the commit.
        let first = number + 1
        number += Int.random(in: 1...40, using: &random)
        let route = OutboxRoute(channel: .email)
        let committed = try store.commit(
          (first...number).map { raising($0, deliveries: 1, at: now) },
          claiming: [route: Int.random(in: 0...50, using: &random)])
        let claimed = (committed.queued[route] ?? []).prefix(committed.claimed[route] ?? 0)
        let result = results.randomElement(using: &random)!
        try store.settle(
          claimed.map { row in
            let own = Int.random(in: 0..<9, using: &random) == 0 ? results.randomElement(using: &random)! : result
            return DeliveryMark(row, number: 1, claimedAt: now, message: nil, own, at: now)
          })
      case 5:
        // Claimed as one message.
        let rows = try store.due(channel: .email, at: now, limit: 3, excluding: Set(sending)).rows
        guard let name = rows.first?.delivery.id else { break }
        try store.settle([], claiming: [rows], at: now)
        try store.settle(
          rows.map { row in
            let isFirst = row.delivery.id == name
            return DeliveryMark(
              row, number: row.attempts + 1, claimedAt: now, message: isFirst ? nil : name, endsMessage: isFirst,
              results[0], at: now)
          })
      default: break
      }
      if step.isMultiple(of: 7) { #expect(try store.outboxCounts() == counted(store), "step \(step)") }
    }
    #expect(try store.outboxCounts() == counted(store))
  }

  private func counted(_ store: Store) throws -> [OutboxCount] {
    try store.pool.read { db in
      try Row.fetchAll(
        db,
        sql:
          "SELECT channel, state, count(*), min(queued_at) FROM outbox GROUP BY channel, state ORDER BY channel, state"
      ).map {
        OutboxCount(
          channel: Channel(rawValue: $0[0])!, state: DeliveryRecord.State(rawValue: $0[1])!, count: $0[2],
          oldest: Instant(seconds: $0[3]))
      }
    }
  }
}

/// One endpoint's deliveries are found without passing over all the others'.
@Suite struct OutboxIndexTests {
  let temporary: TemporaryDirectory
  init() throws { temporary = try TemporaryDirectory() }

  @Test func aLaneSeesItsOwnEndpointAlone() throws {
    let store = try Store.open(temporary.state)
    try store.commit(
      (1...40).map { number in
        var transition = raising(number)
        transition.deliveries[0].channel = .webhook
        transition.deliveries[0].address = number.isMultiple(of: 4) ? "a" : "b"
        return transition
      })
    _ = try store.claim(["2021-8-1", "2021-12-1"], at: morning)
    let retry = DeliveryMark("2021-8-1", .retry("503", notBefore: morning + 60, mayHaveArrived: false), at: morning)
    try store.settle([retry])
    let rows = try store.due(channel: .webhook, address: "a", at: morning, limit: 100).rows
    #expect(rows.map(\.delivery.id.text) == [4, 16, 20, 24, 28, 32, 36, 40, 8].map { "2021-\($0)-1" })
    #expect(try store.due(channel: .webhook, address: "b", at: morning, limit: 100).rows.count == 30)
    #expect(try store.due(channel: .webhook, address: "c", at: morning, limit: 100).rows == [])
    #expect(try store.due(channel: .webhook, at: morning, limit: 100).rows.count == 39)
  }
}
