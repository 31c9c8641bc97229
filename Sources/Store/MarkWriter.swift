import Core
import Foundation
import GRDB

/// Writes how attempts ended, each with a line in the journal, within one transaction.
struct MarkWriter {
  /// What a row says of its end. Most of a burst end alike, and are written together.
  private struct Ending: Equatable {
    var old: DeliveryRecord.State
    var new: DeliveryRecord.State
    var notBefore: Instant?
    var mayHaveArrived: Bool
    var at: Instant
    var words: String
    var attempt: Int
    var claimedAt: Instant?
    var message: DeliveryID?
  }

  private let db: Database
  private let tally: OutboxTally
  private let one: Statement
  private let many: Statement
  private var row = RowWriter()
  private var ending: Ending?
  /// The deliveries that have it.
  private var alike: [(place: Int, id: DeliveryID)] = []

  static func settle(
    _ marks: [DeliveryMark], _ db: Database, _ tally: OutboxTally, _ journal: inout JournalWriter
  ) throws {
    if marks.isEmpty { return }
    var writer = try MarkWriter(db, tally)
    for mark in marks { try writer.settle(mark, &journal) }
    try writer.finish()
  }

  private init(_ db: Database, _ tally: OutboxTally) throws {
    self.db = db
    self.tally = tally
    one = try db.cachedStatement(sql: MarkWriter.update(1))
    many = try db.cachedStatement(sql: MarkWriter.update(RowBatch.size))
  }

  /// Without the plus the state could speak for an index of what is pending, and SQLite would compile the statement anew for each
  /// that is given.
  private static func update(_ rows: Int) -> String {
    """
    UPDATE outbox SET state = ?, not_before = ?, may_have_arrived = max(may_have_arrived, ?), settled_at = ?,
      detail = ?, attempts = ?, claimed_at = coalesce(?, claimed_at), message = coalesce(?, message)
    WHERE +state = ? AND seq IN (\(repeatElement("?", count: rows).joined(separator: ", ")))
    """
  }

  private mutating func settle(_ mark: DeliveryMark, _ journal: inout JournalWriter) throws {
    guard let attempt = try mark.attempt ?? DeliveryMark.Attempt.lookUp(mark, db) else {
      throw MarkWriter.notUnderWay([mark.delivery])
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
    try end(
      attempt.place, mark.delivery,
      Ending(
        old: attempt.state, new: state, notBefore: notBefore, mayHaveArrived: mayHaveArrived, at: mark.at, words: words,
        attempt: attempt.number, claimedAt: attempt.claimedAt, message: attempt.message))
    tally.take(.init(channel: attempt.channel, old: attempt.state, new: state, queuedAt: attempt.queuedAt))
    if attempt.endsMessage { try MessageRow.drop(mark.delivery, db) }
    var detail: NamedWords = ["attempt": String(attempt.number), "channel": attempt.channel.rawValue]
    if let message = attempt.message { detail["message"] = message.text }
    try journal.append(
      JournalEntry(
        at: mark.at, kind, duty: attempt.duty, due: attempt.due, rung: attempt.rung, alert: mark.delivery.alert,
        delivery: mark.delivery, party: attempt.party, reason: MarkWriter.without(attempt.address, in: words),
        detail: detail))
  }

  private mutating func end(_ place: Int, _ delivery: DeliveryID, _ ending: Ending) throws {
    if ending != self.ending {
      try finish()
      self.ending = ending
    }
    alike.append((place, delivery))
    if alike.count == RowBatch.size {
      try write(alike[...], many)
      alike.removeAll(keepingCapacity: true)
    }
  }

  private mutating func finish() throws {
    for index in alike.indices { try write(alike[index...index], one) }
    alike.removeAll(keepingCapacity: true)
  }

  private mutating func write(_ rows: ArraySlice<(place: Int, id: DeliveryID)>, _ statement: Statement) throws {
    guard let ending else { return }
    row.begin()
    row.word(ending.new)
    row.instant(ending.notBefore)
    row.flag(ending.mayHaveArrived)
    row.instant(ending.at)
    row.text(ending.words)
    row.integer(ending.attempt)
    row.instant(ending.claimedAt)
    row.identifier(ending.message)
    row.word(ending.old)
    for item in rows { row.integer(item.place) }
    try row.run(statement, db)
    guard db.changesCount == rows.count else { throw MarkWriter.notUnderWay(rows.map(\.id)) }
  }

  private static func notUnderWay(_ deliveries: [DeliveryID]) -> StoreError {
    let names = deliveries.map(\.text).joined(separator: ", ")
    if deliveries.count == 1 { return .failed("delivery \(names) is not under way") }
    return .failed("one or more of the deliveries \(names) is not under way")
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
  static func lookUp(_ mark: DeliveryMark, _ db: Database) throws -> DeliveryMark.Attempt? {
    let id = mark.delivery
    let statement = try db.cachedStatement(
      sql: """
        SELECT outbox.party, outbox.channel, outbox.address, outbox.attempts, outbox.message, outbox.seq,
          alert.duty, alert.due, alert.rung, outbox.queued_at, outbox.state
        FROM outbox LEFT JOIN alert ON alert.year = ? AND alert.number = ?
        WHERE \(mark.place == nil ? "outbox.alert = ? AND outbox.id = ?" : "outbox.seq = ?")
          AND outbox.state IN ('pending', 'sending')
        """)
    let number = try? AlertRow.number(of: id.alert)
    var arguments: StatementArguments = [number?.year, number?.number]
    arguments += mark.place.map { [$0] } ?? [id.alert.text, id.text]
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
    guard let channel = (row[1] as String?).flatMap({ Channel(rawValue: $0) }),
      let state = (row[10] as String?).flatMap({ DeliveryRecord.State(rawValue: $0) })
    else { throw StoreError.damaged("delivery \(id) has a channel or a state that daopai does not know") }
    let message = (row[4] as String?).map { DeliveryID($0) }
    return DeliveryMark.Attempt(
      place: row[5], channel: channel, address: row[2], party: (row[0] as String?).map { PartyID($0) },
      duty: (row[6] as String?).map { DutyID($0) }, due: (row[7] as Int?).map { CivilDate(dayNumber: $0) },
      rung: row[8], queuedAt: Instant(seconds: row[9] ?? 0), state: state, number: row[3], claimedAt: nil,
      message: message == id ? nil : message)
  }
}
