import Glibc

/// A secret that cannot be printed by accident.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The bytes themselves; only for handing to the peer or the signature.
  package let bytes: [UInt8]
  package init(bytes: [UInt8]) { self.bytes = bytes }
  package init(_ text: String) { bytes = Array(text.utf8) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var description: String { "***" }
  package var debugDescription: String { "***" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where files that settings name without a full path are looked up: systemd's credentials first.
package struct SecretPlaces: Sendable {
  package var credentialsDirectory: String?
  package var configurationDirectory: String

  package init(configurationDirectory: String) {
    self.configurationDirectory = configurationDirectory
    credentialsDirectory = getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
  }

  package init(configurationDirectory: String, credentialsDirectory: String?) {
    self.configurationDirectory = configurationDirectory
    self.credentialsDirectory = credentialsDirectory
  }

  package func resolve(_ name: String) -> String {
    if name.hasPrefix("/") { return name }
    if let credentialsDirectory, !credentialsDirectory.isEmpty {
      let path = "\(credentialsDirectory)/\(name)"
      if access(path, F_OK) == 0 { return path }
    }
    return "\(configurationDirectory)/\(name)"
  }

  package func read(_ name: String) throws(SinkSetupError) -> Secret {
    let path = resolve(name)
    let isCredential = credentialsDirectory.map { !$0.isEmpty && path.hasPrefix($0 + "/") } ?? false
    return try SecretFile.read(path, isCredential: isCredential)
  }
}

/// Reads a file that holds one secret, and refuses one that others can read.
package enum SecretFile {
  private static let maximumBytes = 4096

  /// - Parameter isCredential: below `$CREDENTIALS_DIRECTORY`, which systemd itself keeps from others: the group bits
  ///   there are an ACL mask, and root may own the file.
  package static func read(_ path: String, isCredential: Bool = false) throws(SinkSetupError) -> Secret {
    func failure(_ words: String) -> SinkSetupError { SinkSetupError(problems: ["secret file \(path): \(words)"]) }

    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw failure("not a file") }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw failure("owned by user \(status.st_uid), not by this one or root")
    }
    let forbidden: mode_t = isCredential ? 0o007 : 0o077
    guard status.st_mode & forbidden == 0 else {
      throw failure("others may read it (mode 0\(String(status.st_mode & 0o777, radix: 8))): chmod 0600")
    }

    var buffer = [UInt8](repeating: 0, count: maximumBytes + 1)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count >= 0 else { throw failure(String(cString: strerror(errno))) }
    guard count <= maximumBytes else { throw failure("longer than \(maximumBytes) bytes") }
    var bytes = Array(buffer[..<count])
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    guard !bytes.isEmpty else { throw failure("empty") }
    guard !bytes.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else { throw failure("more than one line") }
    return Secret(bytes: bytes)
  }
}
