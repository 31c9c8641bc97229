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
    // Looks at little: what it takes is counted as the answer's.
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var end: Int?
    repeat {
      let count = read(socket, &room, room.count)
      guard count > 0 else { throw StormFailure("cut off") }
      bytes += room[..<count]
      if end == nil { end = try ControlProbe.end(of: bytes) }
    } while bytes.count < end ?? .max
    guard bytes.starts(with: "HTTP/1.1 200".utf8) else {
      throw StormFailure(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Where an answer ends, by its head; nil: not all of that is there yet.
  private static func end(of bytes: [UInt8]) throws -> Int? {
    let mark = Array("\r\n\r\n".utf8)
    guard let head = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
    let lines = String(decoding: bytes[..<head], as: UTF8.self).lowercased().split(separator: "\r\n")
    guard let line = lines.first(where: { $0.hasPrefix("content-length:") }),
      let length = Int(line.drop { !$0.isNumber })
    else { throw StormFailure("an answer without a length: \(lines)") }
    return head + mark.count + length
  }
}
