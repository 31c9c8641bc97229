import Glibc

/// The far end of the webhooks: answers every POST with 200, on one thread, and counts.
///
/// `GET /stats` and `GET /reset` as the sink that other programs are measured with.
final class HookSink {
  private let listener: Int32
  private var watched: [pollfd] = []
  private var buffers: [Int32: [UInt8]] = [:]
  private var (requests, first, last) = (0, 0, 0)
  private var room = [UInt8](repeating: 0, count: 1 << 16)

  init(port: UInt16) {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard code == 0, listen(listener, 1024) == 0 else {
      print("bench: 127.0.0.1:\(port) is taken")
      exit(69)
    }
    watch(listener)
  }

  private func watch(_ descriptor: Int32) {
    watched.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
  }

  func run() -> Never {
    signal(SIGPIPE, SIG_IGN)
    while true {
      poll(&watched, nfds_t(watched.count), -1)
      for index in watched.indices.reversed() where watched[index].revents != 0 {
        let descriptor = watched[index].fd
        if descriptor == listener {
          let connection = accept(listener, nil, nil)
          guard connection >= 0 else { continue }
          var on: Int32 = 1
          setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
          buffers[connection] = []
          watch(connection)
        } else if !take(descriptor) {
          close(descriptor)
          buffers[descriptor] = nil
          watched.remove(at: index)
        }
      }
    }
  }

  /// - Returns: false once the peer has hung up.
  private func take(_ descriptor: Int32) -> Bool {
    let count = read(descriptor, &room, room.count)
    guard count > 0, var buffer = buffers.removeValue(forKey: descriptor) else { return false }
    buffer += room[..<count]
    var first = 0
    buffer.withUnsafeBytes { bytes in
      while let length = whole(UnsafeRawBufferPointer(rebasing: bytes[first...])) {
        answer(UnsafeRawBufferPointer(rebasing: bytes[first..<first + length]), descriptor)
        first += length
      }
    }
    buffer.removeFirst(first)
    buffers[descriptor] = buffer
    return true
  }

  /// Bytes of the first request, once all of it is there. By hand: the far end must not take the core that the near one needs.
  private func whole(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let name: StaticString = "\r\nContent-Length: "
    var body = 0
    var place = 0
    while let found = memchr(start + place, 13, bytes.count - place) {
      place = start.distance(to: found)
      let left = bytes.count - place
      if left >= 4, memcmp(found, "\r\n\r\n", 4) == 0 {
        let length = place + 4 + body
        return bytes.count >= length ? length : nil
      }
      if left > name.utf8CodeUnitCount, memcmp(found, name.utf8Start, name.utf8CodeUnitCount) == 0 {
        for byte in bytes[(place + name.utf8CodeUnitCount)...] {
          guard (48...57).contains(byte) else { break }
          body = body * 10 + Int(byte - 48)
        }
      }
      place += 1
    }
    return nil
  }

  private static let accepted = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)

  private func answer(_ request: UnsafeRawBufferPointer, _ descriptor: Int32) {
    if request.starts(with: "GET /stats".utf8) {
      let body = "{\"requests\":\(requests),\"first_ns\":\(first),\"last_ns\":\(last)}"
      let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      _ = write(descriptor, answer, answer.utf8.count)
      return
    }
    if request.starts(with: "GET /reset".utf8) {
      (requests, first, last) = (0, 0, 0)
    } else {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      last = now.tv_sec * 1_000_000_000 + now.tv_nsec
      if first == 0 { first = last }
      requests += 1
    }
    _ = write(descriptor, HookSink.accepted, HookSink.accepted.count)
  }
}
