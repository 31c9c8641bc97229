/// Duties, their states and the wheel that says whose turn it is: the one owner of what changes.
///
/// It has no clock: the shell says what time it is, stores the transitions it gets back, and only then sends anything.
///
///     start ──► lay out duties ──► decide each ──► arm one timer a duty
///     advance(to:) ──► wheel gives up the due ones ──► decide each ──► arm its next instant
package struct Engine: ~Copyable {
  /// As it was loaded.
  package internal(set) var ledger: Portfolio
  /// In force: the ledger with the answers given since.
  package internal(set) var portfolio: Portfolio
  package internal(set) var plans: [ProjectID: ProjectPlan]
  package internal(set) var duties: [Duty] = []
  /// By index of `duties`; nil = untouched.
  package internal(set) var states: [DutyState?] = []
  /// Alerts not closed.
  package internal(set) var openAlerts: [AlertID: Alert]
  package internal(set) var book: AnswerBook

  var indexOfDuty: [DutyID: Int] = [:]
  /// States of duties that are not laid out now: withdrawn, or lapsed long ago.
  private var dormantStates: [DutyID: DutyState]
  private var alertsOfDuty: [DutyID: [AlertID]] = [:]
  /// Open alerts by project, kept only where some of them inhibit others.
  private(set) var alertsOfProject: [ProjectID: Set<AlertID>] = [:]
  /// Projects on which an alert was closed that may have held others back.
  private var released: Set<ProjectID> = []
  private var alertNumbers: [Int: Int]
  private var ladders = LadderCache()
  var factory: AlertFactory
  /// The stretch of time that duties were laid out for.
  var laidOut: (since: Instant, through: Instant)
  private var wheel: TimerWheel
  /// What the last `advance` left undecided.
  private var overdue: Overdue?
  /// Up to when every duty has been decided, once the transitions given out are stored.
  package private(set) var decidedThrough: Instant
  /// Nothing was ever decided: there is nothing to catch up with.
  private let isFirstRun: Bool

  /// The timer that lays out more occurrences of recurring duties. Those of the duties bear their indices.
  private var horizonTimer: UInt32 { UInt32(duties.count) }

  package init(
    portfolio: Portfolio, plans: [ProjectID: ProjectPlan], memory: EngineMemory, instance: String, isDrill: Bool,
    at now: Instant
  ) {
    ledger = portfolio
    book = AnswerBook(memory.answers, highest: memory.highestAnswer)
    self.portfolio = portfolio
    self.plans = plans
    laidOut = (now, now)
    factory = AlertFactory(portfolio: portfolio, plans: plans, isDrill: isDrill, instance: instance)
    dormantStates = Dictionary(memory.states.map { ($0.duty, $0) }, uniquingKeysWith: { _, last in last })
    openAlerts = Dictionary(memory.openAlerts.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    alertNumbers = memory.alertNumbers
    decidedThrough = memory.decidedThrough ?? now
    isFirstRun = memory.decidedThrough == nil
    wheel = TimerWheel(now: now.tick)
    for alert in memory.openAlerts {
      alertsOfDuty[alert.duty, default: []].append(alert.id)
      if let project = alert.project { alertsOfProject[project, default: []].insert(alert.id) }
    }
    applyAnswers(at: now)
  }

  /// When `advance` next has something to do.
  package mutating func nextInstant() -> Instant? { overdue?.at ?? wheel.nextDeadline().map(Instant.init(tick:)) }

  package var timerCount: Int { wheel.count }

  /// Rungs pending on the books, of duties laid out or not.
  package var pendingCount: Int {
    states.reduce(0) { $0 + ($1?.pending.count ?? 0) } + dormantStates.values.reduce(0) { $0 + $1.pending.count }
  }

  // MARK: Start, time, reload

  /// Lays everything out and catches up: a duty whose rungs came due meanwhile raises at most one alert.
  package mutating func start(at now: Instant) -> [Transition] {
    if isFirstRun { decidedThrough = now }
    return layOut(from: decidedThrough, at: now)
  }

  /// Duties whose timers have rung, in the order of their instants.
  private struct Overdue {
    var at: Instant
    var duties: [Int] = []
    /// In `duties`.
    var next = 0
    var extendsHorizon = false
  }

  /// Decides every duty that is due by `now`, in the order of their instants.
  ///
  /// - Parameter limit: no more than so many. The next call decides those left, as of the same instant, before it looks at
  ///   its own; `nextInstant` does not move on before.
  package mutating func advance(to now: Instant, limit: Int = .max) -> [Transition] {
    var turn = overdue ?? ring(at: now)
    overdue = nil
    var transitions: [Transition] = []
    let end = turn.next + min(limit, turn.duties.count - turn.next)
    for index in turn.duties[turn.next..<end] { decideDuty(index, at: turn.at, &transitions) }
    turn.next = end
    if end < turn.duties.count {
      overdue = turn
      return transitions
    }
    let since = decidedThrough
    decidedThrough = max(decidedThrough, turn.at)
    if turn.extendsHorizon { transitions += layOut(from: since, at: turn.at) }
    return transitions
  }

  /// Turns the wheel to `now`.
  private mutating func ring(at now: Instant) -> Overdue {
    var turn = Overdue(at: now)
    // A timer armed for a moment already past is given up at the wheel's own time, which never runs backwards.
    let horizonTimer = horizonTimer
    wheel.advance(to: max(now.tick, wheel.now)) { timer, _ in
      if timer == horizonTimer { turn.extendsHorizon = true } else { turn.duties.append(Int(timer)) }
    }
    return turn
  }

  /// The wall clock was set: every timer is armed anew. Nothing that was raised is raised again, because what has been
  /// raised is remembered by duty, rung and due date, not by comparing times.
  package mutating func clockStepped(to now: Instant) -> [Transition] {
    layOut(from: decidedThrough, at: now)
  }

  /// Takes a new portfolio. Pending rungs move with their due dates; nothing sent is sent again.
  package mutating func reload(
    _ portfolio: Portfolio, plans: [ProjectID: ProjectPlan], at now: Instant
  ) -> (change: TimelineChange, transitions: [Transition]) {
    let before = Dictionary(duties.map { ($0.id, $0.due) }, uniquingKeysWith: { first, _ in first })
    // What came due a moment ago under the old portfolio is on the books before the new one is heard.
    let entered = enterDue(at: now)
    let since = decidedThrough
    decidedThrough = max(decidedThrough, now)
    ledger = portfolio
    self.portfolio = portfolio
    self.plans = plans
    ladders = LadderCache()
    applyAnswers(at: now)
    let transitions = entered + layOut(from: since, at: now)
    return (TimelineChange(from: before, to: duties), transitions)
  }

  // MARK: Answers

  /// Takes an answer to an open alert. The same answer twice gives an empty transition.
  package mutating func acknowledge(
    _ id: AlertID, _ answer: Acknowledgement
  ) throws(AcknowledgementProblem) -> Transition {
    guard var alert = openAlerts[id] else { throw .unknownAlert }
    if let party = answer.party, !alert.recipients.contains(where: { $0.party == party }) {
      throw .notARecipient(party)
    }
    if let promise = answer.promise, promise < portfolio.zone.date(of: answer.at) { throw .promiseInThePast(promise) }

    var transition = Transition(at: answer.at)
    let policy = policy(of: alert.duty)
    guard alert.take(answer, by: policy, book) else { return transition }
    openAlerts[id] = alert
    transition.alerts.append(alert)
    transition.journal.append(
      JournalEntry(
        at: answer.at, .alertAcknowledged, duty: alert.duty, due: alert.due, rung: alert.rung, alert: id,
        party: answer.party, actor: answer.actor, reason: answer.note,
        detail: answer.promise.map { ["promise": "\($0)"] } ?? [:]))
    // An older alert may be answered too: that does not answer the last one, but what is promised is promised.
    if let index = indexOfDuty[alert.duty], var state = states[index], state.lastAlert?.due == alert.due,
      state.lastAlert?.alert == id || answer.promise != nil
    {
      if state.lastAlert?.alert == id, alert.isAnswered(by: policy, book) { state.lastAlert?.isAnswered = true }
      if let promise = answer.promise { state.lastAlert?.promise = promise }
      states[index] = state
      transition.states.append(state)
      if let ladder = ladder(for: duties[index]) {
        let restraint = restraint(on: duties[index], at: answer.at)
        arm(index, at: ladder.nextInstant(duties[index], state, restraint, after: answer.at))
      }
    }
    return transition
  }

  package func state(of duty: DutyID) -> DutyState? {
    indexOfDuty[duty].flatMap { states[$0] } ?? dormantStates[duty]
  }

  package func index(of duty: DutyID) -> Int? { indexOfDuty[duty] }

  package mutating func ladder(for duty: Duty) -> Ladder? { ladders.ladder(for: duty, in: portfolio) }

  // MARK: Laying out

  /// Untouched duties whose timers have run out are put on the books, nothing raised: moved or withdrawn by what comes
  /// next, they are accounted for.
  mutating func enterDue(at now: Instant) -> [Transition] {
    var due = overdue.map { Array($0.duties[$0.next...]) } ?? []
    overdue = nil
    due += ring(at: now).duties
    var transitions: [Transition] = []
    for index in due where states[index] == nil {
      guard let ladder = ladder(for: duties[index]) else { continue }
      let decision = enter(duties[index], ladder: ladder, at: now)
      states[index] = decision.state
      if decision.state != nil { transitions.append(carryOut(decision, for: duties[index].id, at: now)) }
    }
    return transitions
  }

  /// Derives the duties anew, brings every state up to them, and arms the wheel.
  ///
  /// - Parameter since: up to when duties were brought up to date; what lapsed after it is still to be closed.
  mutating func layOut(from since: Instant, at now: Instant) -> [Transition] {
    derive(from: since, at: now)
    var transitions: [Transition] = []
    if !ledger.answers.isEmpty {
      transitions = takeFiled(at: now)
      if transitions.contains(where: { !$0.answers.isEmpty }) {
        applyAnswers(at: now)
        derive(from: since, at: now)
      }
    }
    let horizon = laidOut.through
    // An occurrence past the horizon is not gone: the clock was set back, and will come to it again.
    let lastDay = portfolio.zone.date(of: horizon)
    let gone = dormantStates.values.filter { $0.phase == .open && !($0.duty.isOccurrence && $0.due > lastDay) }
    for state in gone.sorted(by: { $0.duty < $1.duty }) {
      let decision = withdraw(state, at: now)
      transitions.append(carryOut(decision, for: state.duty, at: now))
      dormantStates[state.duty] = decision.state
    }
    for index in duties.indices { decideDuty(index, at: now, &transitions) }
    decidedThrough = max(decidedThrough, now)
    // Well before the last occurrence laid out: the longest period is a year, and its reminders come a month ahead.
    wheel.arm(horizonTimer, at: (now + 30 * 86_400).tick)
    return transitions
  }

  /// Duties anew, each with the state it had; nothing is decided, and nothing armed.
  private mutating func derive(from since: Instant, at now: Instant) {
    for case let state? in states { dormantStates[state.duty] = state }
    laidOut = (min(since, now), now + Int64(Limits.horizonDays) * 86_400)
    duties = laidOutDuties(of: portfolio)
    indexOfDuty = Dictionary(duties.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { a, _ in a })
    states = duties.map { dormantStates.removeValue(forKey: $0.id) }
    wheel = TimerWheel(now: now.tick, capacity: duties.count + 1)
    // Laid out anew, every duty is decided.
    overdue = nil
  }

  mutating func decideDuty(_ index: Int, at now: Instant, _ transitions: inout [Transition]) {
    let duty = duties[index]
    guard let ladder = ladder(for: duty) else { return }
    let restraint = restraint(on: duty, at: now)
    var decision = decide(
      duty, states[index], ladder: ladder, since: decidedThrough, restraint: restraint, at: now)
    var alert: Alert?
    if let raise = decision.raise {
      let made = factory.alert(nextAlertID(at: now), for: duty, raise, ladder: ladder, at: now)
      decision.state?.raised(made)
      decision.next = ladder.nextInstant(duty, decision.state, restraint, after: now)
      alert = made
    }
    let isChanged = decision.state != states[index]
    states[index] = decision.state
    arm(index, at: decision.next)
    guard isChanged || !decision.journal.isEmpty else { return }
    var transition = carryOut(decision, for: duty.id, at: now)
    if let alert {
      openAlerts[alert.id] = alert
      alertsOfDuty[duty.id, default: []].append(alert.id)
      if let project = alert.project { alertsOfProject[project, default: []].insert(alert.id) }
      transition.alerts.append(alert)
      transition.deliveries += factory.deliveries(of: alert, ladder: ladder)
      transition.journal.append(
        JournalEntry(
          at: now, .rungRaised, duty: duty.id, due: duty.due, rung: alert.rung, alert: alert.id,
          reason: alert.reason.trigger,
          detail: ["level": alert.level, "scheduled": portfolio.zone.iso(alert.reason.scheduledAt)]))
    }
    transitions.append(transition)
    if let project = duty.project, released.remove(project) != nil { lookAgain(at: project, now, &transitions) }
  }

  /// An alert was closed that may have held others back: what it alone silenced comes back.
  private mutating func lookAgain(at project: ProjectID, _ now: Instant, _ transitions: inout [Transition]) {
    for index in duties.indices where duties[index].project == project {
      guard states[index]?.settled.contains(where: { $0.outcome == .silenced }) == true else { continue }
      decideDuty(index, at: now, &transitions)
    }
  }

  private mutating func carryOut(_ decision: Decision, for duty: DutyID, at now: Instant) -> Transition {
    var transition = Transition(at: now)
    if let state = decision.state { transition.states.append(state) }
    transition.journal = decision.journal
    if let id = decision.reopensAlert, var alert = openAlerts[id] {
      alert.state = .raised
      openAlerts[id] = alert
      transition.alerts.append(alert)
    }
    guard decision.closesAlerts else { return transition }
    for id in alertsOfDuty.removeValue(forKey: duty) ?? [] {
      guard var alert = openAlerts.removeValue(forKey: id) else { continue }
      alert.state = .closed
      if let project = alert.project {
        alertsOfProject[project]?.remove(id)
        if !portfolio.inhibitions.isEmpty { released.insert(project) }
      }
      transition.alerts.append(alert)
      transition.journal.append(
        JournalEntry(at: now, .alertClosed, duty: duty, due: alert.due, rung: alert.rung, alert: id))
    }
    return transition
  }

  private mutating func arm(_ index: Int, at instant: Instant?) {
    if let instant { wheel.arm(UInt32(index), at: instant.tick) } else { wheel.cancel(UInt32(index)) }
  }

  private mutating func nextAlertID(at now: Instant) -> AlertID {
    let year = portfolio.zone.date(of: now).year
    let number = (alertNumbers[year] ?? 0) + 1
    alertNumbers[year] = number
    return AlertID("\(year)-\(number)")
  }
}

/// One ladder for each policy and calendar in use.
private struct LadderCache {
  private struct Key: Hashable {
    let policy: PolicyID
    let calendar: CalendarID
  }
  private var ladders: [Key: Ladder] = [:]

  mutating func ladder(for duty: Duty, in portfolio: Portfolio) -> Ladder? {
    let key = Key(policy: duty.policy, calendar: duty.calendar)
    if let ladder = ladders[key] { return ladder }
    guard let policy = portfolio.policies[duty.policy], let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    let ladder = Ladder(policy: policy, calendar: calendar, zone: portfolio.zone)
    ladders[key] = ladder
    return ladder
  }
}

extension Instant {
  /// The wheel's unit is the second; nothing is due before 1970.
  fileprivate var tick: UInt64 { UInt64(max(0, seconds)) }
  fileprivate init(tick: UInt64) { self.init(seconds: Int64(tick)) }
}
