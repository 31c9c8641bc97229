import Core
import GRDB

/// Messages under way, each claimed as a whole before it is sent: one row a message, not a change of every delivery in it.
enum MessageRow {
  static func claim(_ rows: [OutboxRow], at now: Instant, _ db: Database) throws {
    guard let first = rows.first?.delivery else { return }
    let statement = try db.cachedStatement(
      sql: "INSERT INTO message (id, channel, address, party, claimed_at, members) VALUES (?, ?, ?, ?, ?, ?)")
    let members = "[" + rows.map { String($0.place) }.joined(separator: ",") + "]"
    try statement.execute(arguments: [
      first.id.text, first.channel.rawValue, first.address, first.party?.text, now.seconds, members,
    ])
  }

  /// It has come to an end.
  static func drop(_ name: DeliveryID, _ db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM message WHERE id = ?").execute(arguments: [name.text])
  }

  /// After a start: what a dead daemon had under way may have arrived, and goes again as the same message.
  static func takeBack(_ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE outbox SET may_have_arrived = 1, attempts = attempts + 1, not_before = NULL, message = claimed.id,
          claimed_at = claimed.claimed_at
        FROM message AS claimed, json_each(claimed.members) AS member
        WHERE outbox.seq = member.value AND outbox.state = 'pending';
        DELETE FROM message;
        """)
  }
}
