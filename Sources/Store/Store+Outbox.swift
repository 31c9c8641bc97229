package import Core
import Foundation
import GRDB

extension Store {
  /// Pending deliveries over `channel` (to one `address`, if given) in the order to send them: new ones as queued, then retries by their time.
  ///
  /// Rows whose hash fails are never returned; they become dead at `now`, with a line in the journal.
  package func due(
    channel: Channel, address: String? = nil, at now: Instant, limit: Int, excluding: Set<DeliveryID> = []
  ) throws -> OutboxWindow {
    var window = OutboxWindow()
    var damaged: [(id: DeliveryID, reason: String)] = []
    try read { db in
      // The words are the indexes' own, or SQLite would not use them.
      var place = "channel = '\(channel.rawValue)'"
      if channel != .webhook { place += " AND channel <> 'webhook'" }
      if address != nil { place += " AND address = ?" }
      let statement = try db.cachedStatement(
        sql: """
          SELECT \(DeliveryRow.table.selection), attempts, may_have_arrived, not_before
          FROM outbox WHERE state = 'pending' AND \(place) ORDER BY not_before, seq
          """)
      let rows = try Row.fetchCursor(statement, arguments: address.map { [$0] } ?? [])
      var alerts: [AlertID: Alert] = [:]
      let extra = DeliveryRow.table.columns.count + 1
      while window.rows.count < limit, let row = try rows.next() {
        let id = DeliveryID(row[0] as String? ?? "")
        if excluding.contains(id) { continue }
        do {
          let delivery = try DeliveryRow.read(row)
          let alert = try alerts[delivery.alert] ?? AlertRow.fetch(delivery.alert, db)
          guard let alert else { throw StoreError.damaged("alert \(delivery.alert) is missing") }
          alerts[delivery.alert] = alert
          window.rows.append(
            OutboxRow(
              delivery: delivery, alert: alert, attempts: row[extra] ?? 0, mayHaveArrived: row[extra + 1] ?? true,
              notBefore: (row[extra + 2] as Int64?).map { Instant(seconds: $0) }))
        } catch StoreError.damaged(let what) {
          damaged.append((id, what))
        }
      }
    }
    if !damaged.isEmpty {
      try write { db, journal in
        for (id, reason) in damaged { try Store.settle(DeliveryMark(id, .dead(reason), at: now), db, &journal) }
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
    try write { db, journal in
      for mark in marks { try Store.settle(mark, db, &journal) }
    }
  }

  /// Both in one durable transaction: a dispatcher under load pays for one commit, not for two.
  package func settle(
    _ marks: [DeliveryMark], claiming deliveries: [DeliveryID], at now: Instant
  ) throws -> [DeliveryID: Int] {
    guard !marks.isEmpty || !deliveries.isEmpty else { return [:] }
    return try write { db, journal in
      for mark in marks { try Store.settle(mark, db, &journal) }
      guard !deliveries.isEmpty else { return [:] }
      journal.saw(now)
      let statement = try db.cachedStatement(
        sql: """
          UPDATE outbox SET state = 'sending', attempts = attempts + 1, epoch = ?, claimed_at = ?
          WHERE id = ? AND state = 'pending' RETURNING attempts
          """)
      var attempts: [DeliveryID: Int] = [:]
      attempts.reserveCapacity(deliveries.count)
      for delivery in deliveries {
        attempts[delivery] = try Int.fetchOne(statement, arguments: [epoch, now.seconds, delivery.text])
      }
      return attempts
    }
  }

  static func settle(_ mark: DeliveryMark, _ db: Database, _ journal: inout JournalWriter) throws {
    let state: String
    let kind: JournalEntry.Kind
    let words: String
    var notBefore: Instant?
    var mayHaveArrived = false
    switch mark.result {
    case .delivered(let detail): (state, kind, words) = ("delivered", .deliveryDelivered, detail)
    case .retry(let reason, let instant, let doubt):
      (state, kind, words) = ("pending", .deliveryFailed, reason)
      (notBefore, mayHaveArrived) = (instant, doubt)
    case .dead(let reason): (state, kind, words) = ("dead", .deliveryDead, reason)
    }
    let update = try db.cachedStatement(
      sql: """
        UPDATE outbox
        SET state = ?, not_before = ?, may_have_arrived = max(may_have_arrived, ?), settled_at = ?, detail = ?
        WHERE id = ? AND state IN ('pending', 'sending')
        RETURNING alert, party, channel, address, attempts, message
        """)
    let arguments: StatementArguments = [
      state, notBefore?.seconds, mayHaveArrived, mark.at.seconds, words, mark.delivery.text,
    ]
    guard let row = try Row.fetchOne(update, arguments: arguments) else {
      throw StoreError.failed("delivery \(mark.delivery) is not under way")
    }
    var detail = ["attempt": String(row[4] as Int), "channel": row[2] as String]
    if let message = row[5] as String?, message != mark.delivery.text { detail["message"] = message }
    let about = try db.cachedStatement(sql: "SELECT duty, due, rung FROM alert WHERE id = ?")
    let alert = try Row.fetchOne(about, arguments: [row[0] as String])
    try journal.append(
      JournalEntry(
        at: mark.at, kind, duty: (alert?[0] as String?).map { DutyID($0) },
        due: (alert?[1] as Int?).map { CivilDate(dayNumber: $0) }, rung: alert?[2], alert: AlertID(row[0]),
        delivery: mark.delivery, party: (row[1] as String?).map { PartyID($0) },
        reason: withoutAddress(row[3], in: words), detail: detail))
  }

  /// Servers quote addresses in their answers; the journal never holds one.
  private static func withoutAddress(_ address: String, in words: String) -> String {
    guard mayName(address, words) else { return words }
    return words.replacingOccurrences(of: address, with: "[address]", options: .caseInsensitive)
  }

  /// Foundation's search is for the few answers that may name the address; `HTTP 204` does not.
  private static func mayName(_ address: String, _ words: String) -> Bool {
    guard let first = address.utf8.first else { return false }
    guard address.utf8.allSatisfy({ $0 < 0x80 }), words.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
    return words.utf8.contains { $0 | 0x20 == first | 0x20 }
  }
}
