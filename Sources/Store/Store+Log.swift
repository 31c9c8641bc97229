import Core
import GRDB
import Synchronization

/// The log, where every alert is one line, keeps no rows in the outbox: lines go out in the order of raising, so that one
/// number says how far it has come.
extension Store {
  /// The place of the last alert that the log has taken.
  package var loggedThrough: Int { logged.load(ordering: .acquiring) }

  /// Alerts that the log has not been told of, in order. `damaged`: places of those that do not match their own hash.
  package func unlogged(after place: Int, limit: Int) throws -> (alerts: [RaisedAlert], damaged: [Int]) {
    try read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT \(AlertRow.table.selection), seq FROM alert WHERE seq > ? ORDER BY seq LIMIT ?")
      var found: (alerts: [RaisedAlert], damaged: [Int]) = ([], [])
      let rows = try Row.fetchCursor(statement, arguments: [place, limit])
      while let row = try rows.next() {
        let place = row[AlertRow.table.columns.count + 1] as Int? ?? 0
        do {
          found.alerts.append(RaisedAlert(place: place, alert: try AlertRow.read(row, db)))
        } catch StoreError.damaged {
          found.damaged.append(place)
        }
      }
      return found
    }
  }

  /// The log has taken every alert up to `place`. Stored with the next transaction, whatever it is for: a daemon killed
  /// before that logs them again, and marks them.
  package func noteLogged(through place: Int) { logged.store(place, ordering: .releasing) }

  package var isLoggedStored: Bool { loggedStored.load(ordering: .acquiring) == loggedThrough }

  /// Stores how far the log has come, where no other transaction has done so yet.
  package func storeLogged() throws {
    if !isLoggedStored { try write { _, _ in } }
  }
}
