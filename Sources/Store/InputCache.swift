import Foundation
import Glibc

/// Bytes that can be made again, each entry under its key with its hash before it. Whatever is wrong with an entry, it is
/// as though it were not there.
///
///     cache/KEY      32 bytes: SHA-256 of the rest; the rest
package final class InputCache: Sendable {
  private let folder: URL

  package init(stateDirectory: String) {
    folder = URL(fileURLWithPath: stateDirectory, isDirectory: true).appendingPathComponent("cache")
  }

  package static func hash(_ bytes: [UInt8]) -> String { Digest.sha256(bytes).hex }

  package func entry(_ key: String) -> [UInt8]? {
    let path = folder.appendingPathComponent(key).path
    guard let data = FileManager.default.contents(atPath: path), data.count >= Digest.size else { return nil }
    let bytes = [UInt8](data.dropFirst(Digest.size))
    guard Digest.sha256(bytes) == data.prefix(Digest.size) else { return nil }
    utimes(path, nil)  // its time says when it was last in use
    return bytes
  }

  package func keep(_ key: String, _ bytes: [UInt8]) {
    let files = FileManager.default
    try? files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let target = folder.appendingPathComponent(key)
    // Without an entry the file is read again, which is all that a full disk costs.
    try? (Digest.sha256(bytes) + Data(bytes)).write(to: target, options: .atomic)
    try? files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target.path)
  }

  /// Drops what has not been in use since a moment.
  ///
  /// - Parameter moment: in seconds since 1970, by the clock of the file system.
  package func prune(before moment: Int64) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let path = folder.appendingPathComponent(name).path
      let used = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      if let used, Int64(used.timeIntervalSince1970) < moment { try? files.removeItem(atPath: path) }
    }
  }
}
