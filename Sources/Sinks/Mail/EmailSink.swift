package import Core

/// Letters by mail: handed to an SMTP server, or dropped into a Maildir.
package final class EmailSink: Sink {
  private enum Route: Sendable {
    case maildir(Maildir, WorkerThread)
    case smtp(SMTPRoute)
  }

  private let from: MailAddress
  private let route: Route
  private let renderer: MessageRenderer

  package convenience init(
    settings: MailSettings, stateDirectory: String, files: SecretPlaces, renderer: MessageRenderer
  ) throws(SinkSetupError) {
    try self.init(
      settings: settings, stateDirectory: stateDirectory, files: files, renderer: renderer,
      timeouts: SMTPRoute.patience)
  }

  init(
    settings: MailSettings, stateDirectory: String, files: SecretPlaces, renderer: MessageRenderer,
    timeouts: TransferTimeouts
  ) throws(SinkSetupError) {
    guard let from = MailAddress(settings.from) else {
      throw SinkSetupError(problems: ["mail.from: \"\(PlainText.line(settings.from))\" is not an address"])
    }
    self.from = from
    self.renderer = renderer
    switch settings.route {
    case .maildir(let path):
      let full = path.hasPrefix("/") ? path : "\(stateDirectory)/\(path)"
      route = .maildir(Maildir(path: full), WorkerThread(limit: Limits.deliveryWindow))
    case .smtp(let smtp):
      route = .smtp(try SMTPRoute(smtp, files: files, timeouts: timeouts))
    }
  }

  package func deliver(_ notice: Notice) async -> DeliveryOutcome {
    guard let to = MailAddress(name: notice.partyName, address: notice.delivery.address) else {
      return .rejected("\"\(PlainText.line(notice.delivery.address))\" is not an e-mail address")
    }
    let message: MailMessage
    do {
      let letter = renderer.letter(for: notice)
      message = try MailMessage(
        notice, letter: letter, html: renderer.html(letter, for: notice), from: from, to: to)
    } catch {
      return .rejected("header \(error.header) cannot be written")
    }
    switch route {
    case .smtp(let smtp):
      return await smtp.send(message.bytes, from: from.address, to: to.address)
    case .maildir(let maildir, let thread):
      let key = notice.delivery.key
      switch await thread.run({ maildir.drop(message.unixBytes, key: key) }) {
      case .success(let path): return .delivered("dropped as \(path)")
      case .failure(let failure): return .retry(failure.words, after: nil, mayHaveArrived: false)
      case nil: return .retry("too many letters wait for the disk", after: nil, mayHaveArrived: false)
      }
    }
  }
}
