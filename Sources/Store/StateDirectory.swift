import Glibc

/// The directory that one daemon owns while it lives: private, and held by a lock on the file `lock` in it.
package struct StateDirectory: ~Copyable, Sendable {
  package let path: String
  private let descriptor: Int32
  private let lock: Int32

  /// Opens `path`, made with mode 0700 if missing, and takes the lock. A second holder gets `StoreError.locked`.
  package init(_ path: String) throws(StoreError) {
    let (descriptor, lock) = try StateDirectory.take(path)
    self.path = path
    self.descriptor = descriptor
    self.lock = lock
  }

  private static func take(_ path: String) throws(StoreError) -> (descriptor: Int32, lock: Int32) {
    if mkdir(path, 0o700) != 0 && errno != EEXIST {
      throw .unusable("cannot make the state directory \(path): \(reason())")
    }
    let descriptor = try open(path)
    let lock = openat(descriptor, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    let error: StoreError
    if lock < 0 {
      error = .unusable("cannot open \(path)/lock: \(reason())")
    } else if flock(lock, LOCK_EX | LOCK_NB) != 0 {
      error = .locked(directory: path, process: holder(lock))
    } else {
      // For whoever is refused; the lock itself is what counts.
      let name = Array("process \(getpid())\n".utf8)
      if ftruncate(lock, 0) == 0, pwrite(lock, name, name.count, 0) == name.count { return (descriptor, lock) }
      error = .unusable("cannot write \(path)/lock: \(reason())")
    }
    if lock >= 0 { close(lock) }
    close(descriptor)
    throw error
  }

  /// Gives the lock back; a killed process leaves that to the kernel.
  deinit {
    // Closing is not enough: a child between fork and exec has the descriptor too.
    flock(lock, LOCK_UN)
    close(lock)
    close(descriptor)
  }

  /// Makes an empty file that nobody else may read, unless it is there.
  func prepare(_ name: String) throws(StoreError) {
    let file = openat(descriptor, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .unusable("cannot open \(path)/\(name): \(reason())") }
    close(file)
  }

  /// Who is behind the name `path` now: false once the directory or its lock file was moved away or replaced.
  var isInPlace: Bool {
    var held = stat()
    var named = stat()
    guard fstat(lock, &held) == 0, stat("\(path)/lock", &named) == 0 else { return false }
    return held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  /// Keeps daemons out of a directory while somebody reads it; throws `StoreError.locked` while one is in.
  struct Reading: ~Copyable {
    private let lock: Int32

    init(_ path: String) throws(StoreError) {
      let descriptor = try StateDirectory.open(path)
      defer { close(descriptor) }
      let lock = openat(descriptor, "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard lock >= 0 else { throw .unusable("\(path) is not a state directory: lock: \(reason())") }
      guard flock(lock, LOCK_SH | LOCK_NB) == 0 else {
        let holder = StateDirectory.holder(lock)
        close(lock)
        throw .locked(directory: path, process: holder)
      }
      self.lock = lock
    }

    deinit {
      flock(lock, LOCK_UN)
      close(lock)
    }
  }

  fileprivate static func open(_ path: String) throws(StoreError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unusable("cannot open the state directory \(path): \(reason())") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let why = reason()
      close(descriptor)
      throw .unusable("cannot look at \(path): \(why)")
    }
    guard status.st_uid == geteuid() else {
      close(descriptor)
      throw .unusable("\(path) belongs to uid \(status.st_uid), daopai runs as uid \(geteuid())")
    }
    guard status.st_mode & 0o022 == 0 else {
      close(descriptor)
      throw .unusable("\(path) can be written by others (mode \(String(status.st_mode & 0o7777, radix: 8))): chmod 700")
    }
    return descriptor
  }

  fileprivate static func holder(_ lock: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(lock, &bytes, bytes.count, 0)
    guard count > 0 else { return "another process" }
    return String(decoding: bytes[..<count].prefix { $0 >= 0x20 }, as: UTF8.self)
  }
}

private func reason() -> String { String(cString: strerror(errno)) }
