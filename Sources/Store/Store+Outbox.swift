package import Core
import GRDB

extension Store {
  /// Pending deliveries over `channel` (to one `address`, if given) in the order to send them: new ones as queued, then retries by their time.
  ///
  /// Rows whose hash fails are never returned; they become dead at `now`, with a line in the journal.
  ///
  /// - Parameter place: of the last one taken before; new ones up to it are passed over, retries are not.
  package func due(
    channel: Channel, address: String? = nil, after place: Int = 0, at now: Instant, limit: Int,
    excluding: Set<DeliveryID> = []
  ) throws -> OutboxWindow {
    var window = OutboxWindow()
    var damaged: [DamagedDelivery] = []
    try read { db in
      let route = OutboxRoute(channel: channel, address: address)
      let statement = try db.cachedStatement(
        sql: """
          SELECT \(OutboxRow.selection) FROM outbox WHERE \(route.condition) AND (seq > ?1 OR not_before IS NOT NULL)
          ORDER BY not_before, seq
          """)
      let rows = try Row.fetchCursor(statement, arguments: address.map { [place, $0] } ?? [place])
      var alerts: [AlertID: Alert] = [:]
      while window.rows.count < limit, let row = try rows.next() {
        let id = DeliveryID(row[0] as String? ?? "")
        if excluding.contains(id) { continue }
        if let place = OutboxRow.placeOfNew(row) { window.place = max(window.place ?? 0, place) }
        do {
          window.rows.append(try OutboxRow.read(row, db, &alerts))
        } catch StoreError.damaged(let what) {
          damaged.append(DamagedDelivery(id: id, place: OutboxRow.place(row), reason: what))
        }
      }
      window.isAll = window.rows.count < limit
    }
    try quarantine(damaged, in: &window, at: now)
    return window
  }

  /// What has failed and is to wait at `now`, by when it failed and how long it was to wait then.
  package func resting(_ route: OutboxRoute, at now: Instant) throws -> [RestingDelivery] {
    try read { db in
      let sql = """
        SELECT id, seq, not_before, settled_at, retry_longest FROM outbox
        WHERE \(route.condition) AND not_before > ?1 ORDER BY not_before, seq
        """
      let arguments: StatementArguments = route.address.map { [now.seconds, $0] } ?? [now.seconds]
      return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
        let (end, failed) = (row[2] as Int64? ?? 0, row[3] as Int64? ?? 0)
        // A clock that was set back, or is wrong, makes nothing wait longer than it was to.
        let seconds = min(end - max(failed, now.seconds), max(Int64(Limits.retryAfterSeconds), row[4] ?? 0))
        return RestingDelivery(id: DeliveryID(row[0] as String? ?? ""), place: row[1] ?? 0, seconds: max(0, seconds))
      }
    }
  }

  /// What is damaged is never sent: dead at `now`, with a line in the journal.
  func quarantine(_ damaged: [DamagedDelivery], in window: inout OutboxWindow, at now: Instant) throws {
    if damaged.isEmpty { return }
    try settle(damaged.map { DeliveryMark($0, at: now) })
    window.quarantined = damaged.map(\.id)
  }

  /// Every address that has deliveries pending over `channel`.
  package func pendingAddresses(over channel: Channel) throws -> Set<String> {
    try read { db in
      try String.fetchSet(
        db, sql: "SELECT DISTINCT address FROM outbox WHERE channel = ? AND state = 'pending'",
        arguments: [channel.rawValue])
    }
  }

  /// Takes pending deliveries for an attempt, durably, before anything is sent. Returns the number of the attempt, 1 for
  /// the first, for each delivery taken; one that is not pending is left out.
  package func claim(_ deliveries: [DeliveryID], at now: Instant) throws -> [DeliveryID: Int] {
    try settle([], claiming: deliveries, at: now)
  }

  /// Stores how claimed attempts ended, with a line in the journal for each.
  package func settle(_ marks: [DeliveryMark]) throws {
    guard !marks.isEmpty else { return }
    try write { try MarkWriter.settle(marks, $0, tally, &$1) }
  }

  /// Both in one durable transaction: a dispatcher under load pays for one commit, not for two.
  ///
  /// - Parameter route: of it everything new up to `place` is claimed as well.
  /// - Returns: as `claim` does.
  package func settle(
    _ marks: [DeliveryMark], claiming deliveries: [DeliveryID] = [], of route: OutboxRoute? = nil,
    through place: Int? = nil, at now: Instant
  ) throws -> [DeliveryID: Int] {
    guard !marks.isEmpty || !deliveries.isEmpty || place != nil else { return [:] }
    return try write { db, journal in
      try MarkWriter.settle(marks, db, tally, &journal)
      if let route, let place { try route.claim(through: place, db) }
      if place != nil || !deliveries.isEmpty { journal.saw(now) }
      guard !deliveries.isEmpty else { return [:] }
      let statement = try db.cachedStatement(
        sql: """
          UPDATE outbox SET state = 'sending', attempts = attempts + 1, epoch = ?, claimed_at = ?
          WHERE alert = ? AND id = ? AND state = 'pending' RETURNING attempts, channel, queued_at
          """)
      var attempts: [DeliveryID: Int] = [:]
      attempts.reserveCapacity(deliveries.count)
      for id in deliveries {
        let arguments: StatementArguments = [epoch, now.seconds, id.alert.text, id.text]
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { continue }
        attempts[id] = row[0]
        guard let channel = Channel(rawValue: row[1]) else { continue }
        tally.take(.init(channel: channel, old: .pending, new: .sending, queuedAt: Instant(seconds: row[2])))
      }
      return attempts
    }
  }
}

extension Store {
  /// The same with messages of several: each is claimed as a whole, and named by the first of its rows.
  package func settle(_ marks: [DeliveryMark], claiming messages: [[OutboxRow]], at now: Instant) throws {
    guard !marks.isEmpty || !messages.isEmpty else { return }
    try write { db, journal in
      try MarkWriter.settle(marks, db, tally, &journal)
      if !messages.isEmpty { journal.saw(now) }
      for message in messages { try MessageRow.claim(message, at: now, db) }
    }
  }
}

extension DeliveryID {
  /// `2021-17-3` is the third delivery of `2021-17`.
  var alert: AlertID { AlertID(text.lastIndex(of: "-").map { String(text[..<$0]) } ?? "") }
}
