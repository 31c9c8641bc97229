import Core
import Foundation
import GRDB
import Testing

@testable import Store

/// Messages that wait, and messages of several deliveries.
@Suite struct ReleaseTests {
  let temporary: TemporaryDirectory
  private let route = OutboxRoute(channel: .email)
  init() throws { temporary = try TemporaryDirectory() }

  private func fill(_ store: Store, alerts: Int) throws {
    try store.commit(
      (1...alerts).map { number in
        var transition = raising(number)
        transition.deliveries[0].address = "unit@example.gov.cn"
        transition.deliveries[0].isUrgent = number == 1
        transition.deliveries[0].rank = number
        return transition
      })
  }

  private func store(alerts: Int) throws -> Store {
    let store = try Store.open(temporary.state)
    try fill(store, alerts: alerts)
    return store
  }

  /// The files as a kill would leave them: the log not folded in, nobody to clean up.
  private func killed(_ copy: String = "copy", _ work: (Store) throws -> Void) throws -> Store {
    let copy = temporary.path + "/" + copy
    do {
      let store = try Store.open(temporary.state)
      try fill(store, alerts: 3)
      try work(store)
      try FileManager.default.copyItem(atPath: temporary.state, toPath: copy)
    }
    return try Store.open(copy)
  }

  private func held(_ store: Store, after place: Int = 0, isFirst: Bool = true) throws -> [HeldDelivery] {
    try store.held(route, after: place, isFirst: isFirst)
  }

  /// The alerts of this suite have a delivery each, in the order of their numbers.
  private func place(of id: DeliveryID) -> Int { Int(id.text.split(separator: "-")[1]) ?? 0 }

  private func claim(_ ids: [DeliveryID], at now: Instant, in store: Store) throws -> [OutboxRow] {
    let rows = try store.pending(at: ids.map(place(of:)), now: now).rows
    #expect(rows.map(\.delivery.id) == ids)
    try store.settle([], claiming: [rows], at: now)
    return rows
  }

  private func marks(_ rows: [OutboxRow], _ result: DeliveryMark.Result, at now: Instant) -> [DeliveryMark] {
    rows.enumerated().map { index, row in
      DeliveryMark(
        row, number: row.attempts + 1, claimedAt: now, message: index == 0 ? nil : rows[0].delivery.id,
        endsMessage: index == 0, result, at: now + 1)
    }
  }

  @Test func `what waits is listed as it was queued, with what decides on it`() throws {
    let store = try store(alerts: 3)
    var other = raising(9)
    other.deliveries[0].party = "gxj"
    try store.commit([other])
    let held = try held(store)
    #expect(held.map(\.waiting.id.text) == ["2021-1-1", "2021-2-1", "2021-3-1", "2021-9-1"])
    #expect(held.map(\.party) == ["zjj", "zjj", "zjj", "gxj"] && held[0].address == "unit@example.gov.cn")
    #expect(held.map(\.waiting.isUrgent) == [true, false, false, false])
    #expect(held.map(\.waiting.rank) == [1, 2, 3, 0] && held[0].waiting.dueAt == morning)
    #expect(held.allSatisfy { $0.waiting.queuedAt == morning && $0.waiting.message == nil })
    #expect(try self.held(store, after: 2).map(\.place) == [3, 4])
    #expect(try store.held(OutboxRoute(channel: .webhook, address: "hook"), after: 0, isFirst: true).isEmpty)
  }

  @Test func `what failed is listed once, or by its name`() throws {
    let store = try store(alerts: 3)
    let rows = try claim(["2021-1-1"], at: morning, in: store)
    try store.settle(marks(rows, .retry("451", notBefore: morning + 60, mayHaveArrived: false), at: morning))
    #expect(try held(store, after: 2).map(\.place) == [1, 3])
    #expect(try held(store, after: 2, isFirst: false).map(\.place) == [3])
    #expect(try store.held(route, after: 2, isFirst: true, excluding: ["2021-1-1"]).map(\.place) == [3])
    #expect(try store.held(at: [1, 7]).map(\.waiting.message) == ["2021-1-1"])
  }

  @Test func `a message keeps its name over a kill, and is counted once`() throws {
    let store = try killed { store in
      _ = try claim(["2021-3-1", "2021-2-1"], at: morning, in: store)
      #expect(try store.hasCommonMessages())
      #expect(try store.deliveries(of: "2021-2").map(\.state) == [.sending])
      #expect(try store.deliveries(of: "2021-1").map(\.state) == [.pending])
      #expect(try store.waiting(for: "zjj").map(\.waiting.id) == ["2021-1-1"])
      #expect(try sent(store) == 1)
    }
    #expect(try store.hasCommonMessages())
    let held = try held(store)
    #expect(held.map(\.waiting.message) == [nil, "2021-3-1", "2021-3-1"])
    #expect(try sent(store) == 1)
    let rows = try claim(["2021-3-1", "2021-2-1"], at: morning + 60, in: store)
    #expect(rows.map(\.mayHaveArrived) == [true, true] && rows.map(\.attempts) == [1, 1])
    #expect(try sent(store) == 1)
    try store.settle(marks(rows, .delivered("250 ok"), at: morning + 60))
    #expect(try !store.hasCommonMessages())
    #expect(try sent(store) == 1)
    let lines = try store.journal(alert: "2021-2").filter { $0.entry.kind == .deliveryDelivered }
    #expect(lines.map { $0.entry.detail["message"] } == ["2021-3-1"])
    #expect(lines.map { $0.entry.detail["attempt"] } == ["2"])
    #expect(try store.verify().isIntact)
  }

