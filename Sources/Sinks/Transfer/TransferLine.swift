import CCurl
import Glibc

/// The exchanges under way on one multi handle, and the handles at rest. Touched by the engine's thread alone.
struct TransferLine {
  private(set) var multi: UnsafeMutableRawPointer
  /// Connections may be open.
  private(set) var hasPool = false
  private let watch: SocketWatch
  private var active: [UnsafeMutableRawPointer: TransferExchange] = [:]
  /// A fresh easy handle costs ten times what it does to use one again; one that is set up for the same peer even less.
  private var spare: [(easy: UnsafeMutableRawPointer, setUp: TransferSetUp?)] = []

  init(_ watch: SocketWatch) {
    self.watch = watch
    multi = TransferLine.makeMulti(watch)
  }

  private static func makeMulti(_ watch: SocketWatch) -> UnsafeMutableRawPointer {
    guard let multi = curl_multi_init() else { fatalError("curl_multi_init: out of memory") }
    watch.watch(multi)
    return multi
  }

  var count: Int { active.count }

  mutating func begin(_ exchange: TransferExchange) {
    guard !exchange.isCancelled else { return exchange.finish(.cancelled) }
    let (easy, setUp) = handle()
    if exchange.setUp == nil || exchange.setUp != setUp {
      curl_easy_reset(easy)
      exchange.setUp(easy)
    }
    exchange.begin(easy)
    let code = curl_multi_add_handle(multi, easy)
    guard code == CURLM_OK else {
      exchange.finish(.failed(String(cString: curl_multi_strerror(code)), isRefusal: false))
      curl_easy_cleanup(easy)
      return
    }
    active[easy] = exchange
    hasPool = true
  }

  private mutating func handle() -> (UnsafeMutableRawPointer, TransferSetUp?) {
    if let last = spare.popLast() { return last }
    guard let easy = curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
    return (easy, nil)
  }

  /// - Returns: whether there were any.
  mutating func finishEnded() -> Bool {
    var (isAny, isOutOfStep) = (false, false)
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let result = daopai_curl_msg_result(message)
      if result != CURLE_OK, active[easy]?.setUp == nil {
        TransferLine.cut(easy)
        isOutOfStep = true
      }
      curl_multi_remove_handle(multi, easy)
      guard let exchange = active.removeValue(forKey: easy) else { continue }
      exchange.finish(result)
      // A letter's options and secrets go; the pool of connections belongs to the multi handle.
      if exchange.setUp == nil { curl_easy_reset(easy) }
      spare.append((easy, exchange.setUp))
      isAny = true
    }
    // Letters go one at a time.
    if isOutOfStep, active.isEmpty { hangUp() }
    return isAny
  }

  /// libcurl keeps a connection on which the reply to a letter did not come in time, and would take that reply, when it comes, for
  /// the next letter's. Cut first, because it says goodbye before it hangs up, and waits for an answer to that with the thread.
  private static func cut(_ easy: UnsafeMutableRawPointer) {
    var socket = curl_socket_t(-1)
    guard daopai_curl_get_socket(easy, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0 else { return }
    shutdown(socket, Int32(SHUT_RDWR))
  }

  mutating func breakOffCancelled() {
    for (easy, exchange) in active where exchange.isCancelled {
      curl_multi_remove_handle(multi, easy)
      active[easy] = nil
      exchange.finish(.cancelled)
      curl_easy_cleanup(easy)
    }
  }

  /// Closes every connection, once nothing is under way.
  mutating func hangUp() {
    end()
    spare = []
    multi = TransferLine.makeMulti(watch)
    hasPool = false
  }

  func end() {
    spare.forEach { curl_easy_cleanup($0.easy) }
    curl_multi_cleanup(multi)
  }
}
