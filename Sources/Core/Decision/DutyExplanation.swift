/// Why a duty stands where it does on its ladder: what was raised and why then, what was not and why not, what comes next.
package struct DutyExplanation: Sendable {
  package var duty: Duty
  /// Of the policy it goes by; kept: the file says something else now.
  package var version: (version: PolicyVersion, isKept: Bool)
  /// Lowest first, as on the ladder.
  package var steps: [Step]
  /// The clock stands still for it.
  package var hold: Restraint.Hold?
  package var isClosed: Bool
  /// The alert raised last for the due date in force.
  package var last: DutyState.RaisedAlert?
  /// What comes next, if it waits for nothing but time.
  package var next: (rung: String, at: Instant)?

  package struct Step: Sendable {
    package var rung: Rung
    /// Nil: pending.
    package var outcome: DutyState.Outcome?
    package var settledAt: Instant?
    /// Of its triggers, those that this duty can meet.
    package var causes: [Cause]
    /// Whoever it goes to, as things stand.
    package var recipients: [AlertRecipient]
    /// What would keep it from being raised now.
    package var restraint: String?
  }

  /// A trigger and its instant.
  package struct Cause: Hashable, Sendable {
    package var trigger: Trigger
    /// Nil: it waits for something that has not happened, or had not when the rung was settled.
    package var at: Instant?
    /// The day it names, where that is not worked and the rung moved off it.
    package var nominal: CivilDate?
  }

  /// - Parameter reason: for which trigger the journal says that a rung was raised for the date in force. What it met, an alert
  ///   that went unanswered or a promise, may be gone from the state.
  package init(
    _ duty: Duty, _ state: DutyState?, ladder: Ladder, version: (version: PolicyVersion, isKept: Bool),
    restraint: Restraint, at now: Instant, reason: (Rung) -> String?,
    recipients: (Rung) -> [AlertRecipient]
  ) {
    self.duty = duty
    self.version = version
    let current = state.map { $0.due == duty.due } ?? false
    let last = state?.lastAlert.flatMap { $0.due == duty.due ? $0 : nil }
    let reached = last.flatMap { ladder.index(of: $0.rung) } ?? -1
    let pending = Dictionary(
      ladder.pending(duty, state).map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    let start = ladder.start(of: duty)
    steps = ladder.rungs.enumerated().map { index, rung in
      let isPassedOver = ladder.isPassedOver(index, startingAt: start)
      let settlement = state?.settled.last { $0.due == duty.due && $0.rung == rung.id }
      return Step(
        rung: rung, outcome: settlement?.outcome ?? (isPassedOver ? .superseded : nil), settledAt: settlement?.at,
        causes: rung.triggers.filter(duty.canMeet).map { trigger in
          let alert = settlement == nil && index > reached ? last : nil
          var at = ladder.instant(of: trigger, for: duty, rung: rung, above: alert)
          if at == nil, let settlement, reason(rung) == "\(trigger)" { at = settlement.at }
          return Cause(trigger: trigger, at: at, nominal: at.flatMap { ladder.nominal(trigger, duty, insteadOf: $0) })
        }, recipients: recipients(rung), restraint: restraint.suppression(of: rung, at: now)?.reason)
    }
    hold = restraint.isHeld(at: now) ? restraint.hold : nil
    if case .closed? = state?.phase { isClosed = current || duty.isDone } else { isClosed = duty.isDone }
    self.last = last
    next = nil
    if !isClosed, hold == nil || hold?.until != nil {
      let waiting = pending.values.filter { $0.instant != nil }.min { $0.instant! < $1.instant! }
      next = waiting.map { (ladder.rungs[$0.index].id, max($0.instant!, hold?.until ?? $0.instant!)) }
    }
  }
}

extension Duty {
  /// False for the edges of a window that it does not have.
  fileprivate func canMeet(_ trigger: Trigger) -> Bool {
    if case .window = trigger { window != nil } else { true }
  }
}

extension Ladder {
  /// The day that `due ± span` names, if the rung is not raised on it.
  fileprivate func nominal(_ trigger: Trigger, _ duty: Duty, insteadOf instant: Instant) -> CivilDate? {
    guard case .due(let span) = trigger else { return nil }
    let day: CivilDate
    switch span.unit {
    case .days: day = duty.due + span.amount
    case .workingDays: day = calendar.add(span.amount, to: duty.due)
    case .months: day = duty.due.adding(months: span.amount)
    default: return nil
    }
    return day == zone.date(of: instant) ? nil : day
  }
}
