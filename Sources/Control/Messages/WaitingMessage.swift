package import Core

/// What waits to be sent to a party over one channel: an item of `GET /v1/parties/{id}/waiting`.
package struct WaitingMessage: Codable, Hashable, Sendable {
  package var party: String
  package var channel: String
  /// When it may leave; null: with the next free place.
  @Null package var releaseAt: String?
  /// It goes alone and at once.
  package var urgent: Bool
  package var delivery: String
  /// The delivery that names the message it was tried with; null: it was not tried.
  @Null package var message: String?
  package var attempts: Int
  package var alert: String
  package var title: String
  @Null package var projectName: String?
  package var level: String
  package var name: String
  package var due: String

  /// - Parameters:
  ///   - releaseAt: nil where nothing holds it back.
  ///   - message: the delivery that names the message it was tried with.
  package init(
    _ delivery: Delivery, of alert: Alert, releaseAt: Instant?, message: DeliveryID?, attempts: Int, zone: ZoneRules
  ) {
    party = delivery.party?.text ?? ""
    channel = delivery.channel.rawValue
    self.releaseAt = releaseAt.map(zone.iso)
    urgent = delivery.isUrgent
    self.delivery = delivery.id.text
    self.message = message?.text
    self.attempts = attempts
    self.alert = alert.id.text
    title = alert.title
    projectName = alert.projectName
    level = alert.level
    name = alert.rungName
    due = alert.due.description
  }
}
