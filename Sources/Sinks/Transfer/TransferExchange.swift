import CCurl
import Core
import Glibc

/// One exchange on the engine's thread: an easy handle, and what came back so far.
///
/// Made by the caller, then touched by the engine's thread alone; hence unchecked.
final class TransferExchange: @unchecked Sendable {
  private static let headerBytes = 16 << 10

  private let request: TransferRequest
  /// What stays on its handle for the next to the same peer; nil: nothing does.
  let setUp: TransferSetUp?
  private let cancelled: CancelFlag
  private let resume: @Sendable (TransferReply) -> Void
  private var easy: UnsafeMutableRawPointer?
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  private var sent = 0
  /// A post's body, for as long as libcurl may read it.
  private var post: UnsafeMutableRawBufferPointer?
  /// The request was begun. libcurl would begin it anew, when a connection it used again breaks before the answer.
  private var isBegun = false
  /// It wanted to: the peer may have all of it.
  private var wasBroken = false
  private var headerLength = 0
  private var retryAfter: String?
  private var isHeaderComplete = false
  private var replyLines: [String] = []
  private var body: [UInt8] = []

  init(
    _ request: TransferRequest, cancelled: CancelFlag, resume: @escaping @Sendable (TransferReply) -> Void
  ) {
    self.request = request
    setUp = TransferSetUp(request)
    self.cancelled = cancelled
    self.resume = resume
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    errorText.deallocate()
    post?.deallocate()
  }

  var isCancelled: Bool { cancelled.isRaised }

  // MARK: Begin

