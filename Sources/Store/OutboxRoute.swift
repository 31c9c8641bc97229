import Core
import GRDB

/// Claims by place. What waits for a route is taken in the order it was queued, so one number, the place of the last one
/// taken, says of all of it that it may be under way. Deliveries that have failed before are claimed one by one.
extension OutboxRoute {
  func claim(through place: Int, _ db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO lane (channel, address, through) VALUES (?, ?, ?)
        ON CONFLICT (channel, address) DO UPDATE SET through = max(through, excluded.through)
        """)
    try statement.execute(arguments: [channel.rawValue, address ?? "", place])
  }

  /// After a start: what a dead daemon had taken, and what of it came to no end that is known, may have arrived.
  static func takeBack(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT channel, address, through FROM lane") {
      let (channel, address, through) = (row[0] as String, row[1] as String, row[2] as Int)
      // The words are the indexes' own, or SQLite would not use them.
      let isHook = channel == Channel.webhook.rawValue
      let place = isHook ? "channel = 'webhook' AND address = ?" : "channel <> 'webhook' AND channel = ?"
      try db.execute(
        sql: """
          UPDATE outbox SET may_have_arrived = 1, attempts = attempts + 1
          WHERE state = 'pending' AND not_before IS NULL AND seq <= ? AND \(place)
          """, arguments: [through, isHook ? address : channel])
    }
    try db.execute(sql: "DELETE FROM lane")
  }
}
