package import Core

/// What the engine knew at one moment, for readers. Immutable; the arrays are shared with the engine until it writes.
package struct EngineSnapshot: Sendable {
  package let at: Instant
  package let portfolio: Portfolio
  package let plans: [ProjectID: ProjectPlan]
  package let duties: [Duty]
  /// By index of `duties`; nil = untouched.
  package let states: [DutyState?]
  package let openAlerts: [AlertID: Alert]
  package let next: Instant?
  package let timers: Int

  /// The next rung that has an instant, for a duty that is still open.
  package func nextRung(of index: Int) -> (rung: String, at: Instant)? {
    let duty = duties[index]
    let state = states[index]
    if duty.isDone { return nil }
    if case .closed? = state?.phase { return nil }
    guard let ladder = ladder(for: duty) else { return nil }
    let next = ladder.pending(duty, state).filter { $0.instant != nil }.min { $0.instant! < $1.instant! }
    return next.map { (ladder.rungs[$0.index].id, $0.instant!) }
  }

  package func slack(of duty: Duty) -> Int? {
    guard let project = duty.project, let milestone = duty.milestone else { return nil }
    return plans[project]?.milestones.first { $0.id == milestone }?.totalSlack
  }

  private func ladder(for duty: Duty) -> Ladder? {
    guard let policy = portfolio.policies[duty.policy], let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    return Ladder(policy: policy, calendar: calendar, zone: portfolio.zone)
  }
}
