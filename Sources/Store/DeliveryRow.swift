import Core
import GRDB

/// Deliveries as rows of the outbox. The hash covers what is sent and where to, not how far it has come.
enum DeliveryRow {
  static let table = HashedTable(
    "outbox",
    [
      "id", "alert", "party", "role", "channel", "address", "key", "retry_attempts", "retry_first", "retry_longest",
    ], besides: ["seq", "state", "attempts", "may_have_arrived", "queued_at", "urgent", "rank"])

  /// - Parameter place: its `seq`, which says whose turn it is.
  static func put(_ delivery: Delivery, at: Instant, place: Int, in row: inout RowWriter) {
    row.begin()
    row.identifier(delivery.id)
    row.identifier(delivery.alert)
    row.identifier(delivery.party)
    row.word(delivery.role)
    row.word(delivery.channel)
    row.text(delivery.address)
    row.text(delivery.key)
    row.integer(delivery.retry.attempts)
    row.integer(delivery.retry.firstSeconds)
    row.integer(delivery.retry.longestSeconds)
    row.hash()
    row.integer(place)
    row.word(DeliveryRecord.State.pending)
    row.integer(0)
    row.flag(false)
    row.instant(at)
    row.flag(delivery.isUrgent)
    row.integer(delivery.rank)
  }

  static func read(_ row: Row) throws(StoreError) -> Delivery {
    var reader = try RowReader(row, hashed: table.columns.count, name: "delivery \(row[0] as String? ?? "?")")
    return Delivery(
      id: try reader.identifier(), alert: try reader.identifier(), party: try reader.optionalIdentifier(),
      role: try reader.optionalWord(), channel: try reader.word(), address: try reader.text(), key: try reader.text(),
      retry: RetryRule(
        attempts: Int(try reader.integer()), firstSeconds: Int(try reader.integer()),
        longestSeconds: Int(try reader.integer())))
  }
}

extension OutboxRow {
  /// `read` expects these; more may follow.
  static let selection =
    "\(DeliveryRow.table.selection), attempts, may_have_arrived, not_before, seq, urgent, rank, queued_at"
  static let columns = extra + 7
  private static let extra = DeliveryRow.table.columns.count + 1

  /// - Parameter alerts: those read already.
  /// - Throws: `StoreError.damaged` where it or its alert does not match its hash.
  static func read(_ row: Row, _ db: Database, _ alerts: inout [AlertID: Alert]) throws -> OutboxRow {
    var delivery = try DeliveryRow.read(row)
    (delivery.isUrgent, delivery.rank) = (row[extra + 4] ?? false, row[extra + 5] ?? 0)
    let alert = try alerts[delivery.alert] ?? AlertRow.fetch(delivery.alert, db)
    guard let alert else { throw StoreError.damaged("alert \(delivery.alert) is missing") }
    alerts[delivery.alert] = alert
    return OutboxRow(
      delivery: delivery, alert: alert, attempts: row[extra] ?? 0, mayHaveArrived: row[extra + 1] ?? true,
      notBefore: (row[extra + 2] as Int64?).map { Instant(seconds: $0) },
      queuedAt: Instant(seconds: row[extra + 6] ?? 0), place: row[extra + 3] ?? 0)
  }

  static func read(_ row: Row, _ db: Database) throws -> OutboxRow {
    var alerts: [AlertID: Alert] = [:]
    return try read(row, db, &alerts)
  }

  static func place(_ row: Row) -> Int { row[extra + 3] ?? 0 }

  /// Nil: it has failed before.
  static func placeOfNew(_ row: Row) -> Int? { row.hasNull(atIndex: extra + 2) ? place(row) : nil }
}
