package import Core

/// One party over one channel; a party told over two channels is listed twice.
package struct RecipientMessage: Codable, Hashable, Sendable {
  package var party: String
  package var name: String
  @Null package var role: String?
  package var channel: String
  /// How the delivery stands, where that was asked for: of one alert, not in lists. Null: it was not, or there is none.
  @Null package var delivery: DeliveryMessage?

  package static func list(_ recipients: [AlertRecipient]) -> [RecipientMessage] {
    recipients.flatMap { recipient in
      recipient.channels.map {
        RecipientMessage(
          party: recipient.party.text, name: recipient.name, role: recipient.role?.rawValue, channel: $0.rawValue,
          delivery: nil)
      }
    }
  }
}

/// How far a delivery has come.
package struct DeliveryMessage: Codable, Hashable, Sendable {
  package var id: String
  /// `pending`, `sending`, `delivered`, `dead`.
  package var state: String
  package var attempts: Int
  /// The peer's words, or why it failed last.
  @Null package var detail: String?

  package init(id: String, state: String, attempts: Int, detail: String?) {
    self.id = id
    self.state = state
    self.attempts = attempts
    self.detail = detail
  }
}
