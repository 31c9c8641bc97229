package import Core
import Foundation
import GRDB

/// A line of the journal as stored: the entry with its place in the chain.
package struct JournalRecord: Hashable, Sendable {
  package var sequence: Int
  package var entry: JournalEntry
  /// Of the record before, and its own, as 64 hexadecimal digits.
  package var previous: String
  package var hash: String
}

/// Journal entries as rows.
///
///   hash = SHA-256(prev ‖ canonical(seq, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail))
///
/// docs/journal.md says the same for outsiders; they must agree.
enum JournalRow {
  static let columns = [
    "seq", "at", "kind", "duty", "due", "rung", "alert", "delivery", "party", "actor", "reason", "detail",
  ]

  /// Stands before the first record, so that a chain of one installation cannot pass for another's.
  static func genesis(_ instance: String) -> Data { Digest.sha256(Array("daopai journal 1 \(instance)".utf8)) }

  static func values(_ entry: JournalEntry, sequence: Int) -> [DatabaseValue] {
    var row = RowWriter()
    row.integer(sequence)
    row.instant(entry.at)
    row.word(entry.kind)
    row.identifier(entry.duty)
    row.text(entry.due?.description)
    row.text(entry.rung)
    row.identifier(entry.alert)
    row.identifier(entry.delivery)
    row.identifier(entry.party)
    row.text(entry.actor)
    row.text(entry.reason)
    row.text(FlatJSON.object(entry.detail))
    return row.values
  }

  static let insert = """
    INSERT INTO journal (\(columns.joined(separator: ", ")), prev, hash)
    VALUES (\((columns + ["", ""]).map { _ in "?" }.joined(separator: ", ")))
    """

  static let selection = columns.joined(separator: ", ") + ", prev, hash"

  static func read(_ row: Row) throws(StoreError) -> JournalRecord {
    let sequence: Int = row[0]
    guard let kind = JournalEntry.Kind(rawValue: row[2]) else {
      throw .damaged("journal record \(sequence) is of no known kind")
    }
    let due = (row[4] as String?).map { CivilDate(iso: $0) }
    if case .some(.none) = due { throw .damaged("journal record \(sequence) has no date in `due`") }
    let entry = JournalEntry(
      at: Instant(seconds: row[1]), kind, duty: (row[3] as String?).map { DutyID($0) }, due: due ?? nil, rung: row[5],
      alert: (row[6] as String?).map { AlertID($0) }, delivery: (row[7] as String?).map { DeliveryID($0) },
      party: (row[8] as String?).map { PartyID($0) }, actor: row[9], reason: row[10],
      detail: try FlatJSON.readObject(row[11]))
    return JournalRecord(
      sequence: sequence, entry: entry, previous: (row[12] as Data).hex, hash: (row[13] as Data).hex)
  }
}

/// Appends to the chain within one transaction.
struct JournalWriter {
  private let db: Database
  private var sequence: Int
  private var hash: Data
  private var last: Instant?

  init(_ db: Database) throws {
    self.db = db
    let statement = try db.cachedStatement(sql: "SELECT head_seq, head_hash, last_instant FROM meta")
    guard let row = try Row.fetchOne(statement) else { throw StoreError.damaged("the head of the journal is missing") }
    sequence = row[0]
    hash = row[1]
    last = (row[2] as Int64?).map { Instant(seconds: $0) }
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

  /// Writes the new head; the last step of the transaction.
  func finish() throws {
    let statement = try db.cachedStatement(sql: "UPDATE meta SET head_seq = ?, head_hash = ?, last_instant = ?")
    statement.setUncheckedArguments([sequence, hash, last?.seconds])
    try statement.execute()
  }
}
