/// Why the store refuses, in words for the operator.
package enum StoreError: Error, Hashable, Sendable {
  /// Another process holds the state directory.
  case locked(directory: String, process: String)
  /// The state directory or a file in it cannot be used.
  case unusable(String)
  /// Written by a later daopai. Nothing was changed.
  case newer(path: String, found: Int, known: Int)
  /// SQLite would not promise durability, so neither can we.
  case notDurable(synchronous: Int)
  /// What was read is not what was written.
  case damaged(String)
  /// The transaction was undone; nothing of it is stored, and the store can be used again.
  case full(String)
  case failed(String)
  /// The commit failed: stored or not, nobody knows. Exit and read again; never retry on this connection.
  case commitInDoubt(String)
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .locked(let directory, let process):
      "the state directory \(directory) is in use by \(process); stop it, or choose another with --state"
    case .unusable(let why): why
    case .newer(let path, let found, let known):
      "\(path) has schema version \(found), this daopai knows up to \(known): run the newer daopai, or restore the backup"
    case .notDurable(let synchronous):
      "SQLite runs with synchronous=\(synchronous), not FULL: a power failure could lose what was acknowledged"
    case .damaged(let what): "the store is damaged: \(what)"
    case .full(let why): "no space left for the store: \(why)"
    case .failed(let why): "the store failed: \(why)"
    case .commitInDoubt(let why): "a commit failed and may or may not have been stored: \(why)"
    }
  }
}
