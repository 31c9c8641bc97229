package import Core
import GRDB

/// What the engine starts from.
package struct StoredState: Sendable {
  package var states: [DutyState] = []
  /// The highest alert number given out in each year.
  package var highestNumbers: [Int: Int] = [:]
  /// The highest instant ever stored. A clock that shows less was set back, or has lost its battery.
  package var lastInstant: Instant?
  /// Up to when every decision is stored; nil: none was ever.
  package var decidedThrough: Instant?
  /// Alerts not closed, oldest first.
  package var openAlerts: [Alert] = []
  /// Every answer taken, in order.
  package var answers: [Answer] = []
  /// The highest number of an answer, also of one that is damaged.
  package var highestAnswer = 0
  /// Versions of policies that states refer to.
  package var policies: [KeptPolicy] = []
  /// Rows that do not match their own hash, in words. They are left out: better a reminder twice than never.
  package var damaged: [String] = []

  package var memory: EngineMemory {
    EngineMemory(
      states: states, openAlerts: openAlerts, alertNumbers: highestNumbers, answers: answers,
      highestAnswer: highestAnswer, decidedThrough: decidedThrough, policies: policies)
  }
}

extension Store {
  /// Stores what the decisions changed: all of it or nothing, in one durable transaction.
  ///
  /// - Parameters:
  ///   - instant: up to when every decision is stored with this batch; nil while more batches of the same instant follow.
  ///     A daemon killed between two of them looks at that instant again.
  ///   - rooms: as many deliveries of a route are claimed with the commit itself, to be sent as soon as it is durable.
  ///     Nothing older may be waiting for that route.
  @discardableResult
  package func commit(
    _ transitions: [Transition], decidedThrough instant: Instant? = nil, claiming rooms: [OutboxRoute: Int] = [:]
  ) throws -> Committed {
    guard instant != nil || transitions.contains(where: { !$0.isEmpty }) else { return Committed() }
    precondition(transitions.count <= Limits.commitBatch, "more than Limits.commitBatch decisions in one commit")
    return try write { db, journal in
      var writer = try TransitionWriter(db, tally, claiming: rooms)
      for transition in transitions { try writer.write(transition, &journal) }
      try writer.finish()
      if let instant { journal.decided(through: instant) }
      return writer.written
    }
  }

  /// Everything a new engine needs.
  /// The latest that anything is recorded of, without reading the rest.
  package func lastInstant() throws -> Instant? { try read { try Store.lastInstant($0) } }

  static func lastInstant(_ db: Database) throws -> Instant? {
    try Int64.fetchOne(db, sql: "SELECT last_instant FROM meta").map { Instant(seconds: $0) }
  }

  package func restore() throws -> StoredState { try read { try StoredState.fetch($0) } }

  /// Notes a damaged row in `damage` and goes on; every other error is thrown.
  static func collectingDamage(_ damage: inout [String], _ body: () throws -> Void) throws {
    do { try body() } catch StoreError.damaged(let what) { damage.append(what) }
  }
}

extension StoredState {
  static func fetch(_ db: Database) throws -> StoredState {
    var stored = StoredState()
    let states = try Row.fetchCursor(db, sql: "SELECT \(StateRow.table.selection) FROM duty_state ORDER BY duty")
    while let row = try states.next() {
      try Store.collectingDamage(&stored.damaged) { stored.states.append(try StateRow.read(row)) }
    }
    let alerts = try Row.fetchCursor(
      db, sql: "SELECT \(AlertRow.table.selection) FROM alert WHERE state <> 'closed' ORDER BY year, number")
    while let row = try alerts.next() {
      try Store.collectingDamage(&stored.damaged) { stored.openAlerts.append(try AlertRow.read(row, db)) }
    }
    stored.answers = try AnswerRow.fetchAll(db, &stored.damaged)
    stored.policies = try PolicyRow.fetchAll(db, &stored.damaged)
    stored.highestAnswer = try Int.fetchOne(db, sql: "SELECT max(number) FROM answer") ?? 0
    for row in try Row.fetchAll(db, sql: "SELECT year, max(number) FROM alert GROUP BY year") {
      stored.highestNumbers[row[0]] = row[1]
    }
    stored.lastInstant = try Store.lastInstant(db)
    stored.decidedThrough = try Int64.fetchOne(db, sql: "SELECT decided_through FROM meta")
      .map { Instant(seconds: $0) }
    return stored
  }
}
