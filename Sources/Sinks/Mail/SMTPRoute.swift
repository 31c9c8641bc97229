import Core
import Glibc

/// One mail server, and what its answers mean.
struct SMTPRoute: Sendable {
  /// RFC 5321 §4.5.3.2: ten minutes after the final dot. Too short makes duplicates.
  static let patience = TransferTimeouts(totalMilliseconds: 900_000, answerSeconds: 600)
  /// Connections at once; servers commonly allow ten to fifty from one host.
  private static let connections = 8

  private let settings: SMTPSettings
  private let password: Secret?
  private let caFile: String?
  private let url: String
  private let timeouts: TransferTimeouts
  /// One for each connection: libcurl waits for the reply to a letter's final dot with the whole thread, and one slow
  /// reply must not hold up the other connections.
  private let transfers: IdleTransfers

  init(_ settings: SMTPSettings, files: SecretPlaces, timeouts: TransferTimeouts) throws(SinkSetupError) {
    var problems: [String] = []
    let isName = !settings.host.isEmpty && settings.host.utf8.allSatisfy { SMTPRoute.isHostByte($0) }
    if !isName { problems.append("mail.smtp.host: \"\(PlainText.line(settings.host))\" is not a host name") }
    if !(1...65_535).contains(settings.port) { problems.append("mail.smtp.port: \(settings.port) is not a port") }
    let isLocal = ["localhost", "127.0.0.1", "::1"].contains(settings.host)
    if settings.username != nil, settings.security == .none, !isLocal {
      problems.append("mail.smtp: a password would go in clear: set security to starttls or tls")
    }
    if (settings.username == nil) != (settings.passwordFile == nil) {
      problems.append("mail.smtp: username and passwordFile go together")
    }
    var password: Secret?
    if settings.username != nil, let file = settings.passwordFile {
      do { password = try files.read(file) } catch { problems += error.problems }
    }
    let caFile = settings.caFile.map(files.resolve)
    if let caFile, access(caFile, R_OK) != 0 {
      problems.append("mail.smtp.caFile: \(caFile): \(String(cString: strerror(errno)))")
    }
    if !problems.isEmpty { throw SinkSetupError(problems: problems) }
    self.settings = settings
    self.password = password
    self.caFile = caFile
    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
    url = "\(settings.security == .tls ? "smtps" : "smtp")://\(host):\(settings.port)/\(SMTPRoute.ownName())"
    self.timeouts = timeouts
    transfers = IdleTransfers(
      try (0..<SMTPRoute.connections).map { _ throws(SinkSetupError) in try Transfer(limit: 1) })
  }

  func send(_ bytes: [UInt8], from: String, to: String) async -> DeliveryOutcome {
    let request = TransferRequest(
      url: url,
      kind: .mail(
        .init(
          from: from, to: to, requiresSTARTTLS: settings.security == .starttls, username: settings.username,
          password: password)), body: bytes, caFile: caFile, timeouts: timeouts)
    let reply = await transfers.use { await $0.perform(request) }
    return SMTPRoute.outcome(of: reply ?? TransferReply(end: .cancelled))
  }

  /// By the server's code, not libcurl's: that one lumps refusals and broken connections together.
  static func outcome(of reply: TransferReply) -> DeliveryOutcome {
    let words = PlainText.clipped(PlainText.line(reply.words), bytes: 300)
    // 354 is still the last word when everything was sent: what came of it is unknown.
    let isInDoubt = reply.isBodySent && reply.status < 400
    switch reply.end {
    case .complete: return .delivered(words)
    case .cancelled: return .retry("broken off", after: nil, mayHaveArrived: isInDoubt)
    case .failed(let reason, let isRefusal):
      let said = reply.status >= 400 && !words.isEmpty ? words : PlainText.line(reason)
      if (500...599).contains(reply.status), isAboutTheLetter(reply, isRefusal: isRefusal) { return .rejected(said) }
      return .retry(said, after: nil, mayHaveArrived: isInDoubt)
    }
  }

  /// A 5xx to MAIL, RCPT, DATA or the letter is final. One to the greeting, TLS or the password is a fault of ours or
  /// the server's, to be mended there; it must not send every letter to the dead.
  private static func isAboutTheLetter(_ reply: TransferReply, isRefusal: Bool) -> Bool {
    reply.isBodySent || (isRefusal && ![530, 534, 535, 538].contains(reply.status))
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x3A: true
    default: false
    }
  }

  /// What we call ourselves in EHLO.
  private static func ownName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return !name.isEmpty && name.utf8.allSatisfy { isHostByte($0) && $0 != 0x3A } ? name : "localhost"
  }
}
