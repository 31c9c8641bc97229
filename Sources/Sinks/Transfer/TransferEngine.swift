import CCurl
import Core
import Glibc
import Synchronization

/// The thread behind a `Transfer`, with the multi handle that only it drives. Others reach it through the inbox and the bell.
final class TransferEngine: Sendable {
  private struct Inbox {
    var submitted: [TransferExchange] = []
    var jobs: [UnownedJob] = []
    var hasCancellations = false
    var isClosed = false

    var isEmpty: Bool { submitted.isEmpty && jobs.isEmpty && !hasCancellations }

    /// Whether it is closed stays.
    mutating func empty() -> Inbox {
      defer { self = Inbox(isClosed: isClosed) }
      return self
    }
  }

  private let inbox = Mutex(Inbox())
  private let bell = Bell()
  private let limit: Int
  /// The `pthread_t`; 0: it has not begun.
  private let thread = Atomic<UInt>(0)
  /// Idle connections are closed after this.
  private static let lingerMilliseconds: Int32 = 20_000

  init(limit: Int) {
    self.limit = limit
    _ = TransferEngine.globalSetUp
  }

  /// libcurl's own set-up, once a process. 3: `CURL_GLOBAL_ALL`, which Swift does not import.
  private static let globalSetUp: CURLcode = curl_global_init(3)

  /// - Parameter executor: whose jobs the thread runs besides.
  /// - Returns: 0 or an error number: then there is no thread.
  func start(as executor: UnownedTaskExecutor) -> Int32 {
    let start = Unmanaged.passRetained(ThreadStart(engine: self, executor: executor))
    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
        start.engine.run(as: start.executor)
        return nil
      }, start.toOpaque())
    if code == 0 { pthread_detach(thread) } else { start.release() }
    return code
  }

  private final class ThreadStart {
    let engine: TransferEngine
    let executor: UnownedTaskExecutor
    init(engine: TransferEngine, executor: UnownedTaskExecutor) {
      self.engine = engine
      self.executor = executor
    }
  }

  func submit(_ exchange: TransferExchange) { change { $0.submitted.append(exchange) } }
  func run(_ job: UnownedJob) { change { $0.jobs.append(job) } }
  func noticeCancellation() { change { $0.hasCancellations = true } }
  func close() { change { $0.isClosed = true } }

  private func change(_ body: (inout Inbox) -> Void) {
    let isFirst = inbox.withLock { inbox in
      // The thread takes all there is whenever it wakes: it is woken for the first.
      defer { body(&inbox) }
      return inbox.isEmpty
    }
    // It looks by itself before it sleeps.
    if isFirst, thread.load(ordering: .relaxed) != pthread_self() { bell.ring() }
  }

  // MARK: The thread

  private func run(as executor: UnownedTaskExecutor) {
    blockSignals()
    thread.store(pthread_self(), ordering: .relaxed)
    let watch = SocketWatch(bell: bell)
    var line = TransferLine(watch)
    var waiting: [TransferExchange] = []
    var next = 0  // in `waiting`

    while true {
      let news = inbox.withLock { $0.empty() }
      for job in news.jobs { job.runSynchronously(on: executor) }
      waiting += news.submitted
      // Those that wait are passed over when it is their turn; `Transfer` has answered for them.
      if news.hasCancellations { line.breakOffCancelled() }
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
      // The jobs above may have put in more, or been the last to hold on to us.
      let (isEmpty, isClosed) = inbox.withLock { ($0.isEmpty, $0.isClosed) }
      if !isEmpty { continue }
      if line.count == 0, isClosed, waiting.isEmpty { break }
      let longest = line.count == 0 && line.hasPool ? Self.lingerMilliseconds : -1
      let before = longest < 0 ? 0 : SocketWatch.milliseconds()
      watch.wait(line.multi, longest: longest)
      if longest >= 0, SocketWatch.milliseconds() - before >= Int64(longest) { line.hangUp() }
    }
    line.end()
  }
}
