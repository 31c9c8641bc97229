import Foundation
import Glibc

/// The service manager's end of sd_notify(3): hears READY=1 and the rest at the moment they are said.
final class NotifySocket {
  struct Closed: Error { var heard: [String] }

  let path: String
  private let descriptor: Int32
  private var messages: AsyncStream<String>.Iterator
  /// Every message so far, a line an assignment.
  private(set) var heard: [String] = []

  init(path: String) throws {
    self.path = path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    guard try Self.withAddress(path, { bind(descriptor, $0, $1) }) == 0 else { throw POSIXError(.EADDRINUSE) }
    let (messages, say) = AsyncStream.makeStream(of: String.self)
    self.messages = messages.makeAsyncIterator()
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 64 * 1024)
      while true {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count <= 0 { break }
        say.yield(String(decoding: buffer[..<count], as: UTF8.self))
      }
      say.finish()
      close(descriptor)
    }
  }

  /// An empty datagram from ourselves ends the reader, which closes the socket.
  deinit {
    _ = try? Self.withAddress(path) { sendto(descriptor, nil, 0, Int32(MSG_DONTWAIT), $0, $1) }
    unlink(path)
  }

  /// Waits until something is said that begins so, and returns the whole assignment.
  @discardableResult func wait(for prefix: String) async throws -> String {
    while let message = await messages.next() {
      let assignments = message.split(separator: "\n").map(String.init)
      heard += assignments
      if let found = assignments.first(where: { $0.hasPrefix(prefix) }) { return found }
    }
    throw Closed(heard: heard)
  }

  private static func withAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }
}
