/// What has happened to a duty so far. A duty without a state is untouched: every rung of it is pending.
package struct DutyState: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    case open
    case closed(Closing)
  }

  package enum Closing: String, Hashable, Sendable, CaseIterable {
    /// The ledger says it is done.
    case done
    /// The next occurrence came due.
    case lapsed
    /// It is no longer in the ledger.
    case withdrawn
  }

  package var duty: DutyID
  /// The due date now in force.
  package var due: CivilDate
  package var phase: Phase
  /// Rungs that are no longer pending, for every due date the duty ever had, in the order they were settled. Cancelled
  /// ones are left out: they are scheduled afresh when their date, or their place on the ladder, comes back.
  package var settled: [Settlement]
  /// The last alert raised, for whichever due date.
  package var lastAlert: RaisedAlert?
  /// Ids of the rungs pending for `due`, in the order of the ladder: the books are checked against them, and a changed
  /// ladder is noticed by them.
  package var pending: [String]

  package struct Settlement: Hashable, Sendable {
    package var due: CivilDate
    package var rung: String
    package var outcome: Outcome
    package var at: Instant
    package init(due: CivilDate, rung: String, outcome: Outcome, at: Instant) {
      self.due = due
      self.rung = rung
      self.outcome = outcome
      self.at = at
    }

    /// It came due and was not raised, because somebody had said so.
    var isMuted: Bool { outcome == .silenced || outcome == .excused }
  }

  /// What a scheduled rung came to. scheduled = raised + superseded + silenced + excused + cancelled + pending.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case raised, superseded, silenced, excused, cancelled
  }

  /// What later decisions need to know of an alert.
  package struct RaisedAlert: Hashable, Sendable {
    package var alert: AlertID
    package var due: CivilDate
    package var rung: String
    package var level: String
    package var at: Instant
    /// Enough answers are in: `unanswered` no longer runs.
    package var isAnswered: Bool
    /// The day promised in the last answer, until it is judged.
    package var promise: CivilDate?
    /// Of the policy it was raised by.
    package var version = PolicyVersion.unknown
    package init(
      alert: AlertID, due: CivilDate, rung: String, level: String, at: Instant, isAnswered: Bool = false,
      promise: CivilDate? = nil
    ) {
      self.alert = alert
      self.due = due
      self.rung = rung
      self.level = level
      self.at = at
      self.isAnswered = isAnswered
      self.promise = promise
    }
  }

  package init(
    duty: DutyID, due: CivilDate, phase: Phase = .open, settled: [Settlement] = [], lastAlert: RaisedAlert? = nil,
    pending: [String]
  ) {
    self.duty = duty
    self.due = due
    self.phase = phase
    self.settled = settled
    self.lastAlert = lastAlert
    self.pending = pending
  }
}
