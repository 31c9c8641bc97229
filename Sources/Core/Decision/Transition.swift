/// What one decision changes: stored in one transaction, before anything of it is sent.
package struct Transition: Sendable {
  package var at: Instant
  /// States to write over the old ones.
  package var states: [DutyState] = []
  /// Alerts raised or changed, to write over the old ones.
  package var alerts: [Alert] = []
  /// Answers taken.
  package var answers: [Answer] = []
  /// New outbox rows.
  package var deliveries: [Delivery] = []
  package var journal: [JournalEntry] = []

  package init(at: Instant) { self.at = at }

  /// Changes nothing, and says so.
  package init(noting entry: JournalEntry) {
    at = entry.at
    journal = [entry]
  }

  package var isEmpty: Bool {
    states.isEmpty && alerts.isEmpty && answers.isEmpty && deliveries.isEmpty && journal.isEmpty
  }

  package mutating func append(_ other: Transition) {
    at = max(at, other.at)
    states += other.states
    alerts += other.alerts
    answers += other.answers
    deliveries += other.deliveries
    journal += other.journal
  }
}
