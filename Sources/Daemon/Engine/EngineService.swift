package import Core
package import Logging
import ServiceLifecycle
package import Store

/// The only writer: sleeps until the next instant, decides, commits, and only then lets anything be sent.
package actor EngineService: Service {
  private var engine: Engine
  private let store: Store
  private let clock: any WallClock
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let logger: Logger
  /// In a drill every instant is lived through, however fast the clock runs; in earnest what came due meanwhile is
  /// caught up with at once, one alert a duty.
  private let livesEveryInstant: Bool
  /// A commit that failed, whoever asked for it: the engine is ahead of the store then, and must not go on.
  private let failures: AsyncStream<any Error>
  private let fail: AsyncStream<any Error>.Continuation

  package init(
    engine: consuming Engine, store: Store, clock: any WallClock, dispatch: DispatchService, metrics: DaemonMetrics,
    isDrill: Bool, logger: Logger
  ) {
    self.engine = engine
    self.store = store
    self.clock = clock
    self.dispatch = dispatch
    self.metrics = metrics
    self.livesEveryInstant = isDrill
    self.logger = logger
    (failures, fail) = AsyncStream.makeStream()
  }

  /// Catches up with whatever came due before. To be called once, before `run`.
  ///
  /// - Parameter inputs: what the archive calls the files of the portfolio.
  package func start(inputs: String? = nil) throws {
    let now = clock.now()
    var transitions = engine.start(at: now)
    var started = Transition(at: now)
    started.journal.append(
      JournalEntry(
        at: now, .daemonStarted,
        detail: ["version": Version.current, "duties": String(engine.duties.count)].naming(inputs)))
    transitions.insert(started, at: 0)
    try commit(transitions)
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
    case .due: try tick()
    case .stepped: try clockStepped()
    }
  }

  private func tick() throws {
    let now = clock.now()
    while let next = engine.nextInstant(), next <= now {
      try commit(engine.advance(to: livesEveryInstant ? next : now))
    }
    arm()
  }

  private func clockStepped() throws {
    let now = clock.now()
    logger.notice("The wall clock was set; every instant is computed anew", metadata: ["now": "\(iso(now))"])
    var transitions = engine.clockStepped(to: now)
    var noted = Transition(at: now)
    noted.journal.append(JournalEntry(at: now, .clockStepped))
    transitions.insert(noted, at: 0)
    try commit(transitions)
    arm()
    // Messages that wait for an hour have to look at the clock again.
    dispatch.wake()
  }

  /// The last line of this run; to be called when nothing is under way any more.
  package func stop() throws {
    var last = Transition(at: clock.now())
    last.journal.append(JournalEntry(at: clock.now(), .daemonStopped))
    try commit([last])
  }

  // MARK: Commands

  /// - Throws: `AcknowledgementProblem`, or `StoreError`.
  package func acknowledge(_ id: AlertID, _ answer: (Instant) -> Acknowledgement) throws -> Alert {
    let transition = try engine.acknowledge(id, answer(clock.now()))
    let alert = engine.openAlerts[id]
    try commit([transition])
    arm()
    guard let alert else { throw AcknowledgementProblem.unknownAlert }
    return alert
  }

  package func reload(
    _ portfolio: Portfolio, plans: [ProjectID: ProjectPlan], inputs: String? = nil, actor: String
  ) throws -> TimelineChange {
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
    try commit(transitions)
    arm()
    return change
  }

  package func reloadRejected(errors: Int, actor: String) throws {
    let now = clock.now()
    var noted = Transition(at: now)
    noted.journal.append(
      JournalEntry(at: now, .reloadRejected, actor: actor, detail: ["errors": String(errors)]))
    try commit([noted])
  }

  package func snapshot() -> EngineSnapshot {
    EngineSnapshot(
      at: clock.now(), portfolio: engine.portfolio, duties: engine.duties, states: engine.states,
      openAlerts: engine.openAlerts, next: engine.nextInstant(), timers: engine.timerCount)
  }

  /// Answers only when the loop is free and the store writes: what the watchdog wants to know.
  package func isAlive() -> Bool { store.isAlive() }

  // MARK: Committing

  /// Without a suspension in between: two decisions on one duty are stored in the order they were made.
  private func commit(_ transitions: [Transition]) throws {
    var rest = transitions[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(Limits.commitBatch))
      rest = rest.dropFirst(batch.count)
      do {
        try store.commit(batch, decidedThrough: rest.isEmpty ? engine.decidedThrough : nil)
      } catch {
        fail.yield(error)
        throw error
      }
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

extension [String: String] {
  /// With the files of a load.
  fileprivate func naming(_ inputs: String?) -> Self {
    var named = self
    named["inputs"] = inputs
    return named
  }
}
