/// The verdict on one duty at one instant.
package struct Decision: Sendable {
  /// Nil: still untouched.
  package var state: DutyState?
  package var raise: Raise?
  /// The duty was closed: its open alerts are closed with it.
  package var closesAlerts = false
  /// The answer to it holds no more: it waits for one again.
  package var reopensAlert: AlertID?
  package var journal: JournalLines
  /// When to decide again; nil: never, unless something changes.
  package var next: Instant?

  init(state: consuming DutyState?, keepsJournal: Bool = true) {
    self.state = state
    journal = JournalLines(areKept: keepsJournal)
  }

  /// One rung to raise, with what it replaces.
  package struct Raise: Sendable {
    /// Its index on the ladder.
    package var rung: Int
    package var reason: Alert.Reason
    /// Lower rungs that were due too.
    package var superseded: [String]
  }
}
