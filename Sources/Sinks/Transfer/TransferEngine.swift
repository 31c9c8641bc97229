import CCurl
import Core
import Glibc
import Synchronization

/// The thread behind a `Transfer`, with the multi handle that only it drives. Others reach it through the inbox and the bell.
final class TransferEngine: Sendable {
  private struct Inbox {
    var submitted: [TransferExchange] = []
    var hasCancellations = false
    var isClosed = false
  }

  private let inbox = Mutex(Inbox())
  private let bell: Int32
  private let limit: Int
  /// Idle connections are closed after this.
  private static let lingerMilliseconds: Int32 = 20_000

  init(limit: Int) {
    self.limit = limit
    _ = TransferEngine.globalSetUp
    bell = daopai_bell_make()
    precondition(bell >= 0, "eventfd: \(errno)")
  }

  deinit { Glibc.close(bell) }

  /// libcurl's own set-up, once a process. 3: `CURL_GLOBAL_ALL`, which Swift does not import.
  private static let globalSetUp: CURLcode = curl_global_init(3)

  func start() {
    var thread: pthread_t = 0
    let box = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<TransferEngine>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box)
    precondition(code == 0, "pthread_create: \(code)")
    pthread_detach(thread)
  }

  func submit(_ exchange: TransferExchange) { change { $0.submitted.append(exchange) } }
  func noticeCancellation() { change { $0.hasCancellations = true } }
  func close() { change { $0.isClosed = true } }

  private func change(_ body: (inout Inbox) -> Void) {
    let isFirst = inbox.withLock { inbox in
      // The thread takes all there is whenever it wakes: it is woken for the first.
      defer { body(&inbox) }
      return inbox.submitted.isEmpty && !inbox.hasCancellations
    }
    if isFirst { daopai_bell_ring(bell) }
  }

  // MARK: The thread

  private func run() {
    blockAllSignals()
    let watch = SocketWatch(bell: bell)
    var line = TransferLine(watch)
    var waiting: [TransferExchange] = []
    var next = 0  // in `waiting`

    while true {
      let (submitted, hasCancellations, isClosed) = inbox.withLock { inbox in
        defer {
          inbox.submitted.removeAll(keepingCapacity: true)
          inbox.hasCancellations = false
        }
        return (inbox.submitted, inbox.hasCancellations, inbox.isClosed)
      }
      waiting += submitted
      // Those that wait are passed over when it is their turn; `Transfer` has answered for them.
      if hasCancellations { line.breakOffCancelled() }
      repeat {
        while line.count < limit, next < waiting.count {
          line.begin(waiting[next])
          next += 1
        }
        watch.catchUp(line.multi)
        // Places that came free are filled before anything is waited for.
      } while line.finishEnded() && next < waiting.count
      if next == waiting.count || next > 1024 {
        waiting.removeFirst(next)
        next = 0
      }
      if line.count == 0, isClosed, waiting.isEmpty { break }
      let longest = line.count == 0 && line.hasPool ? Self.lingerMilliseconds : -1
      let before = longest < 0 ? 0 : SocketWatch.milliseconds()
      watch.wait(line.multi, longest: longest)
      if longest >= 0, SocketWatch.milliseconds() - before >= Int64(longest) { line.hangUp() }
    }
    line.end()
  }
}
