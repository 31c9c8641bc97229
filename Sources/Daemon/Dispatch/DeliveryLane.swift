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
    var parcel: Parcel
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
        for parcel in try claim(&turn) { group.addTask { await self.attempt(parcel) } }
        turn.alarm?.cancel()
        turn.alarm = [turn.waiting.values.min(), turn.nextRelease].compactMap(\.self).min().map { deadline in
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
    /// By the names of the messages.
    var underWay: Set<DeliveryID> = []
    /// Failed for now, with the monotonic time of the next try: steps of the wall clock neither hasten nor delay it.
    var waiting: [DeliveryID: ContinuousClock.Instant] = [:]
    /// When the next message may leave that waits for its hour.
    var nextRelease: ContinuousClock.Instant?
    var alarm: Task<Void, Never>?
  }

  private func claim(_ turn: inout LaneTurn) throws -> [Parcel] {
    turn.nextRelease = nil
    let room = Limits.transfersPerSink - turn.underWay.count
    guard room > 0 else { return [] }
    let time = ContinuousClock.now
    turn.waiting = turn.waiting.filter { $0.value > time }
    let outlet = outlet.withLock { $0 }
    let parcels =
      outlet.holdsMessages && route.channel != .journal
      ? try claimReleased(room, outlet.portfolio, &turn) : try claimAll(room, &turn)
    turn.underWay.formUnion(parcels.map(\.name))
    return parcels
  }

  /// Where nothing ever has to wait: whatever is pending, each by itself.
  private func claimAll(_ room: Int, _ turn: inout LaneTurn) throws -> [Parcel] {
    let now = clock.now()
    let window = try store.due(
      channel: route.channel, address: route.address, at: now, limit: room,
      excluding: turn.underWay.union(turn.waiting.keys))
    quarantined(window.quarantined)
    guard !window.rows.isEmpty else { return [] }
    let numbers = try store.claim(window.rows.map(\.delivery.id), at: now)
    return window.rows.compactMap { row in numbers[row.delivery.id].map { Parcel(rows: [row], number: $0) } }
  }

  /// By the hours, windows and limits of each party.
  private func claimReleased(_ room: Int, _ portfolio: Portfolio, _ turn: inout LaneTurn) throws -> [Parcel] {
    let now = clock.now()
    let zone = portfolio.zone
    let window = try store.waiting(
      channel: route.channel, address: route.address, at: now, limit: room, excluding: Set(turn.waiting.keys),
      since: zone.instant(zone.date(of: now), .midnight))
    quarantined(window.quarantined)
    let decided = window.groups.map { group in
      let planner = ReleasePlanner(portfolio.releaseRules(for: group.party), zone: zone)
      return (group, planner.releases(of: group.waiting, sentToday: group.sentToday, at: now))
    }
    // What there is no room for stays pending, and is decided again in its turn.
    var left = room
    let taken = decided.flatMap(\.1).filter { release in
      guard case .send = release else { return true }
      left -= 1
      return left >= 0
    }
    let claimed = try store.apply(taken, at: now)
    turn.nextRelease = try store.nextRelease(channel: route.channel, address: route.address, after: now)
      .map(clock.moment)
    // More groups may be waiting than there was room for.
    if window.groups.count == room, claimed.isEmpty { wake() }
    return decided.flatMap { group, releases in
      releases.compactMap { Parcel($0, of: group, claimed: claimed) }
    }
  }

  private func quarantined(_ ids: [DeliveryID]) {
    for id in ids {
      logger.critical("A delivery did not match its own checksum and will not be sent", metadata: ["id": "\(id)"])
    }
  }

  private func attempt(_ parcel: Parcel) async {
    let outlet = outlet.withLock { $0 }
    let notice = outlet.notice(for: parcel, at: clock.now())
    let outcome = await outlet.sinks[route.channel]?.deliver(notice) ?? .rejected("no \(route.channel) configured")
    finished.withLock { $0.append(Attempt(parcel: parcel, outcome: outcome)) }
    wake()
  }

  private func settle(_ turn: inout LaneTurn) throws {
    let attempts = finished.withLock { finished in
      defer { finished.removeAll(keepingCapacity: true) }
      return finished
    }
    guard !attempts.isEmpty else { return }
    let now = clock.now()
    try store.settle(attempts.flatMap { marks($0, at: now, &turn) })
  }

  private func marks(_ attempt: Attempt, at now: Instant, _ turn: inout LaneTurn) -> [DeliveryMark] {
    let (parcel, delivery) = (attempt.parcel, attempt.parcel.rows[0].delivery)
    turn.underWay.remove(parcel.name)
    metrics.attempted(delivery.channel, attempt.outcome)
    let result: DeliveryMark.Result
    switch attempt.outcome {
    case .delivered(let detail): result = .delivered(detail)
    case .rejected(let reason): result = .dead(reason)
    case .retry(let reason, _, _) where parcel.number >= delivery.retry.attempts:
      result = .dead("given up after \(parcel.number) attempts: \(reason)")
    case .retry(let reason, let after, let mayHaveArrived):
      let wait = max(after ?? 0, delivery.retry.delay(after: parcel.number, key: delivery.key))
      let deadline = ContinuousClock.now + .seconds(wait)
      for row in parcel.rows { turn.waiting[row.delivery.id] = deadline }
      logger.warning(
        "Delivery \(delivery.id) over \(delivery.channel) failed; next attempt in \(wait) s: \(reason)")
      result = .retry(reason, notBefore: now + Int64(wait), mayHaveArrived: mayHaveArrived)
    }
    if case .dead(let reason) = result { for row in parcel.rows { report(row.delivery, reason) } }
    return parcel.rows.map { DeliveryMark($0.delivery.id, result, at: now) }
  }

  private func report(_ delivery: Delivery, _ reason: String) {
    let party = delivery.party.map { "\($0)" } ?? "-"
    logger.error(
      "UNREACHED: alert \(delivery.alert) did not reach \(party) over \(delivery.channel): \(reason)")
  }
}
