import Foundation
import Glibc

/// Bytes to the control socket and back, well-formed or not.
final class RawConnection {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
  }

  deinit { close(descriptor) }

  /// False: the peer hung up before it had everything.
  @discardableResult func send(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count <= 0 { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Reads one answer: to the end of its body, or of the connection.
  func answer() -> (status: Int, type: String, body: String) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let head = text[..<end.lowerBound].lowercased()
        let length = RawConnection.field("content-length", in: head).flatMap { Int($0) } ?? 0
        if text[end.upperBound...].utf8.count >= length { return RawConnection.parts(text, end) }
      }
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count <= 0 { return text.isEmpty ? (0, "", "") : RawConnection.parts(text, nil) }
      bytes += chunk[..<count]
    }
  }

  /// Sends a request as it should be, and reads the answer.
  func ask(_ method: String, _ target: String, body: String = "") -> (status: Int, type: String, body: String) {
    send(
      "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    return answer()
  }

  private static func parts(_ text: String, _ end: Range<String.Index>?) -> (status: Int, type: String, body: String) {
    let head = end.map { text[..<$0.lowerBound] } ?? text[...]
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return (
      status, field("content-type", in: head.lowercased()) ?? "", end.map { String(text[$0.upperBound...]) } ?? ""
    )
  }

  private static func field(_ name: String, in head: some StringProtocol) -> String? {
    head.components(separatedBy: "\r\n").first { $0.hasPrefix(name + ":") }
      .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
  }
}
