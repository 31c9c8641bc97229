package import Core
import GRDB

/// Which alerts to list. Nil: any.
package struct AlertFilter: Hashable, Sendable {
  package var states: Set<Alert.State>?
  package var level: String?
  package var duty: DutyID?
  package var project: ProjectID?
  package var limit = Limits.listPage
  /// The last alert of the page before.
  package var after: AlertID?

  package init() {}
}

extension AlertFilter {
  /// Whether a page may begin after `alert`: it has a number, though there may be none of that number.
  package static func mayFollow(_ alert: AlertID) -> Bool { (try? AlertRow.number(of: alert)) != nil }

  var query: (sql: String, arguments: [DatabaseValue]) {
    get throws {
      var conditions: [String] = []
      var arguments: [DatabaseValue] = []
      if let states {
        // In these words, which lead SQLite to the index of open ones.
        if !states.contains(.closed) { conditions.append("state <> 'closed'") }
        conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ", ")))")
        arguments += states.map(\.rawValue.databaseValue)
      }
      for (name, value) in [("level", level), ("duty", duty?.text), ("project", project?.text)] {
        guard let value else { continue }
        conditions.append("\(name) = ?")
        arguments.append(value.databaseValue)
      }
      if let after {
        let (year, number) = try AlertRow.number(of: after)
        conditions.append("(year, number) < (?, ?)")
        arguments += [year.databaseValue, number.databaseValue]
      }
      let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
      return ("SELECT \(AlertRow.table.selection) FROM alert \(condition) ORDER BY year DESC, number DESC", arguments)
    }
  }
}

/// Where the journal ends: to be written down elsewhere, as the chain alone cannot show that all of it was rewritten.
package struct JournalHead: Hashable, Sendable {
  package var sequence: Int
  package var hash: String
}

extension Store {
  /// Newest first. Those that do not match their hash are passed over; who verifies the journal is told of them.
  package func alerts(_ filter: AlertFilter = AlertFilter()) throws -> [Alert] {
    let (sql, arguments) = try filter.query
    return try read { db in
      // To compile it takes longer than to read a page.
      let statement = try db.cachedStatement(sql: sql)
      let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
      var alerts: [Alert] = []
      var damage: [String] = []
      while alerts.count < filter.limit, let row = try rows.next() {
        try Store.collectingDamage(&damage) { alerts.append(try AlertRow.read(row, db)) }
      }
      return alerts
    }
  }

  package func alert(_ id: AlertID) throws -> Alert? {
    try read { try AlertRow.fetch(id, $0) }
  }

  /// In the order they were queued.
  package func deliveries(of alert: AlertID) throws -> [DeliveryRecord] {
    try read { db in
      let extra = DeliveryRow.table.columns.count + 1
      return try Row.fetchAll(
        db,
        sql: """
          SELECT \(DeliveryRow.table.selection),
            CASE WHEN state = 'pending' AND not_before IS NULL AND seq <= coalesce(
              (SELECT through FROM lane
               WHERE lane.channel = outbox.channel AND lane.address = iif(lane.channel = 'webhook', outbox.address, '')), 0)
              OR EXISTS (SELECT 1 FROM message, json_each(message.members)
                WHERE message.party IS outbox.party AND message.channel = outbox.channel AND value = outbox.seq)
              THEN 'sending' ELSE state END,
            attempts, may_have_arrived, queued_at, not_before, claimed_at, settled_at, detail
          FROM outbox WHERE alert = ? ORDER BY seq
          """, arguments: [alert.text]
      ).map { row in
        func instant(_ index: Int) -> Instant? { (row[extra + index] as Int64?).map { Instant(seconds: $0) } }
        let word: String? = row[extra]
        guard let state = word.flatMap({ DeliveryRecord.State(rawValue: $0) }), let queuedAt = instant(3) else {
          throw StoreError.damaged("delivery \(row[0] as String? ?? "?") is in no known state")
        }
        return DeliveryRecord(
          delivery: try DeliveryRow.read(row), state: state, attempts: row[extra + 1] ?? 0,
          mayHaveArrived: row[extra + 2] ?? true, queuedAt: queuedAt, notBefore: instant(4), claimedAt: instant(5),
          settledAt: instant(6), detail: row[extra + 7])
      }
    }
  }

  /// `outboxCounts` need not look at the rows.
  package var isOutboxCounted: Bool { tally.isLoaded }

  /// One count for each channel and state that occurs.
  package func outboxCounts() throws -> [OutboxCount] {
    if let counts = tally.counts() { return counts }
    try Store.translating { try pool.writeWithoutTransaction { try tally.load($0) } }
    return tally.counts() ?? []
  }

  /// Records with a sequence number above `sequence`, in order.
  package func journal(
    after sequence: Int = 0, limit: Int = Limits.listPage, duty: DutyID? = nil, alert: AlertID? = nil
  ) throws -> [JournalRecord] {
    var condition = "seq > ?"
    var arguments: [DatabaseValue] = [sequence.databaseValue]
    if let duty {
      condition += " AND duty = ?"
      arguments.append(duty.text.databaseValue)
    }
    if let alert {
      let (year, number) = try AlertRow.number(of: alert)
      condition += " AND duty = (SELECT duty FROM alert WHERE year = ? AND number = ?) AND alert = ?"
      arguments += [year.databaseValue, number.databaseValue, alert.text.databaseValue]
    }
    arguments.append(limit.databaseValue)
    return try read { db in
      try Row.fetchAll(
        db, sql: "SELECT \(JournalRow.selection) FROM journal WHERE \(condition) ORDER BY seq LIMIT ?",
        arguments: StatementArguments(arguments)
      ).map(JournalRow.read)
    }
  }

  package func head() throws -> JournalHead {
    try read { db in
      guard let head = try Head.fetch(db) else { throw StoreError.damaged("the head of the journal is missing") }
      return JournalHead(sequence: head.sequence, hash: head.hash.hex)
    }
  }
}
