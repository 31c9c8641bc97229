package import Control
package import Core
package import Logging
import ServiceLifecycle
package import Store
import Synchronization

/// The only one that decides: sleeps until the next instant, decides, commits, and only then lets anything be sent.
package actor EngineService: Service {
  private var engine: Engine
  private let store: Store
  private var accounts: Accounts
  private let clock: any WallClock
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let logger: Logger
  private var ledger: EngineFigures.Ledger
  private let published: Mutex<EngineFigures>
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
  private let executor: LoopThread
  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// A commit that failed, whoever asked for it: the engine is ahead of the store then, and must not go on.
  private let failures: AsyncStream<any Error>

  /// Nothing was decided yet of the instant that is being decided.
  private var isSilent = true
  /// So many slices may be decided ahead of the store: about as much as one commit takes.
  private static let ahead = 8

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
    ledger = EngineFigures.Ledger(engine.portfolio)
    published = Mutex(EngineFigures(ledger: ledger, accounts: accounts))
    self.engine = engine
    self.store = store
    self.clock = clock
    executor = clock.loop
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
  /// - Parameter origin: of the portfolio that the engine was made with.
  package func start(_ origin: LoadOrigin) async throws {
    let now = clock.now()
    guard admits(now) else {
      waiting.start = origin
      return
    }
    let transitions = engine.start(at: now)
    try await commit(
      transitions,
      after: .started(
        at: now, version: Version.current, duties: engine.duties.count, isDrill: livesEveryInstant, from: origin))
    arm()
  }

  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      // On our own thread: an instant that has come needs no other to be told.
      group.addTask(executorPreference: executor) {
        try await cancelWhenGracefulShutdown {
          for await event in self.clock.events { try await self.take(event) }
        }
      }
      group.addTask {
        try await cancelWhenGracefulShutdown {
          for await failure in self.failures { throw failure }
        }
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
      let number = advance(to: livesEveryInstant ? next : now)
      try await committer.stored(number - Self.ahead)
      await executor.yield()
    }
    // In a drill the next instant may come before this one is on the disk; in earnest nothing waits for it.
    arm()
    try await stored()
  }

  /// - Returns: the number of what was handed in.
  private func advance(to instant: Instant) -> Int {
    let transitions = engine.advance(to: instant, limit: Limits.decisionSlice)
    isSilent = isSilent && transitions.isEmpty
    if engine.isBetweenSlices { return handIn(transitions) }
    defer { isSilent = true }
    let woke = isSilent ? JournalEntry(at: instant, .daemonWoke) : nil
    return handIn(transitions, after: woke, isEndOfInstant: true)
  }

  /// Decides what is left of an instant before anything else is heard: in the journal its decisions stand together.
  private func finishInstant() {
    while engine.isBetweenSlices, let instant = engine.nextInstant() { _ = advance(to: instant) }
  }

  private func clockStepped() async throws {
    let now = clock.now()
    guard admits(now) else { return }
    finishInstant()
    if let origin = waiting.start {
      waiting.start = nil
      try await start(origin)
      dispatch.wake()
      return try await loadWaiting()
    }
    logger.notice("The wall clock was set; every instant is computed anew", metadata: ["now": "\(iso(now))"])
    let transitions = engine.clockStepped(to: now)
    try await commit(transitions, after: JournalEntry(at: now, .clockStepped))
    arm()
    // Messages that wait for an hour have to look at the clock again.
    dispatch.wake()
    try await loadWaiting()
  }

  /// Whether decisions may be made; if not, says so and waits for the clock to be set, or to come to where it was.
  private func admits(_ now: Instant) -> Bool {
    let isAdmitted = hold?.admits(now) ?? true
    dispatch.hold(!isAdmitted)
    publish()
    guard !isAdmitted, let release = hold?.release else { return true }
    logger.error(
      "The wall clock cannot be right: nothing is decided before it has been set",
      metadata: ["now": "\(iso(now))", "not before": "\(iso(release))"])
    clock.arm(release)
    return false
  }

  private func loadWaiting() async throws {
    guard let load = waiting.load else { return }
    waiting.load = nil
    _ = try await reload(load.portfolio, from: load.origin, actor: load.actor)
  }

  /// The last line of this run; to be called when nothing is under way any more.
  package func stop() async throws {
    if waiting.start != nil { return }
    finishInstant()
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    try await commit([], after: JournalEntry(at: now, .daemonStopped))
  }

  // MARK: Commands

  /// - Throws: `AcknowledgementProblem`, or `StoreError`.
  package func acknowledge(_ id: AlertID, _ answer: (Instant) -> Acknowledgement) async throws -> Alert {
    if let hold, hold.isHolding { throw AcknowledgementProblem.clockIsWrong(until: hold.release) }
    finishInstant()
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
    finishInstant()
    let now = clock.now()
    let given = answer(now)
    let transitions = try engine.take(given)
    let kept = transitions.lazy.flatMap(\.answers).first ?? engine.kept(given)
    let book = engine.book
    arm()
    try await commit(transitions)
    guard let kept else { throw AnswerProblem.senseless(Saying("the answer is not in the book")) }
    return (kept, book, now)
  }

  /// While the clock is wrong the load waits for it; the change is not known yet, and given as none.
  package func reload(
    _ portfolio: Portfolio, from origin: LoadOrigin, actor: String
  ) async throws -> TimelineChange {
    if hold?.isHolding == true {
      waiting.load = (portfolio, origin, actor)
      return TimelineChange(added: 0, moved: 0, withdrawn: 0)
    }
    finishInstant()
    let now = clock.now()
    let (change, transitions) = engine.reload(portfolio, at: now)
    ledger = EngineFigures.Ledger(portfolio)
    let loaded = JournalEntry.loaded(
      at: now, actor: actor, projects: portfolio.projects.count, duties: engine.duties.count, change, from: origin)
    arm()
    try await commit(transitions, after: loaded)
    return change
  }

  package func reloadRejected(errors: Int, actor: String) async throws {
    finishInstant()
    let now = hold?.isHolding == true ? engine.decidedThrough : clock.now()
    try await commit(
      [], after: JournalEntry(at: now, .reloadRejected, actor: actor, detail: ["errors": String(errors)]))
  }

  /// In force. Its parts do not change while duties are decided, so holding on to it costs the engine nothing.
  package var portfolio: Portfolio { engine.portfolio }

  package func facts() -> EngineFacts {
    EngineFacts(
      at: clock.now(), portfolio: engine.portfolio, duties: engine.duties, layouts: engine.layouts, book: engine.book)
  }

  /// As of the end of its last turn.
  package nonisolated var figures: EngineFigures {
    var figures = published.withLock { $0 }
    figures.at = clock.now()
    return figures
  }

  private func publish() {
    let figures = EngineFigures(
      ledger: ledger, duties: engine.duties.count, book: engine.book, alerts: engine.openAlerts.counts,
      accounts: accounts, pending: engine.pendingCount, next: engine.nextInstant(), timers: engine.timerCount,
      heldUntil: hold.flatMap { $0.isHolding ? $0.release : nil })
    published.withLock { $0 = figures }
  }

  /// Several questions in one turn, which together take no longer than a slice of decisions.
  package func inOneTurn<Answer: Sendable>(
    _ ask: @Sendable (isolated EngineService) throws -> Answer
  ) rethrows -> Answer { try ask(self) }

  /// How some duties stand, nil for a slot that has none: so few at a time that the engine is not held up.
  package func look(at slots: some Sequence<Int> & Sendable) -> [DutyLook?] {
    let now = clock.now()
    return slots.map { engine.look(at: $0, now: now) }
  }

  /// What has become of some duties, in the same way.
  ///
  /// - Returns: nil: they stand in other slots now.
  package func states(at slots: some Sequence<Int> & Sendable, layouts: Int) -> [DutyMessage.State]? {
    if engine.layouts != layouts { return nil }
    let duties = engine.duties
    return slots.map { DutyMessage.State(isDone: duties.isDone($0), engine.state(at: $0)) }
  }

  /// Answers only when the loop is free and the store writes: what the watchdog wants to know.
  package func isAlive() -> Bool { store.isAlive() }

  // MARK: Committing

  /// - Parameter noted: the line that says what brought the decisions about, where they do not say it themselves.
  private func commit(_ transitions: [Transition], after noted: JournalEntry? = nil) async throws {
    handIn(transitions, after: noted)
    try await stored()
  }

  /// In the same turn in which it was decided, so that nothing decided later can be stored before it.
  @discardableResult
  private func handIn(
    _ decided: [Transition], after noted: JournalEntry? = nil, isEndOfInstant: Bool = false
  ) -> Int {
    let transitions = (noted.map { [Transition(noting: $0)] } ?? []) + decided
    for transition in transitions { accounts.take(transition.journal) }
    // The last slice may decide nothing: that the instant is over has to be stored all the same.
    let isNews = isEndOfInstant || transitions.contains(where: { !$0.isEmpty })
    if isNews { unrecorded = engine.decidedThrough }
    publish()
    return committer.handIn(transitions, decidedThrough: isNews ? engine.decidedThrough : nil)
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
