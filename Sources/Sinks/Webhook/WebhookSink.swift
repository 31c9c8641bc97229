package import Core
import Glibc

/// Signed JSON by HTTP POST, after Standard Webhooks 1.0.
package final class WebhookSink: Sink {
  private struct Endpoint: Sendable {
    var url: String
    /// The one in force, then the one before it.
    var secrets: [WebhookSecret]
    var caFile: String?
    /// Its own, so that an endpoint that hangs holds up nobody else's.
    var transfer: Transfer
  }

  static let patience = TransferTimeouts(connectMilliseconds: 15_000, totalMilliseconds: 15_000)

  private let endpoints: [WebhookID: Endpoint]
  private let timeouts: TransferTimeouts

  package convenience init(endpoints: [WebhookSettings], files: SecretPlaces) throws(SinkSetupError) {
    try self.init(endpoints: endpoints, files: files, timeouts: WebhookSink.patience)
  }

  init(endpoints: [WebhookSettings], files: SecretPlaces, timeouts: TransferTimeouts) throws(SinkSetupError) {
    var known: [WebhookID: Endpoint] = [:]
    var problems: [String] = []
    for settings in endpoints {
      let name = "webhook \(settings.id)"
      if !WebhookSink.isPlainURL(settings.url) {
        problems.append("\(name): url must be http:// or https://, without spaces or a password")
      }
      let caFile = settings.caFile.map(files.resolve)
      if let caFile, access(caFile, R_OK) != 0 {
        problems.append("\(name): caFile \(caFile): \(String(cString: strerror(errno)))")
      }
      var secrets: [WebhookSecret] = []
      for file in [settings.secretFile, settings.previousSecretFile].compactMap({ $0 }) {
        do {
          if let secret = WebhookSecret(try files.read(file)) {
            secrets.append(secret)
          } else {
            problems.append("\(name): \(files.resolve(file)) must hold whsec_ and the base64 of 24 to 64 bytes")
          }
        } catch {
          problems += error.problems.map { "\(name): \($0)" }
        }
      }
      do {
        known[settings.id] = Endpoint(
          url: settings.url, secrets: secrets, caFile: caFile, transfer: try Transfer(limit: Limits.transfersPerSink))
      } catch {
        problems += error.problems.map { "\(name): \($0)" }
      }
    }
    if !problems.isEmpty { throw SinkSetupError(problems: problems) }
    self.endpoints = known
    self.timeouts = timeouts
  }

  package func thread(to address: String) -> (any TaskExecutor)? { endpoints[WebhookID(address)]?.transfer }

  package func deliver(_ notice: Notice) async -> DeliveryOutcome {
    guard let endpoint = endpoints[WebhookID(notice.delivery.address)] else {
      return .rejected("there is no webhook \"\(PlainText.line(notice.delivery.address))\"")
    }
    let body = notice.others.isEmpty ? WebhookBody.make(notice) : WebhookDigest.make(notice)
    let id = "msg_\(notice.delivery.key)"
    let timestamp = notice.sentAt.seconds
    let signatures = endpoint.secrets.map { $0.signature(id: id, timestamp: timestamp, body: body) }
    let reply = await endpoint.transfer.perform(
      TransferRequest(
        url: endpoint.url,
        kind: .post(headers: [
          "Content-Type: application/json", "User-Agent: daopai", "webhook-id: \(id)",
          "webhook-timestamp: \(timestamp)", "webhook-signature: \(signatures.joined(separator: " "))",
        ]), body: body, caFile: endpoint.caFile, timeouts: timeouts))
    return WebhookSink.outcome(of: reply, now: notice.sentAt)
  }

  /// By the status, once it is known: a peer that said 200 and then cut the line has accepted.
  static func outcome(of reply: TransferReply, now: Instant) -> DeliveryOutcome {
    guard reply.isHeaderComplete, reply.status >= 200 else {
      let words =
        switch reply.end {
        case .failed(let words, _): PlainText.line(words)
        case .cancelled: "broken off"
        case .complete: "no answer"
        }
      return .retry(words, after: nil, mayHaveArrived: reply.isBodySent)
    }
    let words = "HTTP \(reply.status)"
    switch reply.status {
    case 200..<300: return .delivered(words)
    case 300..<400: return .retry("\(words): redirects are not followed", after: nil, mayHaveArrived: false)
    case 408, 425, 429, 500...:
      let after = reply.retryAfter.flatMap { RetryAfter.seconds($0, now: now) }
      // A gateway speaks here; what stands behind it may have accepted.
      let isGateway = reply.status == 502 || reply.status == 504
      return .retry(words, after: after, mayHaveArrived: isGateway)
    case 410: return .rejected("\(words): the receiver is gone for good")
    default:
      let said = PlainText.clipped(PlainText.line(String(decoding: reply.body.prefix(400), as: UTF8.self)), bytes: 200)
      return .rejected(said.isEmpty ? words : "\(words): \(said)")
    }
  }

  private static func isPlainURL(_ url: String) -> Bool {
    guard let scheme = ["https://", "http://"].first(where: { url.lowercased().hasPrefix($0) }) else { return false }
    let host = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return !host.isEmpty && !host.contains("@") && url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}
