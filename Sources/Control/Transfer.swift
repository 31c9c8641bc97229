internal import CCurl
import Core
import FoundationEssentials
internal import Glibc

/// The only file of Control that names libcurl: one transfer over a Unix socket.
struct Transfer: ~Copyable {
  private let handle: UnsafeMutableRawPointer
  private let socketPath: String
  private let timeoutSeconds: Int
  private let responseLimit: Int
  var language = Language.en

  /// curl_global_init is not safe to run twice at once.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(socketPath: String, timeoutSeconds: Int, responseLimit: Int) throws(ControlError) {
    // sockaddr_un holds 108 bytes with the closing zero.
    guard (1...107).contains(socketPath.utf8.count), !socketPath.utf8.contains(0) else {
      throw .unreachable(socket: socketPath, reason: "a socket's path has 1 to 107 bytes")
    }
    guard Transfer.isReady, let handle = curl_easy_init() else { throw .garbage("libcurl does not start") }
    self.handle = handle
    self.socketPath = socketPath
    self.timeoutSeconds = timeoutSeconds
    self.responseLimit = responseLimit
  }

  deinit { curl_easy_cleanup(handle) }

  /// - Parameter take: is handed the body as it comes; nil: it is collected.
  mutating func perform(
    method: String, target: String, body: Data?, take: ((Data) -> Void)? = nil
  ) throws(ControlError) -> HTTPResponse {
    let sink = BodySink(limit: responseLimit)
    sink.pass = take
    let headers = configure(method: method, target: target, body: body, sink: sink)
    defer { curl_slist_free_all(headers) }
    let result = withExtendedLifetime(sink) { curl_easy_perform(handle) }
    if result != CURLE_OK { throw failure(result, sink: sink) }
    var status = 0
    guard daopai_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, status >= 100 else {
      throw .garbage("the answer has no status")
    }
    return HTTPResponse(status: status, body: sink.bytes)
  }

  private func configure(
    method: String, target: String, body: Data?, sink: BodySink
  ) -> UnsafeMutablePointer<curl_slist>? {
    set(CURLOPT_UNIX_SOCKET_PATH, socketPath)
    set(CURLOPT_URL, "http://daopai\(target)")
    // A proxy named in the environment, a redirect or another protocol has no business here.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_PROTOCOLS_STR, "http")
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_HTTP09_ALLOWED, 0)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_TIMEOUT_MS, timeoutSeconds * 1000)
    var headers = curl_slist_append(nil, "Accept: application/json, application/problem+json, text/plain")
    headers = curl_slist_append(headers, "Expect:")
    headers = curl_slist_append(headers, "Connection: close")
    headers = curl_slist_append(headers, "Accept-Language: \(language.rawValue)")
    if method == Route.Method.post.rawValue {
      set(CURLOPT_POST, 1)
      let body = body ?? Data()
      set(CURLOPT_POSTFIELDSIZE, body.count)
      body.withUnsafeBytes { bytes in
        // Copied at once, so the pointer need not outlive this call; the size must have been set before.
        _ = daopai_curl_set_pointer(
          handle, CURLOPT_COPYPOSTFIELDS,
          UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(handle)))
      }
      headers = curl_slist_append(headers, "Content-Type: \(Wire.json)")
    }
    _ = daopai_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
    _ = daopai_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque())
    _ = daopai_curl_set_transfer(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let sink = Unmanaged<BodySink>.fromOpaque(context).takeUnretainedValue()
      return sink.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }
    return headers
  }

  private func set(_ option: CURLoption, _ value: String) {
    let result = daopai_curl_set_string(handle, option, value)
    precondition(result == CURLE_OK, "libcurl refuses option \(option.rawValue)")
  }

  private func set(_ option: CURLoption, _ value: Int) {
    let result = daopai_curl_set_long(handle, option, value)
    precondition(result == CURLE_OK, "libcurl refuses option \(option.rawValue)")
  }

  private func failure(_ result: CURLcode, sink: BodySink) -> ControlError {
    let words = String(cString: curl_easy_strerror(result))
    switch result {
    case CURLE_COULDNT_CONNECT:
      var code = 0
      _ = daopai_curl_get_long(handle, CURLINFO_OS_ERRNO, &code)
      let number = Int32(truncatingIfNeeded: code)
      if number == EACCES || number == EPERM { return .notAllowed(socket: socketPath) }
      let reason = number == 0 ? words : String(cString: strerror(number))
      return .unreachable(socket: socketPath, reason: reason)
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(seconds: timeoutSeconds)
    case CURLE_WRITE_ERROR where sink.isFull: return .tooLarge(limit: responseLimit)
    default: return .garbage(words)
    }
  }
}

/// Collects a body and stops at its limit. Used by one thread at a time: `curl_easy_perform` blocks.
private final class BodySink {
  private(set) var bytes = Data()
  private(set) var isFull = false
  private let limit: Int
  var pass: ((Data) -> Void)?

  init(limit: Int) { self.limit = limit }

  func take(_ more: UnsafeRawBufferPointer) -> Bool {
    if let pass {
      pass(Data(more))
      return true
    }
    guard more.count <= limit - bytes.count else {
      isFull = true
      return false
    }
    bytes.append(contentsOf: more)
    return true
  }
}
