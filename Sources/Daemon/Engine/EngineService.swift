package import Core
package import Logging
import ServiceLifecycle
package import Store

/// The only one that decides: sleeps until the next instant, decides, commits, and only then lets anything be sent.
package actor EngineService: Service {
  private var engine: Engine
  private let store: Store
  private var accounts: Accounts
  private var alerts: AlertTally
  private let clock: any WallClock
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let logger: Logger
  /// Nil in a drill, whose clock is right by definition.
  private var hold: ClockHold?
  /// Up to when all is decided, once what was handed in is stored.
  private var unrecorded: Instant?
  /// What waits for the clock to be right: the start, and a load after it.
  private var waiting = Waiting()
  /// In a drill every instant is lived through, however fast the clock runs; in earnest what came due meanwhile is
  /// caught up with at once, one alert a duty.
  private let livesEveryInstant: Bool
  private let committer: Committer
  /// Deciding a large load takes a while, which the pool of Swift's tasks should not have to wait for.
  private let executor = BlockingExecutor(label: "daopai.engine")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A commit that failed, whoever asked for it: the engine is ahead of the store then, and must not go on.
  private let failures: AsyncStream<any Error>

  /// Decisions made in one go, before questions have their turn.
  private static let slice = 128
  /// So many slices may be decided ahead of the store.
  private static let ahead = 16

  private struct Waiting {
    /// To be started with these inputs.
    var start: String??
    var load: (portfolio: Portfolio, plans: [ProjectID: ProjectPlan], inputs: String?, actor: String)?
  }

  /// - Parameter lastInstant: the highest that is in the store.
  package init(
    engine: consuming Engine, store: Store, clock: any WallClock, dispatch: DispatchService, metrics: DaemonMetrics,
    lastInstant: Instant?, isDrill: Bool, logger: Logger
  ) {
    accounts = Accounts(pendingAtStart: engine.pendingCount)
    alerts = AlertTally(engine.openAlerts.values)
    self.engine = engine
    self.store = store
    self.clock = clock
    self.dispatch = dispatch
    self.metrics = metrics
    self.livesEveryInstant = isDrill
    self.hold = isDrill ? nil : ClockHold(recorded: lastInstant)
    self.logger = logger
    let (failures, fail) = AsyncStream<any Error>.makeStream()
    self.failures = failures
    committer = Committer(store: store, dispatch: dispatch, metrics: metrics) { fail.yield($0) }
  }

  /// Catches up with whatever came due before. To be called once, before `run`.
  ///
  /// - Parameter inputs: what the archive calls the files of the portfolio.
  package func start(inputs: String? = nil) async throws {
    let now = clock.now()
    guard admits(now) else {
      waiting.start = .some(inputs)
      return
    }
    var transitions = engine.start(at: now)
    var started = Transition(at: now)
    started.journal.append(
      JournalEntry(
        at: now, .daemonStarted,
        detail: ["version": Version.current, "duties": String(engine.duties.count)].naming(inputs)))
    transitions.insert(started, at: 0)
    try await commit(transitions)
    arm()
  }

  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      // On our own thread: an instant that has come needs no other to be told.
      group.addTask(executorPreference: executor) {
        for await event in self.clock.events.cancelOnGracefulShutdown() { try await self.take(event) }
      }
      group.addTask {
        for await failure in self.failures.cancelOnGracefulShutdown() { throw failure }
      }
    }
  }

  private func take(_ event: WallClockEvent) async throws {
    switch event {
    case .due:
      if hold?.isHolding == true { try await clockStepped() } else { try await tick() }
    case .stepped: try await clockStepped()
    }
  }

  /// Slice by slice: each is handed in to be stored before anybody else has a turn.
  private func tick() async throws {
    let now = clock.now()
    while let next = engine.nextInstant(), next <= now {
      let number = handIn(engine.advance(to: livesEveryInstant ? next : now, limit: Self.slice))
      try await committer.stored(number - Self.ahead)
      await Task.yield()
    }
    // In a drill the next instant may come before this one is on the disk; in earnest nothing waits for it.
    arm()
    try await stored()
  }

  private func clockStepped() async throws {
    let now = clock.now()
    guard admits(now) else { return }
    if let inputs = waiting.start {
      waiting.start = nil
      try await start(inputs: inputs)
      dispatch.wake()
      return try await loadWaiting()
    }
    logger.notice("The wall clock was set; every instant is computed anew", metadata: ["now": "\(iso(now))"])
    var transitions = engine.clockStepped(to: now)
    var noted = Transition(at: now)
    noted.journal.append(JournalEntry(at: now, .clockStepped))
    transitions.insert(noted, at: 0)
    try await commit(transitions)
    arm()
    // Messages that wait for an hour have to look at the clock again.
    dispatch.wake()
    try await loadWaiting()
  }

  /// Whether decisions may be made; if not, says so and waits for the clock to be set, or to come to where it was.
  private func admits(_ now: Instant) -> Bool {
    guard hold?.admits(now) == false, let release = hold?.release else { return true }
    logger.error(
      "The wall clock cannot be right: nothing is decided before it has been set",
      metadata: ["now": "\(iso(now))", "not before": "\(iso(release))"])
    clock.arm(release)
    return false
  }

  private func loadWaiting() async throws {
    guard let load = waiting.load else { return }
    waiting.load = nil
    _ = try await reload(load.portfolio, plans: load.plans, inputs: load.inputs, actor: load.actor)
  }

  /// The last line of this run; to be called when nothing is under way any more.
  package func stop() async throws {
    if waiting.start != nil { return }
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    var last = Transition(at: now)
    last.journal.append(JournalEntry(at: now, .daemonStopped))
    try await commit([last])
  }

  // MARK: Commands

  /// - Throws: `AcknowledgementProblem`, or `StoreError`.
  package func acknowledge(_ id: AlertID, _ answer: (Instant) -> Acknowledgement) async throws -> Alert {
    if let hold, hold.isHolding { throw AcknowledgementProblem.clockIsWrong(until: hold.release) }
    let transition = try engine.acknowledge(id, answer(clock.now()))
    let alert = engine.openAlerts[id]
    arm()
    try await commit([transition])
    guard let alert else { throw AcknowledgementProblem.unknownAlert }
    return alert
  }

  /// - Returns: the answer as it is kept, with the book it stands in; said again it is the one taken the first time.
  /// - Throws: `AnswerProblem`, or `StoreError`.
  package func take(_ answer: (Instant) -> Answer) async throws -> (answer: Answer, book: AnswerBook, now: Instant) {
    if let hold, hold.isHolding { throw AnswerProblem.clockIsWrong(until: hold.release) }
    let now = clock.now()
    let given = answer(now)
    let transitions = try engine.take(given)
    let kept = transitions.lazy.flatMap(\.answers).first ?? engine.kept(given)
    let book = engine.book
    arm()
    try await commit(transitions)
    guard let kept else { throw AnswerProblem.senseless("the answer is not in the book") }
    return (kept, book, now)
  }

  /// While the clock is wrong the load waits for it; the change is not known yet, and given as none.
  package func reload(
    _ portfolio: Portfolio, plans: [ProjectID: ProjectPlan], inputs: String? = nil, actor: String
  ) async throws -> TimelineChange {
    if hold?.isHolding == true {
      waiting.load = (portfolio, plans, inputs, actor)
      return TimelineChange(added: 0, moved: 0, withdrawn: 0)
    }
    let now = clock.now()
    var (change, transitions) = engine.reload(portfolio, plans: plans, at: now)
    var noted = Transition(at: now)
    noted.journal.append(
      JournalEntry(
        at: now, .portfolioLoaded, actor: actor,
        detail: [
          "projects": String(portfolio.projects.count), "duties": String(engine.duties.count),
          "added": String(change.added), "moved": String(change.moved), "withdrawn": String(change.withdrawn),
        ].naming(inputs)))
    transitions.insert(noted, at: 0)
    arm()
    try await commit(transitions)
    return change
  }

  package func reloadRejected(errors: Int, actor: String) async throws {
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    var noted = Transition(at: now)
    noted.journal.append(
      JournalEntry(at: now, .reloadRejected, actor: actor, detail: ["errors": String(errors)]))
    try await commit([noted])
  }

  /// In force. Its parts do not change while duties are decided, so holding on to it costs the engine nothing.
  package var portfolio: Portfolio { engine.portfolio }

  /// What the status needs: nothing of it has to be copied by an engine that goes on deciding.
  package func facts() -> EngineFacts {
    EngineFacts(
      at: clock.now(), portfolio: engine.portfolio, duties: engine.duties.count, alerts: alerts.counts,
      next: engine.nextInstant(), timers: engine.timerCount, heldUntil: hold.flatMap { $0.isHolding ? $0.release : nil }
    )
  }

  /// Everything. As long as the caller keeps it, the engine has to copy what it changes.
  package func snapshot() -> EngineSnapshot {
    EngineSnapshot(
      at: clock.now(), portfolio: engine.portfolio, duties: engine.duties, states: engine.states,
      openAlerts: engine.openAlerts, book: engine.book, accounts: accounts, pending: engine.pendingCount,
      next: engine.nextInstant(), timers: engine.timerCount, heldUntil: hold.flatMap { $0.isHolding ? $0.release : nil }
    )
  }

  /// Answers only when the loop is free and the store writes: what the watchdog wants to know.
  package func isAlive() -> Bool { store.isAlive() }

  // MARK: Committing

  private func commit(_ transitions: [Transition]) async throws {
    handIn(transitions)
    try await stored()
  }

  /// In the same turn in which it was decided, so that nothing decided later can be stored before it.
  @discardableResult
  private func handIn(_ transitions: [Transition]) -> Int {
    for transition in transitions {
      accounts.take(transition.journal)
      for alert in transition.alerts { alerts.take(alert) }
    }
    if transitions.contains(where: { !$0.isEmpty }) { unrecorded = engine.decidedThrough }
    return committer.handIn(transitions, decidedThrough: engine.decidedThrough)
  }

  /// Waits for all that was handed in so far.
  private func stored() async throws {
    let through = unrecorded
    try await committer.stored(committer.lastHandedIn)
    if let through { hold?.record(through) }
  }

  private func arm() {
    let next = engine.nextInstant()
    clock.arm(next)
    metrics.armed(timers: engine.timerCount)
  }

  private func iso(_ instant: Instant) -> String { engine.portfolio.zone.iso(instant) }
}

extension [String: String] {
  /// With the files of a load.
  fileprivate func naming(_ inputs: String?) -> Self {
    var named = self
    named["inputs"] = inputs
    return named
  }
}
