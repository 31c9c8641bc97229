import Core
package import Logging
import ServiceLifecycle
package import Store
import Synchronization

/// Carries the outbox out: one lane for the journal, one for mail, one for each webhook endpoint, so that a dead peer
/// delays nobody else.
package final class DispatchService: Service {
  private let store: Store
  private let clock: any WallClock
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let board: Mutex<Board>
  /// Lanes to be run, in the order they were opened.
  private let opened: AsyncStream<DeliveryLane>
  private let opening: AsyncStream<DeliveryLane>.Continuation

  private struct Board {
    var outlet: Outlet
    var lanes: [DeliveryLane.Route: DeliveryLane] = [:]
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
    (opened, opening) = AsyncStream.makeStream()
    try use(outlet)
  }

  package func run() async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for await lane in opened.cancelOnGracefulShutdown() {
        group.addTask(executorPreference: lane.executor) {
          // A lane that fails (the store does) ends this loop too, and with it the daemon.
          defer { self.opening.finish() }
          try await lane.run()
        }
      }
      board.withLock { board in board.lanes.values.forEach { $0.stop() } }
    }
  }

  /// There may be something new in the outbox. Does not wait.
  package func wake() {
    board.withLock { board in board.lanes.values.forEach { $0.wake() } }
  }

  /// Sends with these sinks and names from now on.
  package func use(_ outlet: Outlet) throws {
    var outlet = outlet
    // What began as one message has to end as one, whatever the rules say now.
    if try store.hasCommonMessages() { outlet.holdsMessages = true }
    if outlet.holdsMessages { try store.prepareHolding() }
    let endpoints = Set(outlet.portfolio.webhooks.keys.map(\.text)).union(try store.pendingAddresses(over: .webhook))
    let routes =
      [DeliveryLane.Route(channel: .journal), DeliveryLane.Route(channel: .email)]
      + endpoints.sorted().map { DeliveryLane.Route(channel: .webhook, address: $0) }
    board.withLock { board in
      board.outlet = outlet
      board.lanes.values.forEach { $0.use(outlet) }
      for route in routes where board.lanes[route] == nil {
        let lane = DeliveryLane(
          route, store: store, clock: clock, outlet: outlet, metrics: metrics, logger: logger)
        board.lanes[route] = lane
        opening.yield(lane)
      }
    }
    wake()
  }
}