  /// Gives a handle without options those that all exchanges with the same peer share.
  func setUp(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
    set(CURLOPT_URL, request.url)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROXY, "")  // never one from the environment
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connectMilliseconds)
    set(CURLOPT_TIMEOUT_MS, request.timeouts.totalMilliseconds)
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, request.timeouts.answerSeconds)
    // The peer may have closed an older one, and a POST on it would be lost or doubled.
    set(CURLOPT_MAXAGE_CONN, 15)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let caFile = request.caFile {
      set(CURLOPT_CAINFO, caFile)
      daopai_curl_set_string(easy, CURLOPT_CAPATH, nil)
    }
    daopai_curl_set_transfer(easy, CURLOPT_HEADERFUNCTION) { line, size, count, me in
      TransferExchange.from(me).takeHeader(line, size * count)
    }
    daopai_curl_set_transfer(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, me in
      TransferExchange.from(me).takeBody(bytes, size * count)
    }
    guard case .post = request.kind else { return }
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    daopai_curl_refuse_addresses(easy)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_POST, 1)
    // What comes back is short, and libcurl makes and frees this room for every answer.
    set(CURLOPT_BUFFERSIZE, 1024)
  }

  /// The rest, which is this exchange's own. The handle stays the caller's.
  func begin(_ easy: UnsafeMutableRawPointer) {
    cancelled.begin()
    self.easy = easy
    let me = Unmanaged.passUnretained(self).toOpaque()
    daopai_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    daopai_curl_set_pointer(easy, CURLOPT_HEADERDATA, me)
    daopai_curl_set_pointer(easy, CURLOPT_WRITEDATA, me)
    switch request.kind {
    case .post(let headers): beginPost(headers)
    case .mail(let envelope): beginMail(envelope)
    }
  }

  private func beginPost(_ headers: [String]) {
    // From memory, so that head and body go in one piece. libcurl could send that twice; hence the look before each.
    let body = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, request.body.count), alignment: 1)
    body.copyBytes(from: request.body)
    post = body
    set(CURLOPT_POSTFIELDSIZE, request.body.count)
    daopai_curl_set_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress)
    daopai_curl_set_before(
      easy,
      { me, _, _, _, _ in TransferExchange.from(me).mayBegin() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT },
      Unmanaged.passUnretained(self).toOpaque())
    set(CURLOPT_HTTPHEADER, headers + ["Expect:"])
  }

  private func mayBegin() -> Bool {
    if isBegun { wasBroken = true }
    defer { isBegun = true }
    return !isBegun
  }

  private func beginMail(_ envelope: TransferRequest.MailEnvelope) {
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_UPLOAD, 1)
    // No SEEKFUNCTION: libcurl cannot rewind, so it never repeats a letter behind our back.
    daopai_curl_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
    daopai_curl_set_transfer(easy, CURLOPT_READFUNCTION) { into, size, count, me in
      TransferExchange.from(me).giveOut(into, size * count)
    }
    set(CURLOPT_INFILESIZE, request.body.count)
    set(CURLOPT_MAIL_FROM, "<\(envelope.from)>")
    set(CURLOPT_MAIL_RCPT, ["<\(envelope.to)>"])
    // ALL: fails before anything is said when the server does not offer it.
    if envelope.requiresSTARTTLS { set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    if let username = envelope.username, let password = envelope.password {
      set(CURLOPT_USERNAME, username)
      set(CURLOPT_PASSWORD, password.text)
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { daopai_curl_set_long(easy, option, value) }
  private func set(_ option: CURLoption, _ value: String) { daopai_curl_set_string(easy, option, value) }
  private func set(_ option: CURLoption, _ values: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values { list = curl_slist_append(list, value) }
    daopai_curl_set_list(easy, option, list)
    if let list { lists.append(list) }
  }

  // MARK: Callbacks

  private static func from(_ me: UnsafeMutableRawPointer?) -> TransferExchange {
    guard let me else { fatalError("libcurl lost our pointer") }
    return Unmanaged<TransferExchange>.fromOpaque(me).takeUnretainedValue()
  }

  private func giveOut(_ into: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
    let count = min(room, request.body.count - sent)
    guard let into, count > 0 else { return 0 }
    request.body.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { memcpy(into, start + sent, count) }
    }
    sent += count
    return count
  }

  /// Anything but `length` breaks the transfer off.
  private func takeHeader(_ line: UnsafeMutablePointer<CChar>?, _ length: Int) -> Int {
    headerLength += length
    guard headerLength <= TransferExchange.headerBytes, let line else { return 0 }
    var bytes = UnsafeRawBufferPointer(start: line, count: length)[...]
    while let last = bytes.last, last == 0x0D || last == 0x0A { bytes.removeLast() }
    if bytes.isEmpty {
      isHeaderComplete = true
      return length
    }
    // What follows the answer's body comes this way too: a trailer, which takes nothing back.
    if case .post = request.kind, isHeaderComplete, !bytes.starts(with: "HTTP/".utf8) { return length }
    isHeaderComplete = false
    switch request.kind {
    case .mail: replyLines.append(String(decoding: bytes, as: UTF8.self))
    case .post where bytes.starts(with: "HTTP/".utf8): retryAfter = nil  // what came before was an interim answer
    case .post where bytes[0] | 0x20 == UInt8(ascii: "r"):
      let text = String(decoding: bytes, as: UTF8.self)
      if let colon = text.utf8.firstIndex(of: 0x3A), text[..<colon].lowercased() == "retry-after" {
        retryAfter = String(text[text.utf8.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
      }
    case .post: break
    }
    return length
  }

  private func takeBody(_ bytes: UnsafeMutablePointer<CChar>?, _ length: Int) -> Int {
    let count = min(length, Limits.responseBytes - body.count)
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  // MARK: End

  func finish(_ result: CURLcode) {
    if result == CURLE_OK { return finish(.complete) }
    let detail = wasBroken ? "the connection broke before the answer" : String(cString: errorText)
    let words = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
    finish(.failed(words, isRefusal: result == CURLE_SEND_ERROR))
  }

  func finish(_ end: TransferReply.End) {
    var status = 0
    if let easy {
      daopai_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
      if post != nil {
        var uploaded: curl_off_t = 0
        daopai_curl_get_offset(easy, CURLINFO_SIZE_UPLOAD_T, &uploaded)
        sent = wasBroken ? request.body.count : Int(uploaded)
        // Nothing of ours stays on the handle.
        daopai_curl_set_pointer(easy, CURLOPT_POSTFIELDS, nil)
        daopai_curl_set_list(easy, CURLOPT_HTTPHEADER, nil)
        daopai_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, nil)
      }
      self.easy = nil
    }
    for list in lists { curl_slist_free_all(list) }
    lists = []
    // What a mail server says to QUIT comes later and tells nothing.
    let words = replyLines.last { $0.hasPrefix(String(status)) } ?? ""
    resume(
      TransferReply(
        end: end, status: status, words: words, retryAfter: retryAfter, body: body,
        isBodySent: !request.body.isEmpty && sent == request.body.count, isHeaderComplete: isHeaderComplete))
  }
}
