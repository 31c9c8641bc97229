package import Core

package struct EmailSink: Sink {
  package init(settings: MailSettings, stateDirectory: String, files: SecretPlaces, renderer: MessageRenderer)
    throws(SinkSetupError)
  {}
  package func deliver(_ notice: Notice) async -> DeliveryOutcome { .rejected("") }
}
package struct WebhookSink: Sink {
  package init(endpoints: [WebhookSettings], files: SecretPlaces) throws(SinkSetupError) {}
  package func deliver(_ notice: Notice) async -> DeliveryOutcome { .rejected("") }
}
package struct JournalSink: Sink {
  package init(language: Language) {}
  package func deliver(_ notice: Notice) async -> DeliveryOutcome { .delivered("") }
}
package struct MessageRenderer: Sendable {
  package init(templates: [String: String], language: Language) {}
}
