import Core
package import Logging
import ServiceLifecycle
package import Store
import Synchronization

/// Carries the outbox out: one lane for mail, one for each webhook endpoint, and one for the log, so that a dead peer delays
/// nobody else.
package final class DispatchService: Service {
  private let store: Store
  private let clock: any WallClock
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let board: Mutex<Board>
  private let log: LogLane
  private let memory = HandOverRoom()
  private let gate = DispatchGate()
  /// Lanes to be run, in the order they were opened.
  private let opened: AsyncStream<DeliveryLane>
  private let opening: AsyncStream<DeliveryLane>.Continuation

  private struct Board {
    var outlet: Outlet
    var lanes: [OutboxRoute: DeliveryLane] = [:]
  }

  /// - Throws: `StoreError` when the outbox cannot be read.
  package init(
    store: Store, clock: any WallClock, outlet: Outlet, metrics: DaemonMetrics, logger: Logger
  ) throws {
    self.store = store
    self.clock = clock
    self.metrics = metrics
    self.logger = logger
    board = Mutex(Board(outlet: outlet))
    log = LogLane(store: store, clock: clock, outlet: outlet, memory: memory, metrics: metrics, logger: logger)
    (opened, opening) = AsyncStream.makeStream()
    try use(outlet)
  }

  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask(executorPreference: log.executor) {
        defer { self.opening.finish() }
        try await self.log.run()
      }
      await withGracefulShutdownHandler {
        for await lane in opened {
          group.addTask(executorPreference: lane.executor) {
            // A lane that fails (the store does) ends this loop too, and with it the daemon.
            defer { self.opening.finish() }
            try await lane.run()
          }
        }
      } onGracefulShutdown: {
        self.opening.finish()
      }
      log.stop()
      board.withLock { board in board.lanes.values.forEach { $0.stop() } }
    }
  }

  /// There may be something new in the outbox. Does not wait.
  package func wake() {
    log.wake()
    board.withLock { board in board.lanes.values.forEach { $0.wake() } }
  }

  /// Whether the wall clock is wrong: then nothing is sent until `wake`.
  func hold(_ isHolding: Bool) { gate.shut(isHolding) }

  /// A commit is about to run, and `accept` will follow: how much of it the lanes take at once.
  func offer() -> [OutboxRoute: Int] {
    log.offer()
    return board.withLock { board in board.lanes.compactMapValues { $0.offer() } }
  }

  /// The commit is durable: each lane is handed what it has added.
  func accept(_ committed: Committed) {
    board.withLock { board in
      for (route, lane) in board.lanes {
        lane.accept(committed.queued[route] ?? [], claimed: committed.claimed[route] ?? 0)
      }
    }
    // Last: people are told before the log is.
    log.accept(committed.raised)
  }

  /// Sends with these sinks and names from now on.
  package func use(_ outlet: Outlet) throws {
    var outlet = outlet
    // What began as one message has to end as one, whatever the rules say now.
    if try store.hasCommonMessages() { outlet.holdsMessages = true }
    if outlet.portfolio.limitsMessages { try store.prepareDailyCount() }
    let endpoints = Set(outlet.portfolio.webhooks.keys.map(\.text)).union(try store.pendingAddresses(over: .webhook))
    var routes = [OutboxRoute(channel: .email)] + endpoints.sorted().map { OutboxRoute(channel: .webhook, address: $0) }
    // Before the log had a lane of its own, its lines stood in the outbox.
    if try !store.pendingAddresses(over: .journal).isEmpty { routes.append(OutboxRoute(channel: .journal)) }
    log.use(outlet)
    board.withLock { board in
      board.outlet = outlet
      board.lanes.values.forEach { $0.use(outlet) }
      for route in routes where board.lanes[route] == nil {
        let lane = DeliveryLane(
          route, store: store, clock: clock, outlet: outlet, memory: memory, gate: gate, metrics: metrics,
          logger: logger)
        board.lanes[route] = lane
        opening.yield(lane)
      }
    }
    wake()
  }
}
