import Glibc
import Synchronization

/// One exchange with a server: what to say, to whom, and how long to wait.
struct TransferRequest: Sendable {
  enum Kind: Sendable {
    /// A POST with these header lines.
    case post(headers: [String])
    case mail(MailEnvelope)
  }

  struct MailEnvelope: Sendable {
    var from: String
    var to: String
    var requiresSTARTTLS: Bool
    var username: String?
    var password: Secret?
  }

  var url: String
  var kind: Kind
  var body: [UInt8]
  /// PEM file of the only authority trusted; nil: the system's.
  var caFile: String?
  var timeouts: TransferTimeouts
}

/// What all posts to one endpoint have in common.
struct TransferSetUp: Hashable {
  var url: String
  var caFile: String?
  var timeouts: TransferTimeouts

  /// Nil for a letter, whose options hold a password.
  init?(_ request: TransferRequest) {
    guard case .post = request.kind else { return nil }
    (url, caFile, timeouts) = (request.url, request.caFile, request.timeouts)
  }
}

struct TransferTimeouts: Hashable, Sendable {
  var connectMilliseconds: Int = 30_000
  /// From start to end, connecting included.
  var totalMilliseconds: Int
  /// For one answer of a mail server; RFC 5321 asks for 600 s after the final dot: too short makes duplicates.
  var answerSeconds: Int = 600
}

/// How one exchange ended, as the peer showed it. What that means is for the sink to say.
struct TransferReply: Sendable {
  enum End: Hashable, Sendable {
    case complete
    case cancelled
    /// In libcurl's words. `isRefusal`: the mail server said no to a command about the letter (MAIL, RCPT, DATA).
    case failed(String, isRefusal: Bool)
  }

  var end: End
  /// HTTP status or the last SMTP reply code; 0: none came.
  var status = 0
  /// The mail server's last line with that code: `250 2.0.0 Ok: queued as 4XyZ`.
  var words = ""
  /// The header of that name, as it came.
  var retryAfter: String?
  /// At most `Limits.responseBytes`.
  var body: [UInt8] = []
  /// Every byte of ours was handed to the connection: the peer may have all of it.
  var isBodySent = false
  /// The whole header came in, so `status` is the final one.
  var isHeaderComplete = false
}

/// The way to the network, and the only place that names libcurl: one thread drives all exchanges of one sink.
///
/// The thread sleeps for good while nothing is under way. It ends when the last reference is gone and every exchange
/// has come to its end. A new one is made at each reload: libcurl would reuse a pooled STARTTLS connection even for
/// another authority.
///
/// Tasks may run on the thread too, so that one exchange after another begins without waking any other. Not those that
/// send mail: libcurl waits for a mail server with the whole thread at times.
final class Transfer: TaskExecutor {
  let engine: TransferEngine

  /// - Parameter limit: exchanges at once; the rest wait their turn, and their clocks start with it.
  /// - Throws: when the system gives us no thread.
  init(limit: Int) throws(SinkSetupError) {
    engine = TransferEngine(limit: limit)
    let code = engine.start(as: asUnownedTaskExecutor())
    if code != 0 { throw SinkSetupError(problems: ["no thread to send with: \(String(cString: strerror(code)))"]) }
  }

  /// The task keeps us for as long as it lives.
  func enqueue(_ job: consuming ExecutorJob) { engine.run(UnownedJob(job)) }

  deinit { engine.close() }

  /// Cancelling the task breaks the exchange off, and answers at once: libcurl waits for the reply to a letter's final
  /// dot with the whole thread, and hears of nothing meanwhile.
  func perform(_ request: TransferRequest) async -> TransferReply {
    let cancelled = CancelFlag()
    let answer = FirstReply()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        answer.wait(continuation)
        engine.submit(TransferExchange(request, cancelled: cancelled) { answer.give($0) })
      }
    } onCancel: {
      cancelled.raise()
      engine.noticeCancellation()
      answer.give(TransferReply(end: .cancelled, isBodySent: cancelled.hasBegun))
    }
  }
}

/// Raised once, from any thread.
final class CancelFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  private let begun = Atomic<Bool>(false)
  /// Something of the exchange may have reached the peer.
  var hasBegun: Bool { begun.load(ordering: .acquiring) }
  func begin() { begun.store(true, ordering: .releasing) }
  var isRaised: Bool { flag.load(ordering: .acquiring) }
  func raise() { flag.store(true, ordering: .releasing) }
}
