package import Core
import GRDB

/// A delivery that waits to leave, for the planner: without what it says.
package struct HeldDelivery: Sendable {
  package var party: PartyID?
  package var address: String
  package var waiting: WaitingDelivery
  package var place: Int
}

/// Where messages may have to wait for their hour, or for each other.
extension Store {
  /// Makes the index by which messages of a day are counted. Cheap once it is there.
  package func prepareDailyCount() throws {
    try Store.translating { try pool.writeWithoutTransaction { try $0.execute(sql: Schema.dailyCount) } }
  }

  /// Whether there are deliveries that went, or tried to go, as one message.
  package func hasCommonMessages() throws -> Bool {
    try read { db in
      // The words are the indexes' own, or SQLite would look at every row there ever was.
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM message)
            OR EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND channel = 'webhook' AND message <> id)
            OR EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND channel <> 'webhook' AND message <> id)
          """) ?? false
    }
  }

  /// What waits for a route, in the order it was queued.
  ///
  /// - Parameters:
  ///   - place: of the last one known.
  ///   - isFirst: also what has failed before, whatever its place.
  ///   - excluding: what is under way, or waits for another try.
  package func held(
    _ route: OutboxRoute, after place: Int, isFirst: Bool, excluding: Set<DeliveryID> = []
  ) throws -> [HeldDelivery] {
    try read { db in
      let condition =
        "outbox.seq > ?1 \(isFirst ? "OR outbox.not_before IS NOT NULL" : "AND outbox.not_before IS NULL")"
      let statement = try db.cachedStatement(
        sql: HeldDelivery.selection(where: "\(route.condition) AND (\(condition)) ORDER BY outbox.seq"))
      let rows = try Row.fetchCursor(statement, arguments: route.address.map { [place, $0] } ?? [place])
      var held: [HeldDelivery] = []
      while let row = try rows.next() {
        let delivery = HeldDelivery(row)
        if !excluding.contains(delivery.waiting.id) { held.append(delivery) }
      }
      return held
    }
  }

  /// Those at these places that are still to be sent.
  package func held(at places: [Int]) throws -> [HeldDelivery] {
    if places.isEmpty { return [] }
    return try read { db in
      let statement = try db.cachedStatement(
        sql: HeldDelivery.selection(where: "outbox.state = 'pending' AND outbox.seq = ?"))
      return try places.compactMap { place in
        try Row.fetchOne(statement, arguments: [place]).map { HeldDelivery($0) }
      }
    }
  }

  /// Pending deliveries with what they say, each checked against its hash; those that fail become dead at `now`.
  package func pending(at places: [Int], now: Instant) throws -> OutboxWindow {
    var window = OutboxWindow()
    var damaged: [DamagedDelivery] = []
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT \(OutboxRow.selection) FROM outbox WHERE state = 'pending' AND seq = ?")
      for place in places {
        guard let row = try Row.fetchOne(statement, arguments: [place]) else { continue }
        do {
          window.rows.append(try OutboxRow.read(row, db))
        } catch StoreError.damaged(let what) {
          damaged.append(DamagedDelivery(id: DeliveryID(row[0] as String? ?? ""), place: place, reason: what))
        }
      }
    }
    try quarantine(damaged, in: &window, at: now)
    return window
  }

  /// Messages to a party in a day, those under way included; retries are not counted again.
  ///
  /// - Parameter day: from midnight to midnight; what was sent while the clock was fast lies after it.
  package func messages(
    to party: PartyID, at address: String, over channel: Channel, on day: Range<Instant>
  ) throws -> Int {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT count(*) FROM (
            SELECT coalesce(message, id) FROM outbox
              WHERE party = ?1 AND claimed_at >= ?2 AND claimed_at < ?3 AND channel = ?4 AND address = ?5
            UNION
            SELECT id FROM message
              WHERE party = ?1 AND claimed_at >= ?2 AND claimed_at < ?3 AND channel = ?4 AND address = ?5)
          """)
      let arguments: StatementArguments = [
        party.text, day.lowerBound.seconds, day.upperBound.seconds, channel.rawValue, address,
      ]
      return try Int.fetchOne(statement, arguments: arguments) ?? 0
    }
  }

  /// Everything that waits for a party and is not under way, over every channel, at most a page. What does not match its hash is
  /// passed over; it is given up when its turn comes.
  package func waiting(for party: PartyID) throws -> [(row: OutboxRow, waiting: WaitingDelivery)] {
    try read { db in
      let routes = ["channel = 'webhook'", "channel <> 'webhook'"]
      let rows = try routes.flatMap { route in
        try Row.fetchAll(
          db,
          sql: """
            SELECT \(OutboxRow.selection), message FROM outbox
            WHERE state = 'pending' AND \(route) AND party = ?1
              AND seq NOT IN (SELECT value FROM message, json_each(message.members) WHERE message.party = ?1)
            ORDER BY channel, seq LIMIT ?2
            """, arguments: [party.text, Limits.listPage])
      }
      var items: [(row: OutboxRow, waiting: WaitingDelivery)] = []
      var damage: [String] = []
      for row in rows.prefix(Limits.listPage) {
        var read: OutboxRow?
        try Store.collectingDamage(&damage) { read = try OutboxRow.read(row, db) }
        guard let item = read else { continue }
        let waiting = WaitingDelivery(
          id: item.delivery.id, queuedAt: item.queuedAt, isUrgent: item.delivery.isUrgent,
          rank: item.delivery.rank, dueAt: item.alert.dueAt,
          message: (row[OutboxRow.columns] as String?).map { DeliveryID($0) }
            ?? (item.attempts > 0 ? item.delivery.id : nil))
        items.append((item, waiting))
      }
      return items
    }
  }
}

extension HeldDelivery {
  /// One that was handed over as it was committed, and came at `now`.
  package init(_ row: OutboxRow, at now: Instant) {
    party = row.delivery.party
    address = row.delivery.address
    waiting = WaitingDelivery(
      id: row.delivery.id, queuedAt: now, isUrgent: row.delivery.isUrgent, rank: row.delivery.rank,
      dueAt: row.alert.dueAt)
    place = row.place
  }

  fileprivate static func selection(where condition: String) -> String {
    """
    SELECT outbox.id, outbox.party, outbox.address, attempts, queued_at, urgent, rank, message, outbox.seq, alert.due_at
    FROM outbox LEFT JOIN alert ON alert.year = CAST(outbox.alert AS INTEGER)
      AND alert.number = CAST(substr(outbox.alert, instr(outbox.alert, '-') + 1) AS INTEGER)
    WHERE \(condition)
    """
  }

  fileprivate init(_ row: Row) {
    let id = DeliveryID(row[0] as String? ?? "")
    let isTried = (row[3] as Int? ?? 0) > 0
    party = (row[1] as String?).map { PartyID($0) }
    address = row[2] ?? ""
    waiting = WaitingDelivery(
      id: id, queuedAt: Instant(seconds: row[4] ?? 0), isUrgent: row[5] ?? false, rank: row[6] ?? 0,
      dueAt: Instant(seconds: row[9] ?? 0), message: (row[7] as String?).map { DeliveryID($0) } ?? (isTried ? id : nil))
    place = row[8] ?? 0
  }
}
