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
    var pending: [PendingRung] = []
    pending.reserveCapacity(rungs.count)
    eachPending(duty, state) { pending.append($0) }
    return pending
  }

  /// When the first of the rungs that are not settled is due; nil while they all wait for something to happen.
  func firstInstant(_ duty: Duty, _ state: DutyState?) -> Instant? {
    var first: Instant?
    eachPending(duty, state) { rung in
      if let instant = rung.instant, instant < first ?? .distantFuture { first = instant }
    }
    return first
  }

  private func eachPending(_ duty: Duty, _ state: DutyState?, _ visit: (PendingRung) -> Void) {
    let marks = state.map { RungMarks($0, for: duty.due, on: self) } ?? RungMarks()
    // Only an alert for the date now in force can go unanswered.
    let alert = state?.lastAlert.flatMap { $0.due == duty.due ? $0 : nil }
    let raisedIndex = alert.flatMap { index(of: $0.rung) } ?? -1
    // Silence or a broken promise raises the next rung that listens to it, not all of them.
    var heard = Causes()
    // What would raise a rung that is passed over raises the one the ladder starts at.
    let start = start(of: duty)
    var passedOver = PendingRung(index: start ?? 0)
    for index in rungs.indices {
      // One that was silenced or excused has heard it all the same: the next does not speak in its place.
      if index > raisedIndex, marks.muted.contains(index) {
        for trigger in rungs[index].triggers { heard.formUnion(Causes(trigger)) }
      }
      let isPassedOver = isPassedOver(index, startingAt: start)
      if (isPassedOver ? marks.raised : marks.settled).contains(index) { continue }
      let above = index > raisedIndex ? alert : nil
      var first = index == start ? passedOver : PendingRung(index: index)
      for trigger in rungs[index].triggers {
        guard let instant = instant(of: trigger, for: duty, rung: rungs[index], above: above) else { continue }
        let cause = Causes(trigger)
        if !heard.isDisjoint(with: cause) { continue }
        heard.formUnion(cause)
        if instant < first.instant ?? .distantFuture {
          first.instant = instant
          first.trigger = trigger
        }
      }
      if !isPassedOver {
        visit(first)
      } else if let instant = first.instant, instant < passedOver.instant ?? .distantFuture {
        (passedOver.instant, passedOver.trigger) = (instant, first.trigger)
      }
    }
  }

  /// The next instant at which `decide` would do something; nil: never.
  package func nextInstant(
    _ duty: Duty, _ state: DutyState?, _ restraint: Restraint = .none, after now: Instant
  ) -> Instant? {
    if case .closed? = state?.phase { return nil }
    if restraint.isHeld(at: now) { return earliest(restraint.hold?.until, duty.lapsesAt) }
    let next = earliest(firstInstant(duty, state), duty.lapsesAt)
    guard let state else { return next }
    let isSilenced = state.settled.contains { $0.due == duty.due && $0.outcome == .silenced }
    let change = isSilenced ? restraint.change(after: now) : nil
    let expiry = state.lastAlert?.isAnswered == true ? restraint.answerExpires : nil
    return earliest(next, earliest(change, expiry))
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

  /// What has to happen first, for triggers that are not dates.
  private struct Causes: OptionSet {
    let rawValue: UInt8
    static let silence = Causes(rawValue: 1)
    static let inaction = Causes(rawValue: 2)
    static let brokenPromise = Causes(rawValue: 4)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ trigger: Trigger) {
      switch trigger {
      case .due, .late, .condition, .level, .window: self = []
      case .unanswered: self = .silence
      case .unresolved: self = .inaction
      case .promiseBroken: self = .brokenPromise
      }
    }
  }
}

private func earliest(_ a: Instant?, _ b: Instant?) -> Instant? {
  guard let a else { return b }
  return b.map { min(a, $0) } ?? a
}
