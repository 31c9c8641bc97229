import Glibc

/// What the sink has counted: asked over a connection kept open.
struct HookStats: ~Copyable {
  private let socket: Int32

  init(port: UInt16) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard code == 0 else { throw StormFailure("nothing listens on 127.0.0.1:\(port): start `bench sink \(port)`") }
  }

  deinit { close(socket) }

  /// - Returns: how many requests came, and when the first and the last did, in ns since 1970.
  func read() throws -> (requests: Int, first: Int, last: Int) {
    let answer = try ask("/stats")
    return (number("requests", in: answer), number("first_ns", in: answer), number("last_ns", in: answer))
  }

  func reset() throws { _ = try ask("/reset") }

  private func ask(_ path: String) throws -> String {
    let request = "GET \(path) HTTP/1.1\r\nHost: sink\r\nContent-Length: 0\r\n\r\n"
    guard write(socket, request, request.utf8.count) == request.utf8.count else {
      throw StormFailure("the sink is gone")
    }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(socket, &bytes, bytes.count)
    guard count > 0 else { throw StormFailure("the sink is gone") }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private func number(_ name: String, in text: String) -> Int {
    guard let place = text.range(after: "\"\(name)\":") else { return 0 }
    return Int(text[place...].prefix { $0.isNumber }) ?? 0
  }
}

extension String {
  fileprivate func range(after prefix: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(prefix) { return index(start, offsetBy: prefix.count) }
      start = index(after: start)
    }
    return nil
  }
}
