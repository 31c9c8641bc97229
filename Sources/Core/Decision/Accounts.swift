/// How many rungs went where since the daemon started, and whether that adds up.
///
///     pending at the start + scheduled = raised + superseded + silenced + excused + cancelled + pending now
package struct Accounts: Hashable, Sendable {
  package var pendingAtStart: Int
  package private(set) var scheduled = 0
  package private(set) var settled: [DutyState.Outcome: Int] = [:]

  package init(pendingAtStart: Int) { self.pendingAtStart = pendingAtStart }

  package mutating func take(_ entries: some Sequence<JournalEntry>) {
    for entry in entries {
      if entry.kind == .dutyScheduled {
        scheduled += (entry.detail["rungs"] ?? "").split(separator: ",").count
      } else if let outcome = DutyState.Outcome(entry.kind) {
        settled[outcome, default: 0] += 1
      }
    }
  }

  /// Rungs that nobody can account for: 0, or something is wrong.
  package func imbalance(pending: Int) -> Int {
    pendingAtStart + scheduled - settled.values.reduce(0, +) - pending
  }
}

extension DutyState.Outcome {
  /// What a line of the journal says a rung came to; nil for every other line.
  package init?(_ kind: JournalEntry.Kind) {
    switch kind {
    case .rungRaised: self = .raised
    case .rungSuperseded: self = .superseded
    case .rungSilenced: self = .silenced
    case .rungExcused: self = .excused
    case .rungCancelled: self = .cancelled
    default: return nil
    }
  }
}
