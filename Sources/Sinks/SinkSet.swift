package import Core

/// One sink for every channel, as the configuration says. Made anew at each reload, so that no pooled connection
/// outlives the settings it was made with; what is under way on the old set finishes there.
package enum SinkSet {
  /// - Parameters:
  ///   - stateDirectory: where a relative Maildir lives.
  ///   - configurationDirectory: where a relative secret or CA file is looked up after `$CREDENTIALS_DIRECTORY`.
  ///   - isDrill: mail goes to the Maildir `STATE/mail` whatever is configured; webhooks are accepted but not sent.
  /// - Throws: everything that is wrong with the settings at once: unreadable secrets, bad addresses.
  package static func make(
    settings: DeliverySettings, stateDirectory: String, configurationDirectory: String, isDrill: Bool,
    language: Language = .zh
  ) throws(SinkSetupError) -> [Channel: any Sink] {
    let files = SecretPlaces(configurationDirectory: configurationDirectory)
    var problems: [String] = []
    let renderer = MessageRenderer(templates: settings.templates, language: language)
    var sinks: [Channel: any Sink] = [.journal: JournalSink(language: language)]

    if var mail = settings.mail ?? (isDrill ? MailSettings(from: drillFrom, route: .maildir("mail")) : nil) {
      if isDrill { mail.route = .maildir("mail") }
      do {
        sinks[.email] = try EmailSink(
          settings: mail, stateDirectory: stateDirectory, files: files, renderer: renderer)
      } catch {
        problems += error.problems
      }
    } else {
      sinks[.email] = UnconfiguredSink(what: "mail")
    }

    if isDrill {
      sinks[.webhook] = DrillWebhookSink()
    } else {
      do {
        sinks[.webhook] = try WebhookSink(endpoints: settings.webhooks, files: files)
      } catch {
        problems += error.problems
      }
    }

    if !problems.isEmpty { throw SinkSetupError(problems: problems) }
    return sinks
  }

  private static let drillFrom = "daopai <daopai@localhost>"
}

/// What keeps a set of sinks from being made, each in one sentence that names the setting or file.
package struct SinkSetupError: Error, Hashable, CustomStringConvertible {
  package var problems: [String]
  package init(problems: [String]) { self.problems = problems }
  package var description: String { problems.joined(separator: "; ") }
}

/// Stands where a channel is used but nothing says how to reach it.
struct UnconfiguredSink: Sink {
  var what: String
  func deliver(_ notice: Notice) async -> DeliveryOutcome { .rejected("\(what) is not configured") }
}

/// A drill talks to nobody.
struct DrillWebhookSink: Sink {
  func deliver(_ notice: Notice) async -> DeliveryOutcome { .delivered("drill: not sent") }
}
