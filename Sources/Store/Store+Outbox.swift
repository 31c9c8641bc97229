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
    var damaged: [(id: DeliveryID, reason: String)] = []
    try read { db in
      // The words are the indexes' own, or SQLite would not use them.
      var route = "channel = '\(channel.rawValue)'"
      if channel != .webhook { route += " AND channel <> 'webhook'" }
      if address != nil { route += " AND address = ?2" }
      let statement = try db.cachedStatement(
        sql: """
          SELECT \(DeliveryRow.table.selection), attempts, may_have_arrived, not_before, seq
          FROM outbox WHERE state = 'pending' AND \(route) AND (seq > ?1 OR not_before IS NOT NULL)
          ORDER BY not_before, seq
          """)
      let rows = try Row.fetchCursor(statement, arguments: address.map { [place, $0] } ?? [place])
      var alerts: [AlertID: SharedAlert] = [:]
      let extra = DeliveryRow.table.columns.count + 1
      while window.rows.count < limit, let row = try rows.next() {
        let id = DeliveryID(row[0] as String? ?? "")
        let (place, isRetry) = (row[extra + 3] as Int? ?? 0, row.hasNull(atIndex: extra + 2) == false)
        if excluding.contains(id) { continue }
        if !isRetry { window.place = max(window.place ?? 0, place) }
        do {
          let delivery = try DeliveryRow.read(row)
          let alert = try alerts[delivery.alert] ?? AlertRow.fetch(delivery.alert, db).map(SharedAlert.init)
          guard let alert else { throw StoreError.damaged("alert \(delivery.alert) is missing") }
          alerts[delivery.alert] = alert
          window.rows.append(
            OutboxRow(
              delivery: delivery, alert: alert, attempts: row[extra] ?? 0, mayHaveArrived: row[extra + 1] ?? true,
              notBefore: (row[extra + 2] as Int64?).map { Instant(seconds: $0) }, place: place))
        } catch StoreError.damaged(let what) {
          damaged.append((id, what))
        }
      }
      window.isAll = window.rows.count < limit
    }
    if !damaged.isEmpty {
      try write { db, journal in
        try MarkWriter.settle(damaged.map { DeliveryMark($0.id, .dead($0.reason), at: now) }, db, &journal)
      }
      window.quarantined = damaged.map(\.id)
    }
    return window
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
    try write { try MarkWriter.settle(marks, $0, &$1) }
  }

  /// Both in one durable transaction: a dispatcher under load pays for one commit, not for two.
  ///
  /// - Parameter route: of it everything new up to `place` is claimed as well.
  package func settle(
    _ marks: [DeliveryMark], claiming deliveries: [DeliveryID] = [], of route: OutboxRoute? = nil,
    through place: Int? = nil, at now: Instant
  ) throws -> [DeliveryID: Int] {
    guard !marks.isEmpty || !deliveries.isEmpty || place != nil else { return [:] }
    return try write { db, journal in
      try MarkWriter.settle(marks, db, &journal)
      if let route, let place { try route.claim(through: place, db) }
      if place != nil || !deliveries.isEmpty { journal.saw(now) }
      guard !deliveries.isEmpty else { return [:] }
      let statement = try db.cachedStatement(
        sql: """
          UPDATE outbox SET state = 'sending', attempts = attempts + 1, epoch = ?, claimed_at = ?
          WHERE alert = ? AND id = ? AND state = 'pending' RETURNING attempts
          """)
      var attempts: [DeliveryID: Int] = [:]
      attempts.reserveCapacity(deliveries.count)
      for id in deliveries {
        attempts[id] = try Int.fetchOne(statement, arguments: [epoch, now.seconds, id.alert.text, id.text])
      }
      return attempts
    }
  }
}

extension DeliveryID {
  /// `2021-17-3` is the third delivery of `2021-17`.
  var alert: AlertID { AlertID(text.lastIndex(of: "-").map { String(text[..<$0]) } ?? "") }
}
