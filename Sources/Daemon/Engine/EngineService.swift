package import Core
package import Logging
import ServiceLifecycle
package import Store

/// The only writer: sleeps until the next instant, decides, commits, and only then lets anything be sent.
package actor EngineService: Service {
  private var engine: Engine
  private let store: Store
  private var accounts: Accounts
  private let clock: any WallClock
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let logger: Logger
  /// Nil in a drill, whose clock is right by definition.
  private var hold: ClockHold?
  /// What waits for the clock to be right: the start, and a load after it.
  private var waiting = Waiting()
  /// In a drill every instant is lived through, however fast the clock runs; in earnest what came due meanwhile is
  /// caught up with at once, one alert a duty.
  private let livesEveryInstant: Bool
  /// Commits wait for the disk.
  private let executor = BlockingExecutor(label: "daopai.engine")
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A commit that failed, whoever asked for it: the engine is ahead of the store then, and must not go on.
  private let failures: AsyncStream<any Error>
  private let fail: AsyncStream<any Error>.Continuation

  private struct Waiting {
    /// To be started with what was loaded from there.
    var start: LoadOrigin?
    var load: (portfolio: Portfolio, origin: LoadOrigin, actor: String)?
  }

  /// - Parameter lastInstant: the highest that is in the store.
  package init(
    engine: consuming Engine, store: Store, clock: any WallClock, dispatch: DispatchService, metrics: DaemonMetrics,
    lastInstant: Instant?, isDrill: Bool, logger: Logger
  ) {
    accounts = Accounts(pendingAtStart: engine.pendingCount)
    self.engine = engine
    self.store = store
    self.clock = clock
    self.dispatch = dispatch
    self.metrics = metrics
    self.livesEveryInstant = isDrill
    self.hold = isDrill ? nil : ClockHold(recorded: lastInstant)
    self.logger = logger
    (failures, fail) = AsyncStream.makeStream()
  }

  /// Catches up with whatever came due before. To be called once, before `run`.
  ///
  /// - Parameter origin: of the portfolio that the engine was made with.
  package func start(_ origin: LoadOrigin) throws {
    let now = clock.now()
    guard admits(now) else {
      waiting.start = origin
      return
    }
    let transitions = engine.start(at: now)
    try commit(
      transitions,
      after: .started(
        at: now, version: Version.current, duties: engine.duties.count, isDrill: livesEveryInstant, from: origin))
    arm()
  }

  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask {
        for await event in self.clock.events.cancelOnGracefulShutdown() { try await self.take(event) }
      }
      group.addTask {
        for await failure in self.failures.cancelOnGracefulShutdown() { throw failure }
      }
    }
  }

  private func take(_ event: WallClockEvent) throws {
    switch event {
    case .due: try hold?.isHolding == true ? clockStepped() : tick()
    case .stepped: try clockStepped()
    }
  }

  private func tick() throws {
    let now = clock.now()
    while let next = engine.nextInstant(), next <= now {
      let instant = livesEveryInstant ? next : now
      let transitions = engine.advance(to: instant)
      try commit(transitions, after: transitions.isEmpty ? JournalEntry(at: instant, .daemonWoke) : nil)
    }
    arm()
  }

  private func clockStepped() throws {
    let now = clock.now()
    guard admits(now) else { return }
    if let origin = waiting.start {
      waiting.start = nil
      try start(origin)
      dispatch.wake()
      return try loadWaiting()
    }
    logger.notice("The wall clock was set; every instant is computed anew", metadata: ["now": "\(iso(now))"])
    let transitions = engine.clockStepped(to: now)
    try commit(transitions, after: JournalEntry(at: now, .clockStepped))
    arm()
    // Messages that wait for an hour have to look at the clock again.
    dispatch.wake()
    try loadWaiting()
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

  private func loadWaiting() throws {
    guard let load = waiting.load else { return }
    waiting.load = nil
    _ = try reload(load.portfolio, from: load.origin, actor: load.actor)
  }

  /// The last line of this run; to be called when nothing is under way any more.
  package func stop() throws {
    if waiting.start != nil { return }
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    try commit([], after: JournalEntry(at: now, .daemonStopped))
  }

  // MARK: Commands

  /// - Throws: `AcknowledgementProblem`, or `StoreError`.
  package func acknowledge(_ id: AlertID, _ answer: (Instant) -> Acknowledgement) throws -> Alert {
    if let hold, hold.isHolding { throw AcknowledgementProblem.clockIsWrong(until: hold.release) }
    let transition = try engine.acknowledge(id, answer(clock.now()))
    let alert = engine.openAlerts[id]
    try commit([transition])
    arm()
    guard let alert else { throw AcknowledgementProblem.unknownAlert }
    return alert
  }

  /// - Returns: the answer as it is kept, with the book it stands in; said again it is the one taken the first time.
  /// - Throws: `AnswerProblem`, or `StoreError`.
  package func take(_ answer: (Instant) -> Answer) throws -> (answer: Answer, book: AnswerBook, now: Instant) {
    if let hold, hold.isHolding { throw AnswerProblem.clockIsWrong(until: hold.release) }
    let now = clock.now()
    let given = answer(now)
    let transitions = try engine.take(given)
    try commit(transitions)
    arm()
    let kept = transitions.lazy.flatMap(\.answers).first ?? engine.kept(given)
    guard let kept else { throw AnswerProblem.senseless("the answer is not in the book") }
    return (kept, engine.book, now)
  }

  /// While the clock is wrong the load waits for it; the change is not known yet, and given as none.
  package func reload(
    _ portfolio: Portfolio, from origin: LoadOrigin, actor: String
  ) throws -> TimelineChange {
    if hold?.isHolding == true {
      waiting.load = (portfolio, origin, actor)
      return TimelineChange(added: 0, moved: 0, withdrawn: 0)
    }
    let now = clock.now()
    let (change, transitions) = engine.reload(portfolio, at: now)
    try commit(
      transitions,
      after: .loaded(
        at: now, actor: actor, projects: portfolio.projects.count, duties: engine.duties.count, change, from: origin))
    arm()
    return change
  }

  package func reloadRejected(errors: Int, actor: String) throws {
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    try commit([], after: JournalEntry(at: now, .reloadRejected, actor: actor, detail: ["errors": String(errors)]))
  }

  package func snapshot() -> EngineSnapshot {
    EngineSnapshot(
      at: clock.now(), portfolio: engine.portfolio, duties: engine.duties, states: engine.states,
      openAlerts: engine.openAlerts, book: engine.book, versions: engine.versions, accounts: accounts,
      pending: engine.pendingCount, next: engine.nextInstant(), timers: engine.timerCount,
      heldUntil: hold.flatMap { $0.isHolding ? $0.release : nil })
  }

  /// Answers only when the loop is free and the store writes: what the watchdog wants to know.
  package func isAlive() -> Bool { store.isAlive() }

  // MARK: Committing

  /// Without a suspension in between: two decisions on one duty are stored in the order they were made.
  ///
  /// - Parameter noted: the line that says what brought the decisions about, where they do not say it themselves.
  private func commit(_ transitions: [Transition], after noted: JournalEntry? = nil) throws {
    var rest = ((noted.map { [Transition(noting: $0)] } ?? []) + transitions)[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(Limits.commitBatch))
      rest = rest.dropFirst(batch.count)
      do {
        try store.commit(batch, decidedThrough: rest.isEmpty ? engine.decidedThrough : nil)
      } catch {
        fail.yield(error)
        throw error
      }
      if rest.isEmpty { hold?.record(engine.decidedThrough) }
      for transition in batch { accounts.take(transition.journal) }
      metrics.committed(batch)
      if batch.contains(where: { !$0.deliveries.isEmpty }) { dispatch.wake() }
    }
  }

  private func arm() {
    let next = engine.nextInstant()
    clock.arm(next)
    metrics.armed(timers: engine.timerCount)
  }

  private func iso(_ instant: Instant) -> String { engine.portfolio.zone.iso(instant) }
}
