import Glibc

/// A Maildir that mail is dropped into: `tmp/`, then `new/`. Calls block; one thread at a time.
struct Maildir: Sendable {
  var path: String

  /// Writes `new/KEY.eml`, whole and on disk, unless a file of that key is there or was read from there already.
  /// - Returns: the file's path, or the words of the failure.
  func drop(_ bytes: [UInt8], key: String) -> Result<String, DropFailure> {
    for folder in ["", "tmp", "new", "cur"] {
      let full = "\(path)/\(folder)"
      if mkdir(full, 0o700) != 0, errno != EEXIST { return .failure(DropFailure("mkdir \(full)")) }
    }
    let name = "\(key).eml"
    let (draft, final) = ("\(path)/tmp/\(name)", "\(path)/new/\(name)")
    if access(final, F_OK) == 0 || isRead(name) { return .success(final) }

    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return .failure(DropFailure("open \(draft)")) }
    guard write(bytes, to: file), fsync(file) == 0 else {
      let failure = DropFailure("write \(draft)")
      close(file)
      unlink(draft)
      return .failure(failure)
    }
    close(file)
    guard rename(draft, final) == 0 else { return .failure(DropFailure("rename \(final)")) }
    guard syncFolder("\(path)/new") else { return .failure(DropFailure("fsync \(path)/new")) }
    return .success(final)
  }

  /// A mail reader moves files to `cur/` and appends `:2,FLAGS`.
  private func isRead(_ name: String) -> Bool {
    guard let folder = opendir("\(path)/cur") else { return false }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let found = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if found == name || found.hasPrefix("\(name):") { return true }
    }
    return false
  }

  private func write(_ bytes: [UInt8], to file: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  private func syncFolder(_ path: String) -> Bool {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return fsync(folder) == 0
  }
}

/// What was being done, and the system's word for why it failed.
struct DropFailure: Error, Hashable {
  var words: String
  init(_ what: String) { words = "\(what): \(String(cString: strerror(errno)))" }
}
