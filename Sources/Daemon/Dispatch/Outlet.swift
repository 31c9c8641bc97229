package import Core

/// The sinks in use and the facts that go on every letter; replaced as a whole by a reload.
package struct Outlet: Sendable {
  package let sinks: [Channel: any Sink]
  package let portfolio: Portfolio
  /// The store's, part of every thread name.
  package let instance: String

  package init(sinks: [Channel: any Sink], portfolio: Portfolio, instance: String) {
    self.sinks = sinks
    self.portfolio = portfolio
    self.instance = instance
  }

  func notice(
    for delivery: Delivery, of alert: Alert, attempt: Int, isPossibleDuplicate: Bool, at now: Instant
  ) -> Notice {
    Notice(
      delivery: delivery, alert: alert, partyName: delivery.party.flatMap { portfolio.parties[$0]?.name } ?? "",
      office: portfolio.office, zone: portfolio.zone, attempt: attempt, isPossibleDuplicate: isPossibleDuplicate,
      thread: "\(stableName(alert.duty.text))-\(instance)", sentAt: now)
  }
}
