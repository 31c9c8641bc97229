/// Everything a sink needs for one attempt at one delivery.
package struct Notice: Sendable {
  package var delivery: Delivery
  package var alert: Alert
  /// Further alerts that the same message tells of, in the order to list them after `alert`; empty: it goes alone.
  package var others: [Alert]
  /// Name of the addressee; empty for the journal.
  package var partyName: String
  package var office: Office
  package var zone: ZoneRules
  /// 1 for the first.
  package var attempt: Int
  /// An earlier attempt may have been accepted without our knowing: say so in the message.
  package var isPossibleDuplicate: Bool
  /// The same for all alerts of one duty: root of a mail thread. Letters, digits and `-` only.
  package var thread: String
  package var sentAt: Instant

  package init(
    delivery: Delivery, alert: Alert, others: [Alert] = [], partyName: String, office: Office, zone: ZoneRules,
    attempt: Int,
    isPossibleDuplicate: Bool, thread: String, sentAt: Instant
  ) {
    self.delivery = delivery
    self.alert = alert
    self.others = others
    self.partyName = partyName
    self.office = office
    self.zone = zone
    self.attempt = attempt
    self.isPossibleDuplicate = isPossibleDuplicate
    self.thread = thread
    self.sentAt = sentAt
  }
}
