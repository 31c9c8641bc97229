import Core
import GRDB

/// Writes what decisions changed within one transaction.
struct TransitionWriter {
  private let db: Database
  private let tally: OutboxTally
  private var states: RowBatch
  private var alerts: RowBatch
  private var deliveries: RowBatch
  /// Of tables that few decisions touch.
  private var row = RowWriter()
  private var lastAlert: Int
  private var lastDelivery: Int
  /// How many more each route takes over at once.
  private var rooms: [OutboxRoute: Int]
  private(set) var written = Committed()

  init(_ db: Database, _ tally: OutboxTally, claiming rooms: [OutboxRoute: Int]) throws {
    self.db = db
    self.tally = tally
    self.rooms = rooms
    states = try RowBatch(StateRow.table.insert, db)
    alerts = try RowBatch(AlertRow.table.insert, db)
    deliveries = try RowBatch(DeliveryRow.table.insert, db)
    let last = try db.cachedStatement(
      sql: "SELECT (SELECT coalesce(max(seq), 0) FROM alert), (SELECT coalesce(max(seq), 0) FROM outbox)")
    let row = try Row.fetchOne(last)
    (lastAlert, lastDelivery) = (row?[0] ?? 0, row?[1] ?? 0)
  }

  mutating func write(_ transition: Transition, _ journal: inout JournalWriter) throws {
    for policy in transition.policies {
      PolicyRow.put(policy, in: &row)
      try row.run(try db.cachedStatement(sql: PolicyRow.table.insert.one), db)
    }
    for state in transition.states {
      StateRow.put(state, in: &states.row)
      try states.end()
    }
    for version in transition.droppedPolicies { try PolicyRow.drop(version, db) }
    for alert in transition.alerts {
      try write(alert, isNew: transition.journal.contains { $0.kind == .rungRaised && $0.alert == alert.id })
    }
    for answer in transition.answers {
      AnswerRow.put(answer, in: &row)
      try row.run(try db.cachedStatement(sql: AnswerRow.table.insert.one), db)
    }
    for delivery in transition.deliveries where delivery.channel != .journal {
      try write(delivery, of: transition)
    }
    for entry in transition.journal {
      guard entry.kind == .rungRaised, let alert = entry.alert else {
        try journal.append(entry)
        continue
      }
      // So that a delivery taken out of the outbox is missed.
      var counted = entry
      let count = transition.deliveries.count { $0.alert == alert && $0.channel != .journal }
      counted.detail["deliveries"] = String(count)
      try journal.append(counted)
    }
    journal.saw(transition.at)
  }

  /// - Parameter isNew: it was raised just now; else it was there and has changed.
  private mutating func write(_ alert: Alert, isNew: Bool) throws {
    try AlertRow.put(alert, place: lastAlert + 1, in: &alerts.row)
    try alerts.end()
    if isNew {
      lastAlert += 1
      written.raised.append(RaisedAlert(place: lastAlert, alert: alert))
    }
    for (ordinal, answer) in alert.acknowledgements.enumerated() {
      AlertRow.put(answer, ordinal, of: alert.id, in: &row)
      try row.run(try db.cachedStatement(sql: AlertRow.answers.insert.one), db)
    }
  }

  private mutating func write(_ delivery: Delivery, of transition: Transition) throws {
    lastDelivery += 1
    DeliveryRow.put(delivery, at: transition.at, place: lastDelivery, in: &deliveries.row)
    try deliveries.end()
    tally.take(.init(channel: delivery.channel, new: .pending, queuedAt: transition.at))
    guard let alert = transition.alerts.first(where: { $0.id == delivery.alert }) else { return }
    let route = OutboxRoute(of: delivery)
    let queued = OutboxRow(
      delivery: delivery, alert: alert, attempts: 0, mayHaveArrived: false, queuedAt: transition.at,
      place: lastDelivery)
    written.queued[route, default: []].append(queued)
    guard let room = rooms[route], room > 0 else { return }
    rooms[route] = room - 1
    written.claimed[route, default: 0] += 1
  }

  /// Writes what is left, and says durably of what was taken over at once that it may be under way.
  mutating func finish() throws {
    try states.finish()
    try alerts.finish()
    try deliveries.finish()
    for (route, count) in written.claimed {
      guard let last = written.queued[route]?[count - 1] else { continue }
      try route.claim(through: last.place, db)
    }
  }
}
