import Core
import Store

/// One message on its way: a delivery, or several of one party that go together. The first names it.
struct Parcel: Sendable {
  let rows: [OutboxRow]
  /// Of the attempt, 1 for the first.
  let number: Int
  /// Of a claim by place; nil: the rows themselves were claimed.
  var claimedAt: Instant?

  var name: DeliveryID { rows[0].delivery.id }

  /// How it ended, for each delivery in it.
  func marks(_ result: DeliveryMark.Result, at now: Instant) -> [DeliveryMark] {
    rows.map {
      DeliveryMark(
        $0, number: number, claimedAt: claimedAt, message: $0.delivery.id == name ? nil : name, result, at: now)
    }
  }
}

extension Parcel {
  /// Of the rows of a release, those that were claimed; nil if none was.
  init?(_ release: Release, of group: WaitingGroup, claimed: [DeliveryID: Int]) {
    guard case .send(let ids) = release else { return nil }
    let known = Dictionary(group.rows.map { ($0.delivery.id, $0) }, uniquingKeysWith: { first, _ in first })
    rows = ids.filter { claimed[$0] != nil }.compactMap { known[$0] }
    number = ids.compactMap { claimed[$0] }.max() ?? 1
    if rows.isEmpty { return nil }
  }
}
