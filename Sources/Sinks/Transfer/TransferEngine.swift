import CCurl
import Core
import Glibc
import Synchronization

/// The thread behind a `Transfer`, with the multi handle that only it drives.
///
/// Others reach it through the inbox and `curl_multi_wakeup`, both under one lock: the handle is replaced when the
/// thread has been idle for a while, to close pooled connections, and must not be woken while it goes.
final class TransferEngine: Sendable {
  private struct Inbox {
    var submitted: [TransferExchange] = []
    var hasCancellations = false
    var isClosed = false
    /// A `CURLM *` as a number: pointers are not Sendable. 0 once the thread is gone.
    var multi: UInt
  }

  private let inbox: Mutex<Inbox>
  private let limit: Int
  /// Idle connections are closed after this.
  private static let lingerMilliseconds: Int32 = 20_000

  init(limit: Int) {
    self.limit = limit
    _ = TransferEngine.globalSetUp
    inbox = Mutex(Inbox(multi: TransferEngine.makeMulti()))
  }

  /// libcurl's own set-up, once a process. 3: `CURL_GLOBAL_ALL`, which Swift does not import.
  private static let globalSetUp: CURLcode = curl_global_init(3)

  private static func makeMulti() -> UInt {
    guard let multi = curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
    return UInt(bitPattern: multi)
  }

  private static func makeEasy() -> UnsafeMutableRawPointer {
    guard let easy = curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
    return easy
  }

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
    inbox.withLock { inbox in
      // The thread takes all there is whenever it wakes: it is woken for the first.
      let isWoken = !inbox.submitted.isEmpty || inbox.hasCancellations
      body(&inbox)
      if isWoken { return }
      if let multi = UnsafeMutableRawPointer(bitPattern: inbox.multi) { curl_multi_wakeup(multi) }
    }
  }

  // MARK: The thread

  private func run() {
    blockAllSignals()
    var multi = handle()
    var waiting: [TransferExchange] = []
    var next = 0  // in `waiting`
    var active: [UnsafeMutableRawPointer: TransferExchange] = [:]
    // A fresh easy handle costs ten times what it does to use one again.
    var spare: [UnsafeMutableRawPointer] = []
    var hasPool = false

    while true {
      let (submitted, hasCancellations, isClosed) = inbox.withLock { inbox in
        defer {
          inbox.submitted.removeAll()
          inbox.hasCancellations = false
        }
        return (inbox.submitted, inbox.hasCancellations, inbox.isClosed)
      }
      waiting += submitted
      if hasCancellations {
        // Those that wait are passed over when it is their turn; `Transfer` has answered for them.
        for (easy, exchange) in active where exchange.isCancelled {
          curl_multi_remove_handle(multi, easy)
          active[easy] = nil
          exchange.finish(.cancelled)
          curl_easy_cleanup(easy)
        }
      }

      while active.count < limit, next < waiting.count {
        let exchange = waiting[next]
        next += 1
        guard !exchange.isCancelled else {
          exchange.finish(.cancelled)
          continue
        }
        let easy = spare.popLast() ?? TransferEngine.makeEasy()
        exchange.begin(easy)
        let code = curl_multi_add_handle(multi, easy)
        guard code == CURLM_OK else {
          exchange.finish(.failed(String(cString: curl_multi_strerror(code)), isRefusal: false))
          curl_easy_cleanup(easy)
          continue
        }
        active[easy] = exchange
        hasPool = true
      }
      if next == waiting.count || next > 1024 {
        waiting.removeFirst(next)
        next = 0
      }

      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      var isFinishing = false
      var left: Int32 = 0
      while let message = curl_multi_info_read(multi, &left) {
        guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
        let result = daopai_curl_msg_result(message)
        curl_multi_remove_handle(multi, easy)
        let exchange = active.removeValue(forKey: easy)
        exchange?.finish(result)
        // Options and secrets go; the pool of connections belongs to the multi handle.
        withExtendedLifetime(exchange) { curl_easy_reset(easy) }
        spare.append(easy)
        isFinishing = true
      }
      if isFinishing { continue }  // places came free

      if active.isEmpty, isClosed { break }
      if active.isEmpty, hasPool {
        let before = TransferEngine.milliseconds()
        curl_multi_poll(multi, nil, 0, TransferEngine.lingerMilliseconds, nil)
        if TransferEngine.milliseconds() - before >= Int64(TransferEngine.lingerMilliseconds) {
          multi = replaceHandle()
          hasPool = false
          spare.forEach { curl_easy_cleanup($0) }
          spare = []
        }
      } else {
        curl_multi_poll(multi, nil, 0, .max, nil)
      }
    }
    spare.forEach { curl_easy_cleanup($0) }
    inbox.withLock { inbox in
      curl_multi_cleanup(multi)
      inbox.multi = 0
    }
  }

  private func handle() -> UnsafeMutableRawPointer {
    guard let multi = inbox.withLock({ UnsafeMutableRawPointer(bitPattern: $0.multi) }) else {
      fatalError("the thread owns its handle")
    }
    return multi
  }

  /// Closes every pooled connection.
  private func replaceHandle() -> UnsafeMutableRawPointer {
    inbox.withLock { inbox in
      curl_multi_cleanup(UnsafeMutableRawPointer(bitPattern: inbox.multi))
      inbox.multi = TransferEngine.makeMulti()
    }
    return handle()
  }

  private static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }
}
