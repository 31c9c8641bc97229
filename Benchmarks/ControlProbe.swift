import Glibc

/// Asks over the control socket, on one connection.
struct ControlProbe: ~Copyable {
  private let socket: Int32

  init(_ path: String) throws {
    socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard code == 0 else { throw StormFailure("nobody listens at \(path)") }
  }

  deinit { close(socket) }

  func get(_ target: String) throws {
    let request = "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n"
    guard write(socket, request, request.utf8.count) == request.utf8.count else { throw StormFailure("cut off") }
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    repeat {
      let count = read(socket, &room, room.count)
      guard count > 0 else { throw StormFailure("cut off") }
      bytes += room[..<count]
    } while !isWhole(bytes)
    guard bytes.starts(with: "HTTP/1.1 200".utf8) else {
      throw StormFailure(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let end = text.utf8.indices.first(where: { text.utf8[$0...].starts(with: "\r\n\r\n".utf8) }) else {
      return false
    }
    let head = text[..<end]
    let body = text.utf8.distance(from: end, to: text.utf8.endIndex) - 4
    if head.contains("transfer-encoding: chunked") { return text.hasSuffix("0\r\n\r\n") }
    let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
    return body >= line.flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
  }
}
