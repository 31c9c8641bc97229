package import Core
import GRDB

/// What waits for one party at one address of a channel.
package struct WaitingGroup: Sendable {
  package var party: PartyID?
  package var address: String
  /// In the order they were queued.
  package var rows: [OutboxRow]
  package var waiting: [WaitingDelivery]
  /// Messages claimed for it since midnight.
  package var sentToday: Int
}

/// What the dispatcher has to decide on, when messages may have to wait.
package struct WaitingWindow: Sendable {
  package var groups: [WaitingGroup] = []
  /// As in `OutboxWindow`.
  package var quarantined: [DeliveryID] = []
}

extension Store {
  /// Makes the indices that holding messages needs. Cheap once they are there.
  package func prepareHolding() throws {
    try Store.translating { try pool.writeWithoutTransaction { try $0.execute(sql: Schema.holding) } }
  }

  /// Whether deliveries wait that went, or tried to go, as one message.
  package func hasCommonMessages() throws -> Bool {
    try read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'pending' AND message <> id)") ?? false
    }
  }

  /// Pending deliveries gathered by party, those first that wait longest; a group has all of its own.
  ///
  /// - Parameters:
  ///   - limit: groups at most.
  ///   - excluding: what waits for another try; it is not looked at.
  ///   - midnight: messages claimed since then count as today's.
  package func waiting(
    channel: Channel, address: String? = nil, at now: Instant, limit: Int, excluding: Set<DeliveryID> = [],
    since midnight: Instant
  ) throws -> WaitingWindow {
    var window = WaitingWindow()
    var damaged: [(id: DeliveryID, reason: String)] = []
    try read { db in
      for (party, address) in try Store.parties(db, channel, address, now, limit, excluding) {
        var group = WaitingGroup(party: party, address: address, rows: [], waiting: [], sentToday: 0)
        try Store.fill(&group, db, channel, excluding, &damaged)
        if group.rows.isEmpty { continue }
        if let party { group.sentToday = try Store.messages(db, to: party, address, channel, since: midnight) }
        window.groups.append(group)
      }
    }
    if !damaged.isEmpty {
      try write { db, journal in
        try MarkWriter.settle(damaged.map { DeliveryMark($0.id, .dead($0.reason), at: now) }, db, &journal)
      }
      window.quarantined = damaged.map(\.id)
    }
    return window
  }

  private static func parties(
    _ db: Database, _ channel: Channel, _ address: String?, _ now: Instant, _ limit: Int, _ excluding: Set<DeliveryID>
  ) throws -> [(PartyID?, String)] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, party, address FROM outbox
        WHERE channel = ?1 AND state = 'pending' AND (?2 IS NULL OR address = ?2)
          AND (release_at IS NULL OR release_at <= ?3)
        ORDER BY seq
        """)
    var found: [(PartyID?, String)] = []
    var seen: Set<String> = []
    let rows = try Row.fetchCursor(statement, arguments: [channel.rawValue, address, now.seconds])
    while found.count < limit, let row = try rows.next() {
      if excluding.contains(DeliveryID(row[0] as String)) { continue }
      let (party, address) = (row[1] as String?, row[2] as String)
      if seen.insert("\(party ?? "")\n\(address)").inserted { found.append((party.map { PartyID($0) }, address)) }
    }
    return found
  }

  private static func fill(
    _ group: inout WaitingGroup, _ db: Database, _ channel: Channel, _ excluding: Set<DeliveryID>,
    _ damaged: inout [(id: DeliveryID, reason: String)]
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT \(DeliveryRow.table.selection), attempts, may_have_arrived, not_before, queued_at, urgent, rank, message, seq
        FROM outbox WHERE channel = ?1 AND state = 'pending' AND address = ?2 AND party IS ?3 ORDER BY seq
        """)
    let extra = DeliveryRow.table.columns.count + 1
    let rows = try Row.fetchCursor(statement, arguments: [channel.rawValue, group.address, group.party?.text])
    while let row = try rows.next() {
      let id = DeliveryID(row[0] as String? ?? "")
      if excluding.contains(id) { continue }
      do {
        var delivery = try DeliveryRow.read(row)
        delivery.isUrgent = row[extra + 4] ?? false
        delivery.rank = row[extra + 5] ?? 0
        guard let alert = try AlertRow.fetch(delivery.alert, db) else {
          throw StoreError.damaged("alert \(delivery.alert) is missing")
        }
        group.rows.append(
          OutboxRow(
            delivery: delivery, alert: SharedAlert(alert), attempts: row[extra] ?? 0,
            mayHaveArrived: row[extra + 1] ?? true,
            notBefore: (row[extra + 2] as Int64?).map { Instant(seconds: $0) }, place: row[extra + 7] ?? 0))
        let isTried = (row[extra] as Int? ?? 0) > 0
        group.waiting.append(
          WaitingDelivery(
            id: id, queuedAt: Instant(seconds: row[extra + 3] ?? 0), isUrgent: delivery.isUrgent, rank: delivery.rank,
            dueAt: alert.dueAt, message: (row[extra + 6] as String?).map { DeliveryID($0) } ?? (isTried ? id : nil)))
      } catch StoreError.damaged(let what) {
        damaged.append((id, what))
      }
    }
  }

  /// Everything pending for a party, over every channel, at most a page.
  package func waiting(
    for party: PartyID
  ) throws -> [(row: OutboxRow, releaseAt: Instant?, message: DeliveryID?)] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(DeliveryRow.table.selection), attempts, may_have_arrived, urgent, rank, release_at, message, seq
          FROM outbox WHERE state = 'pending' AND party = ? ORDER BY channel, seq LIMIT ?
          """, arguments: [party.text, Limits.listPage])
      let extra = DeliveryRow.table.columns.count + 1
      return try rows.compactMap { row in
        var delivery = try DeliveryRow.read(row)
        (delivery.isUrgent, delivery.rank) = (row[extra + 2] ?? false, row[extra + 3] ?? 0)
        guard let alert = try AlertRow.fetch(delivery.alert, db) else { return nil }
        return (
          OutboxRow(
            delivery: delivery, alert: SharedAlert(alert), attempts: row[extra] ?? 0,
            mayHaveArrived: row[extra + 1] ?? true,
            notBefore: nil, place: row[extra + 6] ?? 0), (row[extra + 4] as Int64?).map { Instant(seconds: $0) },
          (row[extra + 5] as String?).map { DeliveryID($0) }
        )
      }
    }
  }

  private static func messages(
    _ db: Database, to party: PartyID, _ address: String, _ channel: Channel, since midnight: Instant
  ) throws -> Int {
    let statement = try db.cachedStatement(
      sql: """
        SELECT count(DISTINCT coalesce(message, id)) FROM outbox
        WHERE party = ? AND claimed_at >= ? AND channel = ? AND address = ?
        """)
    return try Int.fetchOne(
      statement, arguments: [party.text, midnight.seconds, channel.rawValue, address]) ?? 0
  }

  /// Carries out what was decided, in one durable transaction: holds, and claims of whole messages before they are sent.
  ///
  /// - Returns: the number of the attempt for each delivery claimed; one that is not pending any more is left out.
  package func apply(_ releases: [Release], at now: Instant) throws -> [DeliveryID: Int] {
    guard !releases.isEmpty else { return [:] }
    return try write { db, journal in
      journal.saw(now)
      let hold = try db.cachedStatement(
        sql: "UPDATE outbox SET release_at = ? WHERE alert = ? AND id = ? AND state = 'pending'")
      let claim = try db.cachedStatement(
        sql: """
          UPDATE outbox SET state = 'sending', attempts = attempts + 1, epoch = ?, claimed_at = ?, message = ?
          WHERE alert = ? AND id = ? AND state = 'pending' RETURNING attempts
          """)
      var attempts: [DeliveryID: Int] = [:]
      for release in releases {
        switch release {
        case .hold(let ids, let until):
          for id in ids { try hold.execute(arguments: [until.seconds, id.alert.text, id.text]) }
        case .send(let ids):
          for id in ids {
            attempts[id] = try Int.fetchOne(
              claim, arguments: [epoch, now.seconds, ids[0].text, id.alert.text, id.text])
          }
        }
      }
      return attempts
    }
  }

  /// When the next held message may leave; nil: none is held past `now`.
  package func nextRelease(channel: Channel, address: String? = nil, after now: Instant) throws -> Instant? {
    try read { db in
      let statement = try db.cachedStatement(
        sql: """
          SELECT min(release_at) FROM outbox
          WHERE channel = ?1 AND state = 'pending' AND release_at > ?2 AND (?3 IS NULL OR address = ?3)
          """)
      return try Int64.fetchOne(statement, arguments: [channel.rawValue, now.seconds, address])
        .map { Instant(seconds: $0) }
    }
  }
}
