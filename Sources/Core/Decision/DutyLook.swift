/// A duty as it stands, for whoever asks.
package struct DutyLook: Sendable {
  package let duty: Duty
  /// Nil: untouched.
  package let state: DutyState?
  /// Nil: no policy watches it.
  package let ladder: Ladder?
  /// Of the policy it goes by; kept: the file says something else now.
  package let version: (version: PolicyVersion, isKept: Bool)
  package let restraint: Restraint
  /// The next rung that has an instant, while the duty is open.
  package let next: (rung: String, at: Instant)?
}

extension Engine {
  /// Nil: no duty has that slot now.
  package mutating func look(at slot: Int, now: Instant) -> DutyLook? {
    guard slot >= 0, slot < table.end, table.isLive(slot) else { return nil }
    let (duty, state, ladder) = (duty(slot), states[slot], ladder(at: slot))
    let restraint = restraint(on: duty, slot, at: now)
    return DutyLook(
      duty: duty, state: state, ladder: ladder, version: versions.standing(of: duty, state), restraint: restraint,
      next: ladder.flatMap { next(duty, state, $0, restraint, at: now) })
  }

  /// What has become of the duty in a slot; nil: it is untouched.
  package func state(at slot: Int) -> DutyState? { states[slot] }

  private func next(
    _ duty: Duty, _ state: DutyState?, _ ladder: Ladder, _ restraint: Restraint, at now: Instant
  ) -> (rung: String, at: Instant)? {
    if duty.isDone { return nil }
    if case .closed? = state?.phase { return nil }
    if restraint.isHeld(at: now), restraint.hold?.until == nil { return nil }
    let next = ladder.pending(duty, state).filter { $0.instant != nil }.min { $0.instant! < $1.instant! }
    return next.map { (ladder.rungs[$0.index].id, $0.instant!) }
  }
}
