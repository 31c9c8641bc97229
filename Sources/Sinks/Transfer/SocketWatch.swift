import CCurl
import Glibc

/// What libcurl waits for: sockets, and one moment. Lives on the engine's thread; only `bell` is for others.
///
/// With `curl_multi_perform` every turn walks over all connections; so only those are touched that have something to say. A list for
/// `poll` and no epoll set: there are a few sockets, and libcurl forgets and takes up one for each post, which is two calls of the
/// kernel more.
final class SocketWatch {
  /// Another thread rings it.
  let bell: Bell
  /// The bell, then the sockets.
  private var watched: [pollfd]
  /// Monotonic milliseconds; nil: libcurl waits for no moment.
  private var deadline: Int64?
  private var ready: [(socket: curl_socket_t, what: Int32)] = []

  init(bell: Bell) {
    self.bell = bell
    watched = [pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)]
  }

  /// The handle tells us from now on; we must outlive it.
  func watch(_ multi: UnsafeMutableRawPointer) {
    deadline = nil
    watched.removeLast(watched.count - 1)
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

  /// - Parameter what: `CURL_POLL_REMOVE` forgets the socket.
  private func set(_ socket: curl_socket_t, _ what: Int32) {
    let place = watched.firstIndex { $0.fd == socket }
    guard what != CURL_POLL_REMOVE else {
      guard let place, let last = watched.popLast() else { return }
      if place < watched.count { watched[place] = last }
      return
    }
    let events = Int16((what & CURL_POLL_IN != 0 ? POLLIN : 0) | (what & CURL_POLL_OUT != 0 ? POLLOUT : 0))
    if let place {
      watched[place].events = events
    } else {
      watched.append(pollfd(fd: socket, events: events, revents: 0))
    }
  }
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
    guard poll(&watched, nfds_t(watched.count), pause) > 0 else { return catchUp(multi) }
    if watched[0].revents != 0 { bell.hear() }
    // libcurl changes the list while it deals with what is ready.
    ready.removeAll(keepingCapacity: true)
    for item in watched.dropFirst() where item.revents != 0 { ready.append((item.fd, SocketWatch.said(item.revents))) }
    // None should be closed that libcurl has not had forgotten; it would be reported for ever.
    watched.removeAll { Int32($0.revents) & POLLNVAL != 0 }
    var running: Int32 = 0
    for item in ready { curl_multi_socket_action(multi, item.socket, item.what, &running) }
    catchUp(multi)
  }

  private static func said(_ events: Int16) -> Int32 {
    let events = Int32(events)
    return (events & POLLIN != 0 ? CURL_CSELECT_IN : 0) | (events & POLLOUT != 0 ? CURL_CSELECT_OUT : 0)
      | (events & (POLLERR | POLLHUP) != 0 ? CURL_CSELECT_ERR : 0)
  }

  static func milliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
  }
}
