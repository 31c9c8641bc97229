import Core
import Logging
import Store
import Synchronization

/// One way out, with its own waiting and retrying. It claims rows durably, sends up to a few at once, and settles what
/// came of them in batches: while one commit runs, the next outcomes gather.
final class DeliveryLane: Sendable {
  struct Route: Hashable, Sendable {
    var channel: Channel
    /// Of a webhook: its endpoint. Mail and journal are one lane each.
    var address: String?
  }

  let route: Route
  private let store: Store
  private let clock: any WallClock
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let outlet: Mutex<Outlet>
  private let finished = Mutex<[Attempt]>([])
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  private let stage = Mutex(Stage.open)

  private enum Stage {
    case open
    /// Nothing new is begun; what is under way ends by itself and is settled.
    case draining
    /// What is still under way is broken off. It is tried again by the next daemon, marked as a possible duplicate.
    case overdue
  }

  /// How long a stop waits for peers that do not answer.
  private static let patience = Duration.seconds(10)

  /// One try at one delivery, and how it ended.
  private struct Attempt: Sendable {
    var row: OutboxRow
    var number: Int
    var outcome: DeliveryOutcome
  }

  init(
    _ route: Route, store: Store, clock: any WallClock, outlet: Outlet, metrics: DaemonMetrics, logger: Logger
  ) {
    self.route = route
    self.store = store
    self.clock = clock
    self.outlet = Mutex(outlet)
    self.metrics = metrics
    self.logger = logger
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func wake() { waker.yield() }

  func stop() {
    move(to: .draining)
    Task {
      try? await Task.sleep(for: Self.patience)
      move(to: .overdue)
    }
  }

  private func move(to next: Stage) {
    stage.withLock { $0 = next }
    wake()
  }

  func use(_ outlet: Outlet) { self.outlet.withLock { $0 = outlet } }

  func run() async throws {
    var turn = LaneTurn()
    try await withThrowingDiscardingTaskGroup { group in
      for await _ in wakes {
        try settle(&turn)
        let stage = stage.withLock { $0 }
        guard stage == .open else {
          if stage == .overdue { group.cancelAll() }
          if turn.underWay.isEmpty { waker.finish() }
          continue
        }
        for (row, number) in try claim(&turn) {
          group.addTask { await self.attempt(row, number: number) }
        }
        turn.alarm?.cancel()
        turn.alarm = turn.waiting.values.min().map { deadline in
          Task {
            try? await Task.sleep(until: deadline, clock: .continuous)
            if !Task.isCancelled { self.wake() }
          }
        }
      }
      turn.alarm?.cancel()
    }
    try settle(&turn)
  }

  /// What a lane keeps between wake-ups.
  private struct LaneTurn {
    var underWay: Set<DeliveryID> = []
    /// Failed for now, with the monotonic time of the next try: steps of the wall clock neither hasten nor delay it.
    var waiting: [DeliveryID: ContinuousClock.Instant] = [:]
    var alarm: Task<Void, Never>?
  }

  private func claim(_ turn: inout LaneTurn) throws -> [(OutboxRow, Int)] {
    let room = Limits.transfersPerSink - turn.underWay.count
    guard room > 0 else { return [] }
    let time = ContinuousClock.now
    turn.waiting = turn.waiting.filter { $0.value > time }
    let now = clock.now()
    let window = try store.due(
      channel: route.channel, address: route.address, at: now, limit: room,
      excluding: turn.underWay.union(turn.waiting.keys))
    for id in window.quarantined {
      logger.critical("A delivery did not match its own checksum and will not be sent", metadata: ["id": "\(id)"])
    }
    guard !window.rows.isEmpty else { return [] }
    let numbers = try store.claim(window.rows.map(\.delivery.id), at: now)
    return window.rows.compactMap { row in
      numbers[row.delivery.id].map { number in
        turn.underWay.insert(row.delivery.id)
        return (row, number)
      }
    }
  }

  private func attempt(_ row: OutboxRow, number: Int) async {
    let outlet = outlet.withLock { $0 }
    let notice = outlet.notice(
      for: row.delivery, of: row.alert, attempt: number, isPossibleDuplicate: row.mayHaveArrived, at: clock.now())
    let outcome = await outlet.sinks[route.channel]?.deliver(notice) ?? .rejected("no \(route.channel) configured")
    finished.withLock { $0.append(Attempt(row: row, number: number, outcome: outcome)) }
    wake()
  }

  private func settle(_ turn: inout LaneTurn) throws {
    let attempts = finished.withLock { finished in
      defer { finished.removeAll(keepingCapacity: true) }
      return finished
    }
    guard !attempts.isEmpty else { return }
    let now = clock.now()
    try store.settle(attempts.map { mark($0, at: now, &turn) })
  }

  private func mark(_ attempt: Attempt, at now: Instant, _ turn: inout LaneTurn) -> DeliveryMark {
    let delivery = attempt.row.delivery
    turn.underWay.remove(delivery.id)
    metrics.attempted(delivery.channel, attempt.outcome)
    switch attempt.outcome {
    case .delivered(let detail):
      return DeliveryMark(delivery.id, .delivered(detail), at: now)
    case .rejected(let reason):
      report(delivery, reason)
      return DeliveryMark(delivery.id, .dead(reason), at: now)
    case .retry(let reason, let after, let mayHaveArrived):
      guard attempt.number < delivery.retry.attempts else {
        report(delivery, reason)
        return DeliveryMark(delivery.id, .dead("given up after \(attempt.number) attempts: \(reason)"), at: now)
      }
      let wait = max(after ?? 0, delivery.retry.delay(after: attempt.number, key: delivery.key))
      turn.waiting[delivery.id] = ContinuousClock.now + .seconds(wait)
      logger.warning(
        "Delivery \(delivery.id) over \(delivery.channel) failed; next attempt in \(wait) s: \(reason)")
      return DeliveryMark(
        delivery.id, .retry(reason, notBefore: now + Int64(wait), mayHaveArrived: mayHaveArrived), at: now)
    }
  }

  private func report(_ delivery: Delivery, _ reason: String) {
    let party = delivery.party.map { "\($0)" } ?? "-"
    logger.error(
      "UNREACHED: alert \(delivery.alert) did not reach \(party) over \(delivery.channel): \(reason)")
  }
}
