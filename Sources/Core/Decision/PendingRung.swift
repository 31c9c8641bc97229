/// A rung that may still be raised for a duty's due date now in force.
package struct PendingRung: Hashable, Sendable {
  package var index: Int
  /// When it will be raised; nil while it waits for something that has not happened (an alert to go unanswered).
  package var instant: Instant?
  /// The trigger that comes first.
  package var trigger: Trigger?
}

extension Ladder {
  /// The rungs of `duty` that are not settled, lowest first, with what raises each.
  package func pending(_ duty: Duty, _ state: DutyState?) -> [PendingRung] {
    let settled = state.map { state in Set(state.settled.lazy.filter { $0.due == duty.due }.map(\.rung)) } ?? []
    // Only an alert for the date now in force can go unanswered.
    let alert = state?.lastAlert.flatMap { $0.due == duty.due ? $0 : nil }
    let raisedIndex = alert.flatMap { index(of: $0.rung) } ?? -1
    // Silence or a broken promise raises the next rung that listens to it, not all of them.
    var heard: Set<Cause> = []
    let muted =
      state.map { state in Set(state.settled.lazy.filter { $0.due == duty.due && $0.isMuted }.map(\.rung)) } ?? []
    var pending: [PendingRung] = []
    // What would raise a rung that is passed over raises the one the ladder starts at.
    let start = start(of: duty)
    var passedOver = PendingRung(index: start ?? 0)
    let raised = start.flatMap { _ in
      state.map { state in
        Set(state.settled.lazy.filter { $0.due == duty.due && $0.outcome == .raised }.map(\.rung))
      }
    }
    for (index, rung) in rungs.enumerated() {
      // One that was silenced or excused has heard it all the same: the next does not speak in its place.
      if index > raisedIndex, muted.contains(rung.id) { heard.formUnion(rung.triggers.lazy.compactMap(Cause.init)) }
      let isPassedOver = isPassedOver(index, startingAt: start)
      if isPassedOver ? raised?.contains(rung.id) ?? false : settled.contains(rung.id) { continue }
      var first = index == start ? passedOver : PendingRung(index: index)
      for trigger in rung.triggers {
        guard let instant = instant(of: trigger, for: duty, rung: rung, above: index > raisedIndex ? alert : nil)
        else { continue }
        if let cause = Cause(trigger), !heard.insert(cause).inserted { continue }
        if instant < first.instant ?? .distantFuture {
          first.instant = instant
          first.trigger = trigger
        }
      }
      if !isPassedOver {
        pending.append(first)
      } else if let instant = first.instant, instant < passedOver.instant ?? .distantFuture {
        (passedOver.instant, passedOver.trigger) = (instant, first.trigger)
      }
    }
    return pending
  }

  /// The next instant at which `decide` would do something; nil: never.
  package func nextInstant(
    _ duty: Duty, _ state: DutyState?, _ restraint: Restraint = .none, after now: Instant
  ) -> Instant? {
    if case .closed? = state?.phase { return nil }
    if restraint.isHeld(at: now) { return [restraint.hold?.until, duty.lapsesAt].lazy.compactMap { $0 }.min() }
    let rung = pending(duty, state).lazy.compactMap(\.instant).min()
    let isSilenced = state?.settled.contains { $0.due == duty.due && $0.outcome == .silenced } ?? false
    let change = isSilenced ? restraint.change(after: now) : nil
    let expiry = state?.lastAlert?.isAnswered == true ? restraint.answerExpires : nil
    return [rung, duty.lapsesAt, change, expiry].lazy.compactMap { $0 }.min()
  }

  /// - Parameter alert: the last alert raised, if the rung stands above it.
  func instant(
    of trigger: Trigger, for duty: Duty, rung: Rung, above alert: DutyState.RaisedAlert?
  ) -> Instant? {
    switch trigger {
    case .due(let span):
      return instant(of: span, for: duty, rung: rung)
    case .unanswered(let span, let level):
      guard let alert, !alert.isAnswered, level == nil || level == alert.level else { return nil }
      return instant(of: span, sinceRaised: alert.at, rung: rung)
    case .late(let span):
      return instant(past: span, for: duty, rung: rung)
    case .unresolved(let span, let level):
      guard let alert, level == nil || level == alert.level else { return nil }
      return instant(of: span, sinceRaised: alert.at, rung: rung)
    case .condition, .level:
      return duty.held[rung.id] == trigger ? instantOfJudgement(of: duty, rung: rung) : nil
    case .window(let edge):
      return duty.window.flatMap { self.instant(of: edge, of: $0, rung: rung) }
    case .promiseBroken:
      return alert?.promise.map { instant(afterPromise: $0, rung: rung) }
    }
  }

  private enum Cause: Hashable {
    case silence, inaction, brokenPromise

    init?(_ trigger: Trigger) {
      switch trigger {
      case .due, .late, .condition, .level, .window: return nil
      case .unanswered: self = .silence
      case .unresolved: self = .inaction
      case .promiseBroken: self = .brokenPromise
      }
    }
  }
}
