import Core
import TestSupport

/// What must hold in every world, said without the engine's help: triggers are read afresh, nothing asks `decide`.
///
/// A look at a world as it stands; it does not see what happens after it was made.
struct WorldLaws {
  let world: World
  /// The past may lie ahead: what has been recorded of it may come again.
  let hasSteppedBack: Bool
  let duties: [Duty]
  private let indexOfDuty: [DutyID: Int]

  init(_ world: World, hasSteppedBack: Bool = false) {
    self.world = world
    self.hasSteppedBack = hasSteppedBack
    duties = world.duties
    indexOfDuty = Dictionary(duties.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func duty(_ id: DutyID) -> Duty? { indexOfDuty[id].map { duties[$0] } }

  /// A running chase goes by the version that its last alert names, as the store has it.
  func ladder(_ duty: Duty) -> Ladder {
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

  /// Where every duty stood before a step.
  struct Before {
    let states: [DutyID: DutyState]
    let alerts: Int
    let entries: Int
    let now: Instant
  }

  static func before(_ world: World) -> Before {
    Before(states: world.states, alerts: world.raised.count, entries: world.journal.count, now: world.now)
  }

  /// Alerts raised since, as they are now.
  func new(since before: Before) -> [Alert] { world.raised[before.alerts...].compactMap(world.alert) }

  // MARK: Always

  /// What is wrong with the world as it stands, in words.
  func standing() -> [String] {
    duties.flatMap { duty -> [String] in
      let state = world.state(of: duty.id)
      if state == nil, duty.dueAt > world.now + 60 * 86_400 { return [] }
      let ladder = ladder(duty)
      return missed(duty, state, ladder) + moved(duty) + kept(duty, state, ladder)
    } + world.states.values.flatMap(stale) + openAlerts()
  }

  /// An open duty has every rung of its ladder on the books, and none whose time has passed is still pending.
  private func missed(_ duty: Duty, _ state: DutyState?, _ ladder: Ladder) -> [String] {
    let isOver = duty.isDone || duty.lapsesAt.map { $0 <= world.now } ?? false
    if isOver { return state?.phase == .open ? ["\(duty.id) is over, and open"] : [] }
    if case .closed(let closing)? = state?.phase {
      return closing == .lapsed ? [] : ["\(duty.id) is to be done, and \(closing.rawValue)"]
    }
    var isHeld: Bool?
    return ladder.rungs.flatMap { rung -> [String] in
      let isSettled = state?.settled.contains { $0.due == duty.due && $0.rung == rung.id } ?? false
      let isPending = state?.pending.contains(rung.id) ?? true
      var words: [String] = []
      if isPending == isSettled { words.append("\(duty.id) \(duty.due) \(rung.id): pending and settled, or neither") }
      if isPending, instants(rung, duty).contains(where: { $0 <= world.now }) {
        // Whoever is paused, or waits to be verified, is not chased.
        isHeld = isHeld ?? world.restraint(on: duty).isHeld(at: world.now)
        if isHeld == false { words.append("\(duty.id) \(duty.due) \(rung.id): its time has passed, and it is pending") }
      }
      return words
    }
  }

  /// A closed duty waits for nothing, and one that left the ledger is closed.
  private func stale(_ state: DutyState) -> [String] {
    if state.phase == .open {
      return indexOfDuty[state.duty] != nil ? [] : ["\(state.duty) left the ledger, and is open"]
    }
    return state.pending.isEmpty ? [] : ["\(state.duty) is closed, and waits for \(state.pending)"]
  }

  private func openAlerts() -> [String] {
    world.openAlerts.values.filter { world.state(of: $0.duty)?.phase != .open }
      .map { "alert \($0.id) is \($0.state.rawValue), and its duty is closed" }
  }

  // MARK: Of a step that decides once

  /// One duty, one alert; and it says more than what was said before.
  func storms(since before: Before) -> [String] {
    let new = new(since: before)
    let many = Dictionary(grouping: new, by: \.duty).filter { id, alerts in
      // Some offices want to see each one that was missed.
      alerts.count > 1 && duty(id).map { ladder($0).policy.misfire != .each } ?? true
    }
    return many.map { "\($0.key) raised \($0.value.map(\.rung))" } + new.flatMap { repeated($0, before) }
  }

  /// Where the date moved in this very step, what has passed by the new one is said only by a higher rung.
  private func repeated(_ alert: Alert, _ before: Before) -> [String] {
    guard let state = before.states[alert.duty], state.due != alert.due, let last = state.lastAlert,
      let duty = duty(alert.duty), let reached = ladder(duty).index(of: last.rung),
      let index = ladder(duty).index(of: alert.rung)
    else { return [] }
    return index > reached ? [] : ["\(alert.duty) went from \(last.rung) to \(alert.rung) in one step"]
  }

  /// A duty that was not on the books and is over when the daemon comes back: on them now if a rung came due meanwhile,
  /// and only then.
  func unaccounted(since before: Before) -> [String] {
    duties.flatMap { duty -> [String] in
      let isOver = duty.isDone || duty.lapsesAt.map { $0 <= world.now } ?? false
      guard before.states[duty.id] == nil, isOver else { return [] }
      let ladder = ladder(duty)
      // What a period has come to is judged at its end.
      guard ladder.rungs.allSatisfy({ $0.triggers.allSatisfy { !$0.isOfPeriod } }) else { return [] }
      let cameDue = ladder.rungs.contains { rung in
        instants(rung, duty).min().map { before.now < $0 && $0 <= world.now } ?? false
      }
      let isEntered = world.states[duty.id] != nil
      return cameDue == isEntered ? [] : ["\(duty.id) is over: came due \(cameDue), on the books \(isEntered)"]
    }
  }

  // MARK: Of every step

  /// What was superseded had come due, or a higher rung had said more.
  func superseded(since before: Before) -> [String] {
    if hasSteppedBack { return [] }
    return world.journal[before.entries...].filter { $0.kind == .rungSuperseded }.flatMap { entry -> [String] in
      guard let duty = entry.duty.flatMap(duty), entry.due == duty.due, let index = ladder(duty).index(of: entry.rung!)
      else { return [] }
      let rung = ladder(duty).rungs[index]
      let instants = instants(rung, duty)
      // One that listens to something else may have come due by that.
      guard instants.count == rung.triggers.count, instants.allSatisfy({ $0 > world.now }) else { return [] }
      let said = world.states[duty.id]!.settled.contains {
        $0.outcome == .raised && $0.due == duty.due && ladder(duty).index(of: $0.rung).map { $0 > index } ?? false
      }
      return said ? [] : ["\(duty.id) \(duty.due) \(entry.rung!) was superseded before its time"]
    }
  }
}
