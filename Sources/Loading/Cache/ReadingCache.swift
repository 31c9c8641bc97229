import Core

/// What was read of large ledger files, kept from one load to the next: reading takes most of the time of a load.
///
/// Only a file in which nothing at all was found fault with is kept, under a key of its bytes and its name; and it is used
/// only where what it may refer to (calendars, parties, policies, defaults) is what it was. A key says everything that
/// reading depends on, so that an entry is right or not there.
package struct ReadingCache: Sendable {
  /// Tells programs apart: another program may read the same file otherwise.
  package var edition: String
  /// A hash that two inputs never share, as text.
  package var hash: @Sendable ([UInt8]) -> String
  /// The bytes kept under a key, if they are there and sound.
  package var entry: @Sendable (_ key: String) -> [UInt8]?
  package var keep: @Sendable (_ key: String, _ bytes: [UInt8]) -> Void

  package init(
    edition: String, hash: @escaping @Sendable ([UInt8]) -> String, entry: @escaping @Sendable (String) -> [UInt8]?,
    keep: @escaping @Sendable (String, [UInt8]) -> Void
  ) {
    self.edition = edition
    self.hash = hash
    self.entry = entry
    self.keep = keep
  }

  /// Smaller files are read as fast as they are looked up.
  static let smallestFile = 128 << 10

  /// - Parameter mapping: the bytes of the mapping that a table is read with.
  func key(of file: SourceFile, _ bytes: [UInt8], mapping: [UInt8] = []) -> String {
    hash(Array("\(edition)\n\(file.name)\n\(hash(mapping))\n\(hash(bytes))".utf8))
  }
}

extension References {
  /// The same for references that a ledger is read alike with.
  func digest(_ hash: ([UInt8]) -> String) -> String {
    var lines = ["default \(defaultCalendar)"]
    lines += defaultPolicies.map { "policy by default \($0)" }
    lines += calendars.keys.sorted().map { "calendar \($0)" }
    lines += policies.sorted { $0.key < $1.key }.map {
      "policy \($0.key) \($0.value.written) \($0.value.applies as Any)"
    }
    lines += parties.names.map { "party \($0.name) = \($0.id)" }
    return hash(Array(lines.joined(separator: "\n").utf8))
  }
}
