package import Core
import GRDB

/// The journal and what is stored beside it, as they stood at one moment.
package struct JournalReading {
  fileprivate let db: Database

  package var instance: String {
    get throws {
      guard let head = try Head.fetch(db) else { throw StoreError.damaged("the head of the journal is missing") }
      return head.instance
    }
  }

  /// Sequence number of the last record.
  package var last: Int {
    get throws {
      guard let head = try Head.fetch(db) else { throw StoreError.damaged("the head of the journal is missing") }
      return head.sequence
    }
  }

  /// - Parameter body: returns whether to go on.
  package func records(_ body: (JournalRecord) throws -> Bool) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT \(JournalRow.selection) FROM journal ORDER BY seq")
    while let row = try rows.next() {
      guard try body(JournalRow.read(row)) else { return }
    }
  }

  package func alert(_ id: AlertID) throws -> Alert? { try AlertRow.fetch(id, db) }

  package func stored() throws -> StoredState { try StoredState.fetch(db) }
}

extension Store {
  /// The journal of a directory that no daemon uses; none can start meanwhile.
  package static func reading<Value>(journalOf directory: String, _ body: (JournalReading) throws -> Value) throws
    -> Value
  {
    try reading(directory) { try body(JournalReading(db: $0)) }
  }
}
