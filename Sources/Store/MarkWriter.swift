import Core
import Foundation
import GRDB

/// Writes how attempts ended, each with a line in the journal, within one transaction.
struct MarkWriter {
  private let db: Database
  private let update: Statement
  private var row = RowWriter()

  static func settle(_ marks: [DeliveryMark], _ db: Database, _ journal: inout JournalWriter) throws {
    if marks.isEmpty { return }
    var writer = try MarkWriter(db)
    for mark in marks { try writer.settle(mark, &journal) }
  }

  private init(_ db: Database) throws {
    self.db = db
    update = try db.cachedStatement(
      sql: """
        UPDATE outbox SET state = ?, not_before = ?, may_have_arrived = max(may_have_arrived, ?), settled_at = ?,
          detail = ?, attempts = ?, claimed_at = coalesce(?, claimed_at), message = coalesce(?, message)
        WHERE seq = ? AND id = ? AND state IN ('pending', 'sending')
        """)
  }

  private mutating func settle(_ mark: DeliveryMark, _ journal: inout JournalWriter) throws {
    guard let attempt = try mark.attempt ?? DeliveryMark.Attempt.lookUp(mark.delivery, db) else {
      throw StoreError.failed("delivery \(mark.delivery) is not under way")
    }
    let kind: JournalEntry.Kind
    let words: String
    var state = DeliveryRecord.State.pending
    var (notBefore, mayHaveArrived) = (nil as Instant?, false)
    switch mark.result {
    case .delivered(let detail): (state, kind, words) = (.delivered, .deliveryDelivered, detail)
    case .retry(let reason, let instant, let doubt):
      (kind, words) = (.deliveryFailed, reason)
      (notBefore, mayHaveArrived) = (instant, doubt)
    case .dead(let reason): (state, kind, words) = (.dead, .deliveryDead, reason)
    }
    row.begin()
    row.word(state)
    row.instant(notBefore)
    row.flag(mayHaveArrived)
    row.instant(mark.at)
    row.text(words)
    row.integer(attempt.number)
    row.instant(attempt.claimedAt)
    row.identifier(attempt.message)
    row.integer(attempt.place)
    row.identifier(mark.delivery)
    try row.run(update, db)
    guard db.changesCount == 1 else { throw StoreError.failed("delivery \(mark.delivery) is not under way") }
    if attempt.endsMessage { try MessageRow.drop(mark.delivery, db) }
    var detail = ["attempt": String(attempt.number), "channel": attempt.channel.rawValue]
    if let message = attempt.message { detail["message"] = message.text }
    try journal.append(
      JournalEntry(
        at: mark.at, kind, duty: attempt.duty, due: attempt.due, rung: attempt.rung, alert: mark.delivery.alert,
        delivery: mark.delivery, party: attempt.party, reason: MarkWriter.without(attempt.address, in: words),
        detail: detail))
  }

  /// Servers quote addresses in their answers; the journal never holds one.
  private static func without(_ address: String, in words: String) -> String {
    guard mayName(address, words) else { return words }
    return words.replacingOccurrences(of: address, with: "[address]", options: .caseInsensitive)
  }

  /// Foundation's search is for the few answers that may name the address; `HTTP 204` does not.
  private static func mayName(_ address: String, _ words: String) -> Bool {
    var (address, words) = (address, words)
    return address.withUTF8 { address in
      words.withUTF8 { words in
        if address.isEmpty { return false }
        if address.contains(where: { $0 >= 0x80 }) || words.contains(where: { $0 >= 0x80 }) { return true }
        guard words.count >= address.count else { return false }
        return (0...words.count - address.count).contains { start in
          address.indices.allSatisfy { words[start + $0] | 0x20 == address[$0] | 0x20 }
        }
      }
    }
  }
}

extension DeliveryMark.Attempt {
  /// From what the rows say; their hashes are not asked for, as nothing is sent any more. Nil: it is not under way.
  static func lookUp(_ id: DeliveryID, _ db: Database) throws -> DeliveryMark.Attempt? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT outbox.party, outbox.channel, outbox.address, outbox.attempts, outbox.message, outbox.seq,
          alert.duty, alert.due, alert.rung
        FROM outbox LEFT JOIN alert ON alert.year = ? AND alert.number = ?
        WHERE outbox.alert = ? AND outbox.id = ? AND outbox.state IN ('pending', 'sending')
        """)
    let number = try? AlertRow.number(of: id.alert)
    let arguments: StatementArguments = [number?.year, number?.number, id.alert.text, id.text]
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
    guard let channel = (row[1] as String?).flatMap({ Channel(rawValue: $0) }) else {
      throw StoreError.damaged("delivery \(id) goes over no channel that daopai knows")
    }
    let message = (row[4] as String?).map { DeliveryID($0) }
    return DeliveryMark.Attempt(
      place: row[5], channel: channel, address: row[2], party: (row[0] as String?).map { PartyID($0) },
      duty: (row[6] as String?).map { DutyID($0) }, due: (row[7] as Int?).map { CivilDate(dayNumber: $0) },
      rung: row[8], number: row[3], claimedAt: nil, message: message == id ? nil : message)
  }
}
