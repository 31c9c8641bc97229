import Core
import Store

/// One message on its way: a delivery, or several of one party that go together. The first names it.
struct Parcel: Sendable {
  /// How the store was told, before it was sent.
  enum Claim: Sendable {
    /// The row says so.
    case row
    /// With everything up to its place.
    case place(at: Instant)
    /// With all that is in it.
    case message(at: Instant)
  }

  let rows: [OutboxRow]
  /// Of the attempt, 1 for the first.
  let number: Int
  let claim: Claim

  var name: DeliveryID { rows[0].delivery.id }

  /// - Parameter number: of the attempt; nil: one more than its rows have had.
  init(_ rows: [OutboxRow], number: Int? = nil, _ claim: Claim) {
    self.rows = rows
    self.number = number ?? (rows.lazy.map(\.attempts).max() ?? 0) + 1
    self.claim = claim
  }

  /// How it ended, for each delivery in it.
  func marks(_ result: DeliveryMark.Result, at now: Instant) -> [DeliveryMark] {
    let (claimedAt, isMessage): (Instant?, Bool) =
      switch claim {
      case .row: (nil, false)
      case .place(let at): (at, false)
      case .message(let at): (at, true)
      }
    return rows.map { row in
      let isFirst = row.delivery.id == name
      return DeliveryMark(
        row, number: number, claimedAt: claimedAt, message: isFirst ? nil : name, endsMessage: isMessage && isFirst,
        result, at: now)
    }
  }
}
