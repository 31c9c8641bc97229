import GRDB

/// New rows of one table, many with one statement: for each statement SQLite opens the table and all its indices anew, which
/// costs it as much as two rows.
struct RowBatch {
  /// More at a time gain nothing.
  static let size = 16

  var row = RowWriter()
  private let db: Database
  private let one: Statement
  private let many: Statement
  private var count = 0

  init(_ insert: InsertStatement, _ db: Database) throws {
    self.db = db
    one = try db.cachedStatement(sql: insert.one)
    many = try db.cachedStatement(sql: insert.many)
  }

  /// The row put down last is complete.
  mutating func end() throws {
    count += 1
    if count == RowBatch.size { try write(many) }
  }

  /// Writes those that are left. To be called before anybody reads the table in this transaction, and before it ends.
  mutating func finish() throws { if count > 0 { try write(one) } }

  private mutating func write(_ statement: Statement) throws {
    count = 0
    try row.run(statement, db)
  }

  /// The SQL of an insertion, for one row and for a whole batch.
  struct InsertStatement {
    let one: String
    let many: String

    /// - Parameter conflict: what follows the values.
    init(into table: String, _ columns: [String], conflict: String = "") {
      let head = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
      let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
      one = head + row + conflict
      many = head + repeatElement(row, count: RowBatch.size).joined(separator: ", ") + conflict
    }
  }
}
