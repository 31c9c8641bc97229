package import Core

/// What the engine knew at one moment, for readers. Immutable; the arrays are shared with the engine until it writes.
package struct EngineSnapshot: Sendable {
  package let at: Instant
  package let portfolio: Portfolio
  package let duties: [Duty]
  /// By index of `duties`; nil = untouched.
  package let states: [DutyState?]
  package let openAlerts: [AlertID: Alert]
  package let next: Instant?
  package let timers: Int

  /// Nothing more will be raised for it, unless it is opened again.
  package func isClosed(_ index: Int) -> Bool {
    if case .closed? = states[index]?.phase { return true }
    return duties[index].isDone
  }

  /// The next rung that has an instant, for a duty that is still open.
  package func nextRung(of index: Int) -> (rung: String, at: Instant)? {
    let duty = duties[index]
    guard !isClosed(index), let ladder = ladder(for: duty) else { return nil }
    let next = ladder.pending(duty, states[index]).filter { $0.instant != nil }.min { $0.instant! < $1.instant! }
    return next.map { (ladder.rungs[$0.index].id, $0.instant!) }
  }

  private func ladder(for duty: Duty) -> Ladder? {
    guard let policy = portfolio.policies[duty.policy], let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    return Ladder(policy: policy, calendar: calendar, zone: portfolio.zone)
  }
}
