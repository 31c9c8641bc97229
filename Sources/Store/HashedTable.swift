import Core
import GRDB

/// A table whose rows carry the hash of their leading columns.
struct HashedTable {
  let name: String
  let columns: [String]
  let insert: RowBatch.InsertStatement
  /// The last column came with a later schema: where it holds nothing, the hash does not cover it.
  let isLastAdded: Bool

  /// - Parameters:
  ///   - key: the columns that make a new row write over an old one; nil: never.
  ///   - besides: written with a new row, and not covered by its hash.
  ///   - isLastAdded: the last column came with a later schema.
  init(
    _ name: String, _ columns: [String], over key: [String]? = nil, besides: [String] = [], isLastAdded: Bool = false
  ) {
    self.name = name
    self.isLastAdded = isLastAdded
    self.columns = columns
    var conflict = ""
    if let key {
      let updates = (columns + ["hash"]).filter { !key.contains($0) }.map { "\($0) = excluded.\($0)" }
      conflict = " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET \(updates.joined(separator: ", "))"
    }
    insert = RowBatch.InsertStatement(into: name, columns + ["hash"] + besides, conflict: conflict)
  }

  /// `hash` follows the columns it covers, as `RowReader` expects.
  var selection: String { columns.map { "\(name).\($0)" }.joined(separator: ", ") + ", \(name).hash" }
}
