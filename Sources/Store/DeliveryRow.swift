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
