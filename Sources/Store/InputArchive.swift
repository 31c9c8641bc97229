import Foundation
import Glibc

/// The files of every configuration that was ever in force, so that a plan can be made again as it was.
///
///     inputs/HASH        the bytes of a file, under the SHA-256 of them: a file that stays the same is kept once
///     inputs/HASH.list   a load: a line `HASH NAME` for each of its files, under the SHA-256 of the lines
///
/// The journal names the list of each load, so what is kept is covered by the chain, and what was changed since is found.
package struct InputArchive: Sendable {
  private let folder: URL

  package init(stateDirectory: String) {
    folder = URL(fileURLWithPath: stateDirectory, isDirectory: true).appendingPathComponent("inputs")
  }

  /// Loads kept; those written last stay.
  private static let kept = 2_000

  /// Takes the files of one load.
  package final class Writer {
    private let folder: URL
    private var names: [String: String] = [:]
    private var failure: (any Error)?

    fileprivate init(_ folder: URL) { self.folder = folder }

    /// - Parameter name: relative to the configuration directory.
    package func keep(_ name: String, _ bytes: [UInt8]) {
      let hash = Digest.sha256(bytes).hex
      names[name] = hash
      guard failure == nil else { return }
      do { try InputArchive.write(Data(bytes), as: hash, in: folder) } catch { failure = error }
    }

    /// - Returns: what the journal calls the load.
    package func finish() throws -> String {
      if let failure { throw failure }
      let lines = names.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
      let hash = Digest.sha256(Array(lines.utf8)).hex
      try InputArchive.write(Data(lines.utf8), as: "\(hash).list", in: folder)
      return hash
    }
  }

  package func writer() -> Writer { Writer(folder) }

  /// Already there means already right: the name is the hash.
  private static func write(_ data: Data, as name: String, in folder: URL) throws {
    let target = folder.appendingPathComponent(name)
    let files = FileManager.default
    if files.fileExists(atPath: target.path) {
      utimes(target.path, nil)  // its time says when it was last in use
      return
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try data.write(to: target, options: .atomic)
    try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target.path)
  }

  /// Has `body` work on a directory with the files of a load, gone when it returns.
  package func withRestored<Value>(_ load: String, _ body: (String) throws -> Value) throws -> Value {
    let files = FileManager.default
    let place = files.temporaryDirectory.appendingPathComponent("daopai-inputs-\(UUID().uuidString)")
    try files.createDirectory(at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? files.removeItem(at: place) }
    for line in String(decoding: try read("\(load).list", hash: load), as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, !parts[1].split(separator: "/").contains(".."), !parts[1].hasPrefix("/") else {
        throw StoreError.damaged("the list \(load) of a load names \"\(line)\"")
      }
      let target = place.appendingPathComponent(String(parts[1]))
      try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try read(String(parts[0]), hash: String(parts[0])).write(to: target)
    }
    return try body(place.path)
  }

  private func read(_ name: String, hash: String) throws -> Data {
    let path = folder.appendingPathComponent(name)
    guard let data = try? Data(contentsOf: path) else {
      throw StoreError.failed("the files of that load are not kept any more (\(path.path))")
    }
    guard Digest.sha256(Array(data)).hex == hash else {
      throw StoreError.damaged("\(path.path) is not what was loaded: its hash differs")
    }
    return data
  }

  /// Drops the oldest loads, and files that none of the others uses.
  package func prune() throws {
    let files = FileManager.default
    guard let names = try? files.contentsOfDirectory(atPath: folder.path) else { return }
    let lists = names.filter { $0.hasSuffix(".list") }
    guard lists.count > InputArchive.kept else { return }
    let dated = try lists.map { name in
      let attributes = try files.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
      return (name: name, at: attributes[.modificationDate] as? Date ?? .distantPast)
    }.sorted { $0.at > $1.at }
    var used: Set<String> = []
    for list in dated.prefix(InputArchive.kept) {
      used.insert(list.name)
      let text = String(decoding: try Data(contentsOf: folder.appendingPathComponent(list.name)), as: UTF8.self)
      for line in text.split(separator: "\n") { used.insert(String(line.prefix { $0 != " " })) }
    }
    for name in names where !used.contains(name) { try files.removeItem(at: folder.appendingPathComponent(name)) }
  }
}
