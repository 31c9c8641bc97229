import Core
import Foundation
import GRDB

/// Appends to the chain within one transaction.
struct JournalWriter {
  private let db: Database
  /// Records appended so far.
  private(set) var appended = 0
  private var sequence: Int
  private var hash: [UInt8]
  private var last: Instant?
  private var decided: Instant?

  init(_ db: Database) throws {
    self.db = db
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
    let values = JournalRow.values(entry, sequence: sequence, after: hash)
    let own = values.digest
    try db.cachedStatement(sql: JournalRow.insert).insert(values, digests: [hash, own], db)
    hash = own
    appended += 1
    saw(entry.at)
  }

  mutating func saw(_ instant: Instant) { last = last.map { max($0, instant) } ?? instant }

  /// Every decision up to `instant` is in the store once this transaction is.
  mutating func decided(through instant: Instant) { decided = decided.map { max($0, instant) } ?? instant }

  /// Writes the new head; the last step of the transaction.
  func finish() throws {
    let statement = try db.cachedStatement(
      sql: "UPDATE meta SET head_seq = ?, head_hash = ?, last_instant = ?, decided_through = ?")
    statement.setUncheckedArguments([sequence, Data(hash), last?.seconds, decided?.seconds])
    try statement.execute()
  }
}
