package import Core
import Store

/// The sinks in use and the facts that go on every letter; replaced as a whole by a reload.
package struct Outlet: Sendable {
  package let sinks: [Channel: any Sink]
  package let portfolio: Portfolio
  /// The store's, part of every thread name.
  package let instance: String
  /// Messages may have to wait for their hour or for each other, or some do already.
  package var holdsMessages: Bool

  package init(sinks: [Channel: any Sink], portfolio: Portfolio, instance: String) {
    self.sinks = sinks
    holdsMessages = portfolio.holdsMessages
    self.portfolio = portfolio
    self.instance = instance
  }

  func notice(for parcel: Parcel, at now: Instant) -> Notice {
    let (delivery, alert) = (parcel.rows[0].delivery, parcel.rows[0].alert)
    // Letters of one duty belong together, and so do the digests of one party.
    let subject = parcel.rows.count == 1 ? alert.duty.text : "digest \(delivery.party?.text ?? "")"
    return Notice(
      delivery: delivery, alert: alert, others: parcel.rows.dropFirst().map(\.alert),
      partyName: delivery.party.flatMap { portfolio.parties[$0]?.name } ?? "", office: portfolio.office,
      zone: portfolio.zone, attempt: parcel.number, isPossibleDuplicate: parcel.rows.contains(where: \.mayHaveArrived),
      thread: "\(stableName(subject))-\(instance)", sentAt: now)
  }

  /// The log is told of every alert, as if by the first of its deliveries.
  func notice(ofLogging alert: Alert, attempt: Int, isPossibleDuplicate: Bool, at now: Instant) -> Notice {
    let id = DeliveryID("\(alert.id)-1")
    let delivery = Delivery(
      id: id, alert: alert.id, party: nil, role: nil, channel: .journal, address: "", key: "\(id)-\(instance)",
      retry: RetryRule(attempts: .max, firstSeconds: 1, longestSeconds: 60))
    return Notice(
      delivery: delivery, alert: alert, partyName: "", office: portfolio.office, zone: portfolio.zone,
      attempt: attempt, isPossibleDuplicate: isPossibleDuplicate, thread: "", sentAt: now)
  }
}
