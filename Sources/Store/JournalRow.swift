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

  /// Puts the columns down. The hash of the record before becomes that of this one.
  static func put(_ entry: JournalEntry, sequence: Int, after hash: inout [UInt8], in row: inout RowWriter) {
    row.begin(after: hash)
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
    row.object(entry.detail)
    row.chain(&hash)
  }

  static let insert = RowBatch.InsertStatement(into: "journal", columns + ["prev", "hash"])

  static let selection = columns.joined(separator: ", ") + ", prev, hash"

  static func read(_ row: Row) throws(StoreError) -> JournalRecord {
    let sequence = row[0] as Int? ?? 0
    guard let at = row[1] as Int64?, let kind = (row[2] as String?).flatMap({ JournalEntry.Kind(rawValue: $0) }),
      let previous = row[12] as Data?, let hash = row[13] as Data?
    else { throw .damaged("journal record \(sequence) is not one that daopai writes") }
    let due = (row[4] as String?).map { CivilDate(iso: $0) }
    if case .some(.none) = due { throw .damaged("journal record \(sequence) has no date in `due`") }
    let entry = JournalEntry(
      at: Instant(seconds: at), kind, duty: (row[3] as String?).map { DutyID($0) }, due: due ?? nil, rung: row[5],
      alert: (row[6] as String?).map { AlertID($0) }, delivery: (row[7] as String?).map { DeliveryID($0) },
      party: (row[8] as String?).map { PartyID($0) }, actor: row[9], reason: row[10],
      detail: NamedWords(try FlatJSON.readObject(row[11] as String? ?? "")))
    return JournalRecord(sequence: sequence, entry: entry, previous: previous.hex, hash: hash.hex)
  }
}