  private func sent(_ store: Store) throws -> Int {
    try store.messages(
      to: "zjj", at: "unit@example.gov.cn", over: .email, on: (morning - 3600)..<(morning + 82_800))
  }

  @Test func `what was sent while the clock was a year fast is not of the day`() throws {
    let store = try store(alerts: 3)
    let fast = morning + 365 * 86_400
    let rows = try claim(["2021-1-1", "2021-2-1"], at: fast, in: store)
    #expect(try sent(store) == 0)
    try store.settle(marks(rows, .delivered("250 ok"), at: fast))
    #expect(try sent(store) == 0)
    _ = try claim(["2021-3-1"], at: morning, in: store)
    #expect(try sent(store) == 1)
  }

  @Test func `a message that failed goes again as the same, also after a kill`() throws {
    let store = try killed { store in
      let rows = try claim(["2021-3-1", "2021-2-1"], at: morning, in: store)
      try store.settle(marks(rows, .retry("451", notBefore: morning + 60, mayHaveArrived: false), at: morning))
    }
    let held = try held(store)
    #expect(held.map(\.waiting.message) == [nil, "2021-3-1", "2021-3-1"])
    let rows = try store.pending(at: [2, 3], now: morning).rows
    #expect(rows.map(\.mayHaveArrived) == [false, false] && rows.map(\.attempts) == [1, 1])
  }

  @Test func `what is in a message is not doubted a second time for its place`() throws {
    let store = try killed { store in
      _ = try claim(["2021-1-1", "2021-2-1"], at: morning, in: store)
      _ = try store.settle([], of: route, through: 3, at: morning)
    }
    let rows = try store.due(channel: .email, at: morning, limit: 9).rows
    #expect(rows.map(\.attempts) == [1, 1, 1] && rows.allSatisfy(\.mayHaveArrived))
  }

  @Test func `a damaged delivery is taken out of its message`() throws {
    do { try store(alerts: 3).close() }
    try temporary.tamper("UPDATE outbox SET address = 'unit@example.gov.cn', key = 'forged' WHERE id = '2021-2-1'")
    let store = try Store.open(temporary.state)
    let window = try store.pending(at: [3, 2, 1], now: morning)
    #expect(window.rows.map(\.delivery.id) == ["2021-3-1", "2021-1-1"])
    #expect(window.rows.map(\.delivery.rank) == [3, 1])
    #expect(window.quarantined == ["2021-2-1"])
    #expect(try held(store).map(\.place) == [1, 3])
  }

  @Test func `a damaged delivery that waits is told of, whatever of it is damaged`() throws {
    do { try store(alerts: 3).close() }
    try temporary.tamper("UPDATE outbox SET alert = '2021-7' WHERE id = '2021-1-1'")
    let store = try Store.open(temporary.state)
    let window = try store.pending(at: try held(store).map(\.place), now: morning)
    #expect(window.rows.map(\.delivery.id) == ["2021-2-1", "2021-3-1"])
    #expect(window.quarantined == ["2021-1-1"])
    #expect(try held(store).map(\.place) == [2, 3])
  }

  @Test func `a damaged delivery hides no other that waits`() throws {
    do { try store(alerts: 3).close() }
    try temporary.tamper("UPDATE outbox SET key = 'forged' WHERE id = '2021-2-1'")
    let store = try Store.open(temporary.state)
    #expect(try store.waiting(for: "zjj").map(\.waiting.id) == ["2021-1-1", "2021-3-1"])
  }

  @Test func `an older store gives up its holds`() throws {
    try FileManager.default.createDirectory(
      atPath: temporary.state, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let queue = try DatabaseQueue(path: temporary.file)
    try queue.writeWithoutTransaction { db in
      for sql in Schema.versions.prefix(6) { try db.execute(sql: sql) }
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 6;
          CREATE INDEX outbox_party ON outbox (channel, address, party, seq) WHERE state = 'pending';
          CREATE INDEX outbox_release ON outbox (channel, release_at)
            WHERE state = 'pending' AND release_at IS NOT NULL;
          INSERT INTO meta VALUES (1, '0a1b2c3d', 0, x'', NULL, NULL, 0);
          INSERT INTO outbox (id, alert, party, channel, address, key, retry_attempts, retry_first, retry_longest, hash, state,
            attempts, may_have_arrived, queued_at, urgent, rank, release_at, message, epoch)
          VALUES ('2021-1-1', '2021-1', 'zjj', 'email', 'a@b', 'k1', 5, 1, 9, x'00', 'pending', 0, 0, 7, 0, 1, 99, NULL, NULL),
            ('2021-1-2', '2021-1', 'zjj', 'email', 'a@b', 'k2', 5, 1, 9, x'00', 'sending', 1, 0, 8, 0, 3, 99, '2021-1-2', 1);
          """)
    }
    try queue.close()
    let held = try held(try Store.open(temporary.state))
    #expect(held.map(\.waiting.message) == [nil, "2021-1-2"])
    #expect(held.map(\.waiting.rank) == [1, 3])
  }
}
