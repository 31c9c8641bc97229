/// What one decision changes: stored in one transaction, before anything of it is sent.
package struct Transition: Sendable {
  package var at: Instant
  /// States to write over the old ones.
  package var states: [DutyState] = []
  /// Alerts raised or changed, to write over the old ones. One that is raised here has its line `rung.raised` in `journal`, and is in
  /// here once.
  package var alerts: [Alert] = []
  /// Answers taken.
  package var answers: [Answer] = []
  /// New outbox rows.
  package var deliveries: [Delivery] = []
  package var journal: [JournalEntry] = []
  /// Versions of policies that are referred to for the first time.
  package var policies: [KeptPolicy] = []
  /// Versions that nothing refers to any more.
  package var droppedPolicies: [PolicyVersion] = []

  package init(at: Instant) { self.at = at }

  /// Changes nothing, and says so.
  package init(noting entry: JournalEntry) {
    at = entry.at
    journal = [entry]
  }

  package var isEmpty: Bool {
    states.isEmpty && alerts.isEmpty && answers.isEmpty && deliveries.isEmpty && journal.isEmpty && policies.isEmpty
      && droppedPolicies.isEmpty
  }

  package mutating func append(_ other: Transition) {
    at = max(at, other.at)
    states += other.states
    alerts += other.alerts
    answers += other.answers
    deliveries += other.deliveries
    journal += other.journal
    policies += other.policies
    droppedPolicies += other.droppedPolicies
  }
}
