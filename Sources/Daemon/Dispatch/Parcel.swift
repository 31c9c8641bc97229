import Core
import Store

/// One message on its way: a delivery, or several of one party that go together. The first names it.
struct Parcel: Sendable {
  let rows: [OutboxRow]
  /// Of the attempt, 1 for the first.
  let number: Int

  var name: DeliveryID { rows[0].delivery.id }
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
