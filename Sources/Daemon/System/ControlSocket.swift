import CSystemd
import Glibc

/// The listening control socket: inherited from systemd, or bound by ourselves.
///
/// A socket that systemd holds is never unlinked by us. One of ours is, at the end.
package struct ControlSocket: ~Copyable {
  package let descriptor: Int32
  private let ownPath: String?

  /// Takes the socket systemd passed, else binds `path` with mode 0660.
  package init(path: String) throws(SystemFailure) {
    if let inherited = ControlSocket.inherited() {
      descriptor = inherited
      ownPath = nil
      return
    }
    descriptor = try ControlSocket.bind(path)
    ownPath = path
  }

  deinit {
    if let ownPath { unlink(ownPath) }
  }

  private static func inherited() -> Int32? {
    let count = sd_listen_fds(1)
    guard count > 0 else { return nil }
    for descriptor in SD_LISTEN_FDS_START..<(SD_LISTEN_FDS_START + count)
    where sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0) > 0 {
      return descriptor
    }
    return nil
  }

  private static func bind(_ path: String) throws(SystemFailure) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemFailure("socket", errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { throw SystemFailure("control socket \(path)", ENAMETOOLONG) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    // Nobody listens there any more: the lock on the state directory is held by us.
    unlink(path)
    let old = umask(0o117)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    let code = errno
    umask(old)
    guard result == 0 else { throw SystemFailure("bind \(path)", code) }
    guard listen(descriptor, 128) == 0 else { throw SystemFailure("listen \(path)", errno) }
    return descriptor
  }
}
