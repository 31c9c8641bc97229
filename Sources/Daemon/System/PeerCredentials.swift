import CLinux
import Glibc

/// Who is at the other end of a control connection, as the kernel saw them when they connected.
package struct PeerCredentials: Hashable, Sendable {
  package let uid: UInt32

  /// `uid 1000 (zhang)`
  package var actor: String {
    guard let name = userName else { return "uid \(uid)" }
    return "uid \(uid) (\(name))"
  }

  private var userName: String? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 4096)
    guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return String(cString: entry.pw_name)
  }
}
