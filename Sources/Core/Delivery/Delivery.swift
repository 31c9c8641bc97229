/// One alert to one party over one channel: a row of the outbox.
package struct Delivery: Hashable, Sendable {
  package var id: DeliveryID
  package var alert: AlertID
  /// Nil for the journal, which is nobody's letter box.
  package var party: PartyID?
  package var role: Role?
  package var channel: Channel
  /// An e-mail address, or a `WebhookID`; empty for the journal.
  package var address: String
  /// The same on every attempt, unique over installations; letters, digits and `-` only. Mail wraps it as
  /// `<KEY@domain>`, webhooks as `msg_KEY`.
  package var key: String
  package var retry: RetryRule
  /// It goes alone and at once, whatever the hour.
  package var isUrgent: Bool
  /// How high its rung stands on its ladder, 0 = lowest: the gravest is listed first.
  package var rank: Int

  package init(
    id: DeliveryID, alert: AlertID, party: PartyID?, role: Role?, channel: Channel, address: String, key: String,
    retry: RetryRule, isUrgent: Bool = false, rank: Int = 0
  ) {
    self.id = id
    self.alert = alert
    self.party = party
    self.role = role
    self.channel = channel
    self.address = address
    self.key = key
    self.retry = retry
    self.isUrgent = isUrgent
    self.rank = rank
  }
}
