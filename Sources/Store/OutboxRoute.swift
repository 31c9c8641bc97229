import Core
import GRDB

/// Claims by place. What waits for a route is taken in the order it was queued, so one number, the place of the last one
/// taken, says of all of it that it may be under way. Deliveries that have failed before are claimed one by one.
extension OutboxRoute {
  /// What waits for it. The words are the indexes' own, or SQLite would not use them; an address is parameter 2.
  var condition: String {
    var words = "outbox.state = 'pending' AND outbox.channel = '\(channel.rawValue)'"
    if channel != .webhook { words += " AND outbox.channel <> 'webhook'" }
    if address != nil { words += " AND outbox.address = ?2" }
    return words
  }

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
      guard let channel = Channel(rawValue: row[0]) else { continue }
      let (address, through) = (row[1] as String, row[2] as Int)
      let route = OutboxRoute(channel: channel, address: address.isEmpty ? nil : address)
      try db.execute(
        sql: """
          UPDATE outbox SET may_have_arrived = 1, attempts = attempts + 1
          WHERE seq <= ?1 AND not_before IS NULL AND \(route.condition)
            AND seq NOT IN (SELECT value FROM message, json_each(message.members))
          """, arguments: route.address.map { [through, $0] } ?? [through])
    }
    try db.execute(sql: "DELETE FROM lane")
  }
}
