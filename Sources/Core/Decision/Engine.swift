/// Duties, their states and the wheel that says whose turn it is: the one owner of what changes.
///
/// It has no clock: the shell says what time it is, stores the transitions it gets back, and only then sends anything.
///
///     start ──► lay out duties ──► decide each ──► arm one timer a duty
///     advance(to:) ──► wheel gives up the due ones ──► decide each ──► arm its next instant
///     reload, answers ──► lay out what they bear on ──► decide that
package struct Engine: ~Copyable {
  /// As it was loaded.
  package internal(set) var ledger: Portfolio
  package internal(set) var openAlerts: OpenAlerts
  package internal(set) var book: AnswerBook
  package internal(set) var versions: PolicyVersions
  /// By slot; none = untouched.
  var states = SlotStates()

  let share: DutyShare
  /// Lines of the journal and deliveries are made up, because somebody will have them.
  let keepsBooks: Bool
  var table = DutyTable()
  /// States of duties that are not laid out now: withdrawn, or lapsed long ago.
  var dormantStates: CountedStates
  /// Projects on which an alert was closed that may have held others back.
  var released: Set<ProjectID> = []
  private var alertNumbers: [Int: Int]
  /// By number of the rule; nil = not asked for yet.
  private var ladders: [Ladder?] = []
  /// Of older versions, as far as some chase is on them.
  var keptLadders: [KeptLadder: Ladder] = [:]
  var livePlans = LivePlans()
  var factory: AlertFactory
  /// The stretch of time that duties were laid out for.
  var laidOut: (since: Instant, through: Instant)
  var wheel: TimerWheel
  /// Slots whose timers have run out and that are still to be decided; empty between calls.
  var overdue: [Int] = []
  /// What the last `advance` left undecided.
  var turn: Turn?
  /// Up to when every duty has been decided, once the transitions given out are stored.
  package internal(set) var decidedThrough: Instant
  /// Nothing was ever decided: there is nothing to catch up with.
  private let isFirstRun: Bool
  /// They plan projects, when many are to be planned.
  let workers: any Workers

  package init(
    portfolio: Portfolio, memory: EngineMemory, instance: String, isDrill: Bool, at now: Instant,
    workers: any Workers = OneWorker()
  ) {
    self.init(
      portfolio: portfolio, memory: memory, share: .whole, keepsBooks: true, instance: instance, isDrill: isDrill,
      at: now, workers: workers)
  }

  /// - Parameter share: the only duties that are laid out. Nothing in the ledger may bear on those of another.
  init(
    portfolio: Portfolio, memory: EngineMemory, share: DutyShare, keepsBooks: Bool, instance: String, isDrill: Bool,
    at now: Instant, workers: any Workers = OneWorker()
  ) {
    self.workers = workers
    ledger = portfolio
    self.share = share
    self.keepsBooks = keepsBooks
    book = AnswerBook(memory.answers, highest: memory.highestAnswer)
    versions = PolicyVersions(memory.policies)
    laidOut = (now, now)
    factory = AlertFactory(portfolio: portfolio, isDrill: isDrill, instance: instance)
    dormantStates = CountedStates(
      Dictionary(memory.states.map { ($0.duty, $0) }, uniquingKeysWith: { _, last in last }))
    openAlerts = OpenAlerts(memory.openAlerts)
    alertNumbers = memory.alertNumbers
    decidedThrough = memory.decidedThrough ?? now
    isFirstRun = memory.decidedThrough == nil
    wheel = TimerWheel(now: now.tick)
    openAlerts.listsProjects = !portfolio.inhibitions.isEmpty
    versions.use(portfolio.policies)
    applyAnswers(at: now)
  }

  /// In force: the ledger with the answers given since.
  package var portfolio: Portfolio { factory.portfolio }
  package var duties: DutyList { DutyList(table: table, portfolio: portfolio) }
  /// One more whenever duties are laid out.
  package internal(set) var layouts = 0

  /// When `advance` next has something to do.
  package mutating func nextInstant() -> Instant? { turn?.at ?? wheel.nextDeadline().map(Instant.init(tick:)) }

  /// Some of the duties that have rung are still to be decided.
  package var isBetweenSlices: Bool { turn != nil }

  package var timerCount: Int { wheel.count }

  /// Rungs pending on the books, of duties laid out or not.
  package var pendingCount: Int { states.pending + dormantStates.pending }

  // MARK: Start, time, reload

  /// Lays everything out and catches up: a duty whose rungs came due meanwhile raises at most one alert.
  package mutating func start(at now: Instant) -> [Transition] {
    if isFirstRun { decidedThrough = now }
    return layOut(.everything, from: decidedThrough, at: now).transitions + settleVersions(at: now)
  }

  /// Duties whose timers have rung, in the order of their instants; where some alerts inhibit others, those that close come first.
  struct Turn {
    var at: Instant
    var duties: [Int] = []
    /// In `duties`.
    var next = 0
    var extendsHorizon = false
  }

  /// Decides every duty that is due by `now`, in the order of `Turn`.
  ///
  /// - Parameter limit: no more than so many. The next call decides those left, as of the same instant, before it looks at
  ///   its own; `nextInstant` does not move on before.
  package mutating func advance(to now: Instant, limit: Int = .max) -> [Transition] {
    var turn = self.turn ?? ring(at: now)
    self.turn = nil
    var transitions: [Transition] = []
    let end = turn.next + min(limit, turn.duties.count - turn.next)
    for index in turn.duties[turn.next..<end] { decideDuty(index, at: turn.at, &transitions) }
    turn.next = end
    if end < turn.duties.count {
      self.turn = turn
      return transitions
    }
    let since = decidedThrough
    decidedThrough = max(decidedThrough, turn.at)
    if turn.extendsHorizon { transitions += layOut(.series, from: since, at: turn.at).transitions }
    return transitions
  }

  /// Turns the wheel to `now`.
  private mutating func ring(at now: Instant) -> Turn {
    var turn = Turn(at: now)
    // A timer armed for a moment already past is given up at the wheel's own time, which never runs backwards.
    wheel.advance(to: max(now.tick, wheel.now)) { timer, _ in
      if timer == Self.horizonTimer { turn.extendsHorizon = true } else { turn.duties.append(Self.slot(timer)) }
    }
    turn.duties = closingFirst(turn.duties, at: now)
    return turn
  }

  /// The wall clock was set: every timer is armed anew. Nothing that was raised is raised again, because what has been
  /// raised is remembered by duty, rung and due date, not by comparing times.
  package mutating func clockStepped(to now: Instant) -> [Transition] {
    wheel = TimerWheel(now: now.tick, capacity: table.end + 1)
    return layOut(.everything, from: decidedThrough, at: now).transitions
  }

  /// Takes a new portfolio, and decides what it changes. Pending rungs move with their due dates; nothing sent is sent
  /// again.
  package mutating func reload(
    _ portfolio: Portfolio, at now: Instant
  ) -> (change: TimelineChange, transitions: [Transition]) {
    // What came due a moment ago under the old portfolio is on the books before the new one is heard.
    let entered = enterDue(at: now)
    let since = decidedThrough
    decidedThrough = max(decidedThrough, now)
    let before = self.portfolio
    ledger = portfolio
    ladders = []
    keptLadders = [:]
    openAlerts.listsProjects = !portfolio.inhibitions.isEmpty
    versions.use(portfolio.policies)
    livePlans.forget()
    applyAnswers(at: now)
    let scope: Scope = before.hasSameRules(as: portfolio) ? .changes : .everything
    let (change, transitions) = layOut(scope, from: since, at: now, before: before)
    return (change, entered + transitions + settleVersions(at: now))
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
    openAlerts.replace(alert)
    transition.alerts.append(alert)
    transition.journal.append(
      JournalEntry(
        at: answer.at, .alertAcknowledged, duty: alert.duty, due: alert.due, rung: alert.rung, alert: id,
        party: answer.party, actor: answer.actor, reason: answer.note,
        detail: answer.promise.map { ["promise": "\($0)"] } ?? [:]))
    // An older alert may be answered too: that does not answer the last one, but what is promised is promised.
    if let slot = slot(of: alert.duty), var state = states[slot], state.lastAlert?.due == alert.due,
      state.lastAlert?.alert == id || answer.promise != nil
    {
      if state.lastAlert?.alert == id, alert.isAnswered(by: policy, book) { state.lastAlert?.isAnswered = true }
      if let promise = answer.promise { state.lastAlert?.promise = promise }
      states[slot] = state
      transition.states.append(state)
      if let ladder = ladder(at: slot) {
        let duty = duty(slot)
        arm(slot, at: ladder.nextInstant(duty, state, restraint(on: duty, slot, at: answer.at), after: answer.at))
      }
    }
    return transition
  }

  // MARK: Looking up

  package func state(of duty: DutyID) -> DutyState? { slot(of: duty).flatMap { states[$0] } ?? dormantStates[duty] }

  /// Where a duty stands in the table; nil: it is not laid out.
  package func slot(of duty: DutyID) -> Int? { table.slot(of: duty, in: portfolio) }

  func duty(_ slot: Int) -> Duty { table.duty(slot, in: portfolio) }

  /// Duties of the project or row of that id.
  func slots(under root: String) -> [Int] {
    (table.slots(of: .project(ProjectID(root))) + table.slots(of: .row(root)) + table.slots(of: .quota(root)))
      .map { Int($0) }
  }

  mutating func ladder(at slot: Int) -> Ladder? {
    if let kept = kept(at: slot) { return ladder(of: kept, at: slot) }
    let rule = table.rule(slot)
    if rule < ladders.count, let ladder = ladders[rule] { return ladder }
    let duty = table.outline(slot, in: portfolio)
    guard let policy = portfolio.policies[duty.policy], let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    let ladder = Ladder(
      policy: policy, calendar: calendar, zone: portfolio.zone, version: versions.inForce(policy.id))
    if rule >= ladders.count { ladders += Array(repeating: nil, count: rule + 1 - ladders.count) }
    ladders[rule] = ladder
    return ladder
  }

  /// Lays out more occurrences of recurring duties.
  static var horizonTimer: UInt32 { 0 }
  private static func slot(_ timer: UInt32) -> Int { Int(timer) - 1 }

  mutating func arm(_ slot: Int, at instant: Instant?) {
    let timer = UInt32(slot + 1)
    if let instant { wheel.arm(timer, at: instant.tick) } else { wheel.cancel(timer) }
  }

  /// Untouched duties whose timers have run out are put on the books, nothing raised: moved or withdrawn by what comes
  /// next, they are accounted for. To be followed by `decideOverdue`.
  mutating func enterDue(at now: Instant) -> [Transition] {
    var due: [Int] = []
    var extendsHorizon = false
    wheel.advance(to: max(now.tick, wheel.now)) { timer, _ in
      if timer == Self.horizonTimer { extendsHorizon = true } else { due.append(Self.slot(timer)) }
    }
    if extendsHorizon { wheel.arm(Self.horizonTimer, at: now.tick) }
    overdue += due
    var transitions: [Transition] = []
    for slot in due where states[slot] == nil {
      guard let ladder = ladder(at: slot) else { continue }
      let decision = enter(duty(slot), ladder: ladder, at: now)
      states[slot] = decision.state
      if decision.state != nil { transitions.append(carryOut(decision, for: duty(slot).id, at: now)) }
    }
    return transitions
  }

  mutating func nextAlertID(at now: Instant) -> AlertID {
    let year = portfolio.zone.date(of: now).year
    let number = (alertNumbers[year] ?? 0) + 1
    alertNumbers[year] = number
    return AlertID(String(year) + "-" + String(number))
  }
}

extension Portfolio {
  /// Whether instants of duties are reckoned alike: ladders, calendars, time zone.
  fileprivate func hasSameRules(as other: Portfolio) -> Bool {
    zone == other.zone && policies == other.policies && defaultPolicies == other.defaultPolicies
      && calendars == other.calendars && inhibitions == other.inhibitions
  }
}

extension Instant {
  /// The wheel's unit is the second; nothing is due before 1970.
  var tick: UInt64 { UInt64(max(0, seconds)) }
  fileprivate init(tick: UInt64) { self.init(seconds: Int64(tick)) }
}
