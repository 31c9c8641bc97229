package import Core

/// What the engine is asked for most, and in the middle of a storm.
package struct EngineFacts: Sendable {
  package let at: Instant
  package let portfolio: Portfolio
  package let duties: Int
  package let alerts: [AlertTally.Key: Int]
  package let next: Instant?
  package let timers: Int
  /// The clock is wrong, and nothing is decided before it shows this.
  package let heldUntil: Instant?
}

/// What the engine knew at one moment, for readers. Immutable; the arrays are shared with the engine until it writes.
package struct EngineSnapshot: Sendable {
  package let at: Instant
  package let portfolio: Portfolio
  package let duties: DutyList
  /// By index of `duties`; none = untouched.
  package let states: [Int: DutyState]
  package let openAlerts: [AlertID: Alert]
  package let book: AnswerBook
  package let versions: PolicyVersions
  package let accounts: Accounts
  /// Rungs pending on the books.
  package let pending: Int
  package let next: Instant?
  package let timers: Int
  /// The clock is wrong, and nothing is decided before it shows this.
  package let heldUntil: Instant?

  /// Nothing more will be raised for it, unless it is opened again.
  package func isClosed(_ index: Int) -> Bool {
    if case .closed? = states[index]?.phase { return true }
    return duties[index].isDone
  }

  /// The next rung that has an instant, for a duty that is still open.
  package func nextRung(of index: Int) -> (rung: String, at: Instant)? {
    let duty = duties[index]
    guard !isClosed(index), let ladder = ladder(of: index) else { return nil }
    let restraint = restraint(on: duty)
    if restraint.isHeld(at: at), restraint.hold?.until == nil { return nil }
    let next = ladder.pending(duty, states[index]).filter { $0.instant != nil }.min { $0.instant! < $1.instant! }
    return next.map { (ladder.rungs[$0.index].id, $0.instant!) }
  }

  package func restraint(on duty: Duty) -> Restraint {
    var restraint = Restraint.none
    if !portfolio.inhibitions.isEmpty, duty.project != nil {
      restraint.inhibitions = portfolio.inhibitions(on: duty, by: openAlerts.values)
    }
    if book.isIdle || duty.kind == .silence { return restraint }
    let project = duty.project.flatMap { id in portfolio.projects.first { $0.id == id } }
    let inhibitions = restraint.inhibitions
    restraint = book.restraint(on: DutyFacts(duty, project: project), in: portfolio.zone, at: at)
    restraint.inhibitions = inhibitions
    return restraint
  }

  func ladder(of index: Int) -> Ladder? {
    let duty = duties[index]
    let kept = versions.kept(for: duty, states[index])
    guard let policy = kept?.policy ?? portfolio.policies[duty.policy],
      let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    return Ladder(
      policy: policy, calendar: calendar, zone: portfolio.zone,
      insteadOf: kept == nil ? nil : portfolio.policies[duty.policy])
  }
}
