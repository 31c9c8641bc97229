import Core
import TestSupport

/// What must hold in every world, said without the engine's help: triggers are read afresh, nothing asks `decide`.
struct WorldLaws {
  let world: World

  /// What is wrong with the world as it stands, in words.
  func breaches() -> [String] {
    let laidOut = Set(world.duties.map(\.id))
    return world.duties.flatMap(missed) + world.allStates.flatMap { stale($0, laidOut) } + openAlerts()
  }

  /// A running chase goes by the version that its last alert names, as the store has it.
  private func ladder(_ duty: Duty) -> Ladder {
    var policy = world.portfolio.policies[duty.policy]!
    if policy.adoption == .new, let state = world.state(of: duty.id), state.phase == .open,
      let last = state.lastAlert, last.due == duty.due, let kept = world.policies[last.version]?.policy,
      kept.id == policy.id
    {
      policy = kept
    }
    return Ladder(
      policy: policy, calendar: world.portfolio.calendars[duty.calendar]!,
      zone: world.portfolio.zone)
  }

  private func instants(_ rung: Rung, _ duty: Duty, _ ladder: Ladder) -> [Instant] {
    rung.triggers.compactMap { trigger in
      if case .due(let span) = trigger { ladder.instant(of: span, for: duty, rung: rung) } else { nil }
    }
  }

  /// An open duty has every rung of its ladder on the books, and none whose time has passed is still pending.
  private func missed(_ duty: Duty) -> [String] {
    let isOver = duty.isDone || duty.lapsesAt.map { $0 <= world.now } ?? false
    let state = world.state(of: duty.id)
    if state == nil, duty.dueAt > world.now + 60 * 86_400 { return [] }
    if isOver { return state?.phase == .open ? ["\(duty.id) is over, and open"] : [] }
    if case .closed(let closing)? = state?.phase {
      return closing == .lapsed ? [] : ["\(duty.id) is to be done, and \(closing.rawValue)"]
    }
    let ladder = ladder(duty)
    return ladder.rungs.flatMap { rung -> [String] in
      let isSettled = state?.settled.contains { $0.due == duty.due && $0.rung == rung.id } ?? false
      let isPending = state?.pending.contains(rung.id) ?? true
      var words: [String] = []
      if isPending == isSettled { words.append("\(duty.id) \(duty.due) \(rung.id): pending and settled, or neither") }
      // Whoever is paused, or waits to be verified, is not chased.
      if isPending, !world.restraint(on: duty).isHeld(at: world.now),
        instants(rung, duty, ladder).contains(where: { $0 <= world.now })
      {
        words.append("\(duty.id) \(duty.due) \(rung.id): its time has passed, and it is pending")
      }
      return words
    }
  }

  /// A closed duty waits for nothing, and one that left the ledger is closed.
  private func stale(_ state: DutyState, _ laidOut: Set<DutyID>) -> [String] {
    if state.phase == .open {
      return laidOut.contains(state.duty) ? [] : ["\(state.duty) left the ledger, and is open"]
    }
    return state.pending.isEmpty ? [] : ["\(state.duty) is closed, and waits for \(state.pending)"]
  }

  private func openAlerts() -> [String] {
    world.alerts.filter { ($0.state == .closed) != (world.state(of: $0.duty)?.phase != .open) }
      .filter { $0.state != .closed }
      .map { "alert \($0.id) is \($0.state.rawValue), and its duty is closed" }
  }

  // MARK: Steps

  /// Where every duty stood before a step.
  struct Before {
    let states: [DutyID: DutyState]
    let duties: [Duty]
    let alerts: Int
    let entries: Int
    let now: Instant
  }

  func before() -> Before {
    Before(
      states: Dictionary(uniqueKeysWithValues: world.allStates.map { ($0.duty, $0) }), duties: world.duties,
      alerts: world.alerts.count, entries: world.journal.count, now: world.now)
  }

  /// One duty, one alert a step that decides once; and it says more than what was said before.
  func storms(since before: Before) -> [String] {
    let new = world.alerts.dropFirst(before.alerts)
    let many = Dictionary(grouping: new, by: \.duty).filter { $0.value.count > 1 }
    return many.map { "\($0.key) raised \($0.value.map(\.rung))" } + new.flatMap { repeated($0, before) }
  }

  /// Where the date moved in this very step, what has passed by the new one is said only by a higher rung.
  private func repeated(_ alert: Alert, _ before: Before) -> [String] {
    guard let state = before.states[alert.duty], state.due != alert.due, let last = state.lastAlert,
      let duty = world.duties.first(where: { $0.id == alert.duty }),
      let reached = ladder(duty).index(of: last.rung), let index = ladder(duty).index(of: alert.rung)
    else { return [] }
    return index > reached ? [] : ["\(alert.duty) went from \(last.rung) to \(alert.rung) in one step"]
  }

  /// What was silenced in a step had been said, or said more by a higher rung.
  func silenced(since before: Before) -> [String] {
    world.journal.dropFirst(before.entries).filter { $0.kind == .rungSuperseded }.flatMap { entry -> [String] in
      guard let duty = world.duties.first(where: { $0.id == entry.duty }), entry.due == duty.due,
        let index = ladder(duty).index(of: entry.rung!)
      else { return [] }
      let rung = ladder(duty).rungs[index]
      let isLater = instants(rung, duty, ladder(duty)).allSatisfy { $0 > world.now }
      let higher = world.alerts.contains { alert in
        alert.duty == duty.id && alert.due == duty.due && ladder(duty).index(of: alert.rung).map { $0 > index } ?? false
      }
      return isLater && !higher ? ["\(duty.id) \(duty.due) \(rung.id) was silenced before its time"] : []
    }
  }

  /// A duty that was not on the books and is over when the daemon comes back: on them now if a rung came due meanwhile,
  /// and only then.
  func unaccounted(since before: Before) -> [String] {
    world.duties.flatMap { duty -> [String] in
      let isOver = duty.isDone || duty.lapsesAt.map { $0 <= world.now } ?? false
      guard before.states[duty.id] == nil, isOver else { return [] }
      let cameDue = ladder(duty).rungs.contains { rung in
        let first = instants(rung, duty, ladder(duty)).min()
        return first.map { before.now < $0 && $0 <= world.now } ?? false
      }
      let isEntered = world.journal.contains { $0.kind == .dutyScheduled && $0.duty == duty.id }
      return cameDue == isEntered ? [] : ["\(duty.id) is over: came due \(cameDue), on the books \(isEntered)"]
    }
  }
}
