import Core
import Foundation
import GRDB

/// Appends to the chain within one transaction.
struct JournalWriter {
  private let db: Database
  private var sequence: Int
  private var hash: Data
  private var last: Instant?
  private var decided: Instant?

  init(_ db: Database) throws {
    self.db = db
    let statement = try db.cachedStatement(sql: "SELECT head_seq, head_hash, last_instant, decided_through FROM meta")
    guard let row = try Row.fetchOne(statement), let sequence = row[0] as Int?, let hash = row[1] as Data? else {
      throw StoreError.damaged("the head of the journal is missing")
    }
    self.sequence = sequence
    self.hash = hash
    last = (row[2] as Int64?).map { Instant(seconds: $0) }
    decided = (row[3] as Int64?).map { Instant(seconds: $0) }
  }

  mutating func append(_ entry: JournalEntry) throws {
    sequence += 1
    let values = JournalRow.values(entry, sequence: sequence)
    let own = Digest.row(values, after: hash)
    let statement = try db.cachedStatement(sql: JournalRow.insert)
    statement.setUncheckedArguments(StatementArguments(values + [hash.databaseValue, own.databaseValue]))
    try statement.execute()
    hash = own
    saw(entry.at)
  }

  mutating func saw(_ instant: Instant) { last = last.map { max($0, instant) } ?? instant }

  /// Every decision up to `instant` is in the store once this transaction is.
  mutating func decided(through instant: Instant) { decided = decided.map { max($0, instant) } ?? instant }

  /// Writes the new head; the last step of the transaction.
  func finish() throws {
    let statement = try db.cachedStatement(
      sql: "UPDATE meta SET head_seq = ?, head_hash = ?, last_instant = ?, decided_through = ?")
    statement.setUncheckedArguments([sequence, hash, last?.seconds, decided?.seconds])
    try statement.execute()
  }
}
