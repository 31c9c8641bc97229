import Core
import Foundation
import GRDB

/// Appends to the chain within one transaction.
struct JournalWriter {
  private let db: Database
  private let insert: Statement
  private var row = RowWriter()
  /// Records appended so far.
  private(set) var appended = 0
  private var sequence: Int
  private var hash: [UInt8]
  private var last: Instant?
  private var decided: Instant?
  let logged: Int

  /// - Parameter logged: the place of the last alert that the log has taken.
  init(_ db: Database, logged: Int) throws {
    self.logged = logged
    self.db = db
    insert = try db.cachedStatement(sql: JournalRow.insert)
    let statement = try db.cachedStatement(sql: "SELECT head_seq, head_hash, last_instant, decided_through FROM meta")
    guard let row = try Row.fetchOne(statement), let sequence = row[0] as Int?, let hash = row[1] as Data? else {
      throw StoreError.damaged("the head of the journal is missing")
    }
    self.sequence = sequence
    self.hash = Array(hash)
    last = (row[2] as Int64?).map { Instant(seconds: $0) }
    decided = (row[3] as Int64?).map { Instant(seconds: $0) }
  }

  mutating func append(_ entry: JournalEntry) throws {
    sequence += 1
    JournalRow.put(entry, sequence: sequence, after: &hash, in: &row)
    try row.run(insert, db)
    appended += 1
    saw(entry.at)
  }

  mutating func saw(_ instant: Instant) { last = last.map { max($0, instant) } ?? instant }

  /// Every decision up to `instant` is in the store once this transaction is.
  mutating func decided(through instant: Instant) { decided = decided.map { max($0, instant) } ?? instant }

  /// Writes the new head; the last step of the transaction.
  func finish() throws {
    let statement = try db.cachedStatement(
      sql: "UPDATE meta SET head_seq = ?, head_hash = ?, last_instant = ?, decided_through = ?, logged = ?")
    statement.setUncheckedArguments([sequence, Data(hash), last?.seconds, decided?.seconds, logged])
    try statement.execute()
  }
}
