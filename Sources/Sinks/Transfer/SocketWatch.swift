import CCurl
import Glibc

/// What libcurl waits for: sockets in an epoll set, and one moment. Lives on the engine's thread; only `bell` is for others.
///
/// With `curl_multi_perform` every turn walks over all connections and polls each; so only those are touched that have
/// something to say.
final class SocketWatch {
  /// Another thread rings it.
  let bell: Int32
  private let epoll: Int32
  /// Monotonic milliseconds; nil: libcurl waits for no moment.
  private var deadline: Int64?
  private var ready = [daopai_ready](repeating: daopai_ready(), count: 64)

  init(bell: Int32) {
    self.bell = bell
    epoll = daopai_epoll_make()
    precondition(epoll >= 0, "epoll_create1: \(errno)")
    daopai_epoll_watch(epoll, bell, CURL_POLL_IN)
  }

  deinit { close(epoll) }

  /// The handle tells us from now on; we must outlive it.
  func watch(_ multi: UnsafeMutableRawPointer) {
    deadline = nil
    daopai_curl_watch(
      multi,
      { _, socket, what, me, _ in
        SocketWatch.from(me).set(socket, what)
        return 0
      },
      { _, milliseconds, me in
        SocketWatch.from(me).set(milliseconds)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private static func from(_ me: UnsafeMutableRawPointer?) -> SocketWatch {
    guard let me else { fatalError("libcurl lost our pointer") }
    return Unmanaged<SocketWatch>.fromOpaque(me).takeUnretainedValue()
  }

  private func set(_ socket: curl_socket_t, _ what: Int32) { daopai_epoll_watch(epoll, socket, what) }
  private func set(_ milliseconds: Int) {
    deadline = milliseconds < 0 ? nil : SocketWatch.milliseconds() + Int64(milliseconds)
  }

  /// Has libcurl do what is due by now.
  func catchUp(_ multi: UnsafeMutableRawPointer) {
    var running: Int32 = 0
    while let due = deadline, due <= SocketWatch.milliseconds() {
      // It may set the next moment while it works.
      deadline = nil
      curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
    }
  }

  /// Sleeps until a socket, the bell or the moment, and has libcurl deal with it.
  ///
  /// - Parameter longest: milliseconds; -1: for ever.
  func wait(_ multi: UnsafeMutableRawPointer, longest: Int32) {
    var pause = longest
    if let deadline {
      let left = Int32(clamping: max(0, deadline - SocketWatch.milliseconds()))
      pause = longest < 0 ? left : min(longest, left)
    }
    let count = daopai_epoll_wait(epoll, &ready, Int32(ready.count), pause)
    var running: Int32 = 0
    for item in ready.prefix(Int(max(0, count))) {
      if item.fd == bell {
        daopai_bell_hear(bell)
      } else {
        curl_multi_socket_action(multi, item.fd, item.what, &running)
      }
    }
    catchUp(multi)
  }

  static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }
}
