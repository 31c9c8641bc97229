import Core
import GRDB

/// Versions of policies that running chases go by, as rows.
enum PolicyRow {
  static let table = HashedTable("policy", ["version", "id", "written"], over: ["version"])

  static func put(_ kept: KeptPolicy, in row: inout RowWriter) {
    row.begin()
    row.integer(Int(kept.version.number))
    row.identifier(kept.policy.id)
    row.list(kept.policy.written)
    row.hash()
  }

  static func drop(_ version: PolicyVersion, _ db: Database) throws {
    try db.execute(sql: "DELETE FROM policy WHERE version = ?", arguments: [Int(version.number)])
  }

  static func fetchAll(_ db: Database, _ damage: inout [String]) throws -> [KeptPolicy] {
    var policies: [KeptPolicy] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT \(table.selection) FROM policy ORDER BY version")
    while let row = try rows.next() {
      try Store.collectingDamage(&damage) { policies.append(try read(row)) }
    }
    return policies
  }

  static func read(_ row: Row) throws(StoreError) -> KeptPolicy {
    var reader = try RowReader(row, table, name: "policy version \(row[0] as Int? ?? 0)")
    let version = try reader.some(UInt32(exactly: try reader.integer()))
    reader.skip()
    // A rule of a newer daopai that this one cannot read counts as damaged: the chase goes over to the policy in force.
    let policy = try reader.some(Policy(written: try reader.strings()))
    return KeptPolicy(version: PolicyVersion(version), policy: policy)
  }
}
