package import Core
import GRDB

/// A load that took effect, as the journal has it.
package struct RecordedLoad: Hashable, Sendable {
  package var sequence: Int
  package var at: Instant
  /// What the archive calls its files; nil where they could not be kept.
  package var inputs: String?
}

extension Store {
  /// The load in force at a point of the journal; nil before the first.
  package func load(at point: JournalPoint, zone: ZoneRules) throws -> RecordedLoad? {
    try read { try RecordedLoad.fetch($0, point, zone) }
  }

  /// The same of a directory that no daemon uses.
  package static func load(at point: JournalPoint, zone: ZoneRules, directory: String) throws -> RecordedLoad? {
    try reading(directory) { try RecordedLoad.fetch($0, point, zone) }
  }
}

extension RecordedLoad {
  fileprivate static func fetch(_ db: Database, _ point: JournalPoint, _ zone: ZoneRules) throws -> RecordedLoad? {
    let kinds: [JournalEntry.Kind] = [.daemonStarted, .portfolioLoaded]
    let condition: String
    let bound: DatabaseValue
    if case .record(let sequence) = point {
      (condition, bound) = ("seq <= ?", sequence.databaseValue)
    } else {
      (condition, bound) = ("at <= ?", (point.end(in: zone)?.seconds).databaseValue)
    }
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT \(JournalRow.selection) FROM journal WHERE kind IN (?, ?) AND \(condition) ORDER BY seq DESC LIMIT 1
        """, arguments: StatementArguments(kinds.map(\.rawValue.databaseValue) + [bound]))
    guard let row else { return nil }
    let record = try JournalRow.read(row)
    return RecordedLoad(sequence: record.sequence, at: record.entry.at, inputs: record.entry.detail["inputs"])
  }
}
