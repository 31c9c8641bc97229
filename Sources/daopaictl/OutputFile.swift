import Glibc

/// A file that a command was asked to write.
enum OutputFile {
  /// A regular file whole or not at all: another takes its place, with the owner and the mode of the old one. What is
  /// none (a device, a pipe) is written to, as a shell would, and never replaced. Links stay links.
  static func write(_ text: String, to path: String) throws {
    do throws(Errno) {
      var status = stat()
      if stat(path, &status) == 0 {
        // What is reached by a link that names nothing, as `/dev/stdout` may be, has no place to be put in.
        if isRegular(status), let file = resolved(path) { return try replace(file, status, by: text) }
        return try fill(path, with: text, flags: 0)
      }
      // A link to what is not there yet.
      if lstat(path, &status) == 0 { return try fill(path, with: text, flags: O_CREAT) }
      try replace(path, nil, by: text)
    } catch {
      let reason = String(cString: strerror(error.code))
      throw Failure(say("无法写入 \(path)：\(reason)", "cannot write \(path): \(reason)"))
    }
  }

  private struct Errno: Error {
    var code = errno
  }

  private static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

  /// Without links.
  private static func resolved(_ path: String) -> String? {
    guard let bytes = realpath(path, nil) else { return nil }
    defer { free(bytes) }
    return String(cString: bytes)
  }

  /// In its place.
  private static func fill(_ path: String, with text: String, flags: Int32) throws(Errno) {
    let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | flags, 0o666)
    guard file >= 0 else { throw Errno() }
    do throws(Errno) { try write(text, file) } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else { throw Errno() }
  }

  /// - Parameter old: what stands there; nil: nothing.
  private static func replace(_ path: String, _ old: stat?, by text: String) throws(Errno) {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    // Names a file that is there for nobody else, which it has made.
    var draft = Array("\(folder).daopaictl-XXXXXX".utf8CString)
    let file = mkstemp(&draft)
    guard file >= 0 else { throw Errno() }
    do throws(Errno) {
      try write(text, file)
      if let old { try carryOver(old, to: file) } else { try openUp(file) }
      guard fsync(file) == 0, rename(draft, path) == 0 else { throw Errno() }
    } catch {
      close(file)
      unlink(draft)
      throw error
    }
    close(file)
  }

  /// Owner and group where that is permitted. Where the group is not, its members get no more than others, and a program
  /// that runs as its owner must not run as another.
  private static func carryOver(_ old: stat, to file: Int32) throws(Errno) {
    var mode = old.st_mode & 0o7777
    if fchown(file, old.st_uid, gid_t.max) != 0 { mode &= ~(S_ISUID | S_ISGID) }
    if fchown(file, uid_t.max, old.st_gid) != 0 { mode &= ~(S_ISGID | S_IRWXG) | (mode & S_IRWXO) << 3 }
    guard fchmod(file, mode) == 0 else { throw Errno() }
  }

  /// As a new file is.
  private static func openUp(_ file: Int32) throws(Errno) {
    let mask = umask(0)
    umask(mask)
    guard fchmod(file, 0o666 & ~mask) == 0 else { throw Errno() }
  }

  private static func write(_ text: String, _ file: Int32) throws(Errno) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Errno() }
      sent += count
    }
  }
}
