import Core
import Foundation
import GRDB

/// Appends to the chain within one transaction.
struct JournalWriter {
  private let db: Database
  private var rows: RowBatch
  /// Records appended so far.
  private(set) var appended = 0
  private var sequence: Int
  private var hash: [UInt8]
  private var instant: Instant?
  private var decided: Instant?
  let logged: Int

  /// - Parameter logged: the place of the last alert that the log has taken.
  /// - Throws: `StoreError.damaged` where the head is not the last record there is.
  init(_ db: Database, logged: Int) throws {
    self.logged = logged
    self.db = db
    rows = try RowBatch(JournalRow.insert, db)
    let statement = try db.cachedStatement(
      sql: """
        SELECT head_seq, head_hash, last_instant, decided_through, (SELECT coalesce(max(seq), 0) FROM journal) FROM meta
        """)
    guard let row = try Row.fetchOne(statement), let sequence = row[0] as Int?, let hash = row[1] as Data? else {
      throw StoreError.damaged("the head of the journal is missing")
    }
    // The triggers see to this wherever else somebody writes.
    guard let last = row[4] as Int?, last == sequence else {
      throw StoreError.damaged("the journal ends at record \(row[4] ?? 0), its head is record \(sequence)")
    }
    self.sequence = sequence
    self.hash = Array(hash)
    instant = (row[2] as Int64?).map { Instant(seconds: $0) }
    decided = (row[3] as Int64?).map { Instant(seconds: $0) }
  }

  mutating func append(_ entry: JournalEntry) throws {
    sequence += 1
    JournalRow.put(entry, sequence: sequence, after: &hash, in: &rows.row)
    try rows.end()
    appended += 1
    saw(entry.at)
  }

  mutating func saw(_ instant: Instant) { self.instant = self.instant.map { max($0, instant) } ?? instant }

  /// Every decision up to `instant` is in the store once this transaction is.
  mutating func decided(through instant: Instant) { decided = decided.map { max($0, instant) } ?? instant }

  /// Writes the new head; the last step of the transaction.
  mutating func finish() throws {
    try rows.finish()
    let statement = try db.cachedStatement(
      sql: "UPDATE meta SET head_seq = ?, head_hash = ?, last_instant = ?, decided_through = ?, logged = ?")
    statement.setUncheckedArguments([sequence, Data(hash), instant?.seconds, decided?.seconds, logged])
    try statement.execute()
  }
}
