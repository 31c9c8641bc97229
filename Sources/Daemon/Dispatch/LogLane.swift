import Core
import Logging
import Store
import Synchronization

/// The way into the log: one line for each alert, in the order of raising, again and again until it is taken.
///
/// How far it has come is one number in the store. What a dead daemon may have logged beyond it is logged again, and marked.
final class LogLane: Sendable {
  /// What `run` is to be run on: it waits for the disk.
  let executor = BlockingExecutor(label: "daopai.lane.log")
  private let store: Store
  private let clock: any WallClock
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let memory: HandOverRoom
  private let outlet: Mutex<Outlet>
  private let intake = Mutex(LaneIntake<RaisedAlert>())
  private let isStopping = Atomic<Bool>(false)
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation

  private static let retry = RetryRule(attempts: .max, firstSeconds: 1, longestSeconds: 60)
  /// So long the store may lag behind the log, while no other transaction takes the number along.
  private static let lull = Duration.milliseconds(250)

  init(
    store: Store, clock: any WallClock, outlet: Outlet, memory: HandOverRoom, metrics: DaemonMetrics, logger: Logger
  ) {
    self.store = store
    self.clock = clock
    self.outlet = Mutex(outlet)
    self.memory = memory
    self.metrics = metrics
    self.logger = logger
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    wake()
  }

  func wake() { waker.yield() }
  func use(_ outlet: Outlet) { self.outlet.withLock { $0 = outlet } }
  func offer() { _ = intake.withLock { $0.offer() } }

  func accept(_ raised: [RaisedAlert]) {
    let allowed = memory.left
    memory.take(intake.withLock { $0.accept(raised, allowed: allowed) })
    if !raised.isEmpty { wake() }
  }

  /// What waits is still logged, unless the log takes nothing.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    wake()
  }

  private struct Turn {
    /// The place of the last alert taken.
    var place: Int
    /// Taken, and not logged yet.
    var waiting: [RaisedAlert] = []
    /// Alerts up to this place may be in the log.
    var doubt: Int
    /// Of the first that waits.
    var attempt = 1
    var resume: ContinuousClock.Instant?
    /// Since when the store lags behind the log.
    var behindSince: ContinuousClock.Instant?
  }

  func run() async throws {
    var turn = Turn(place: store.loggedThrough, doubt: store.raisedAtStart)
    let alarm = Alarm { [waker] in waker.yield() }
    for await _ in wakes {
      var isStuck = turn.resume.map { $0 > ContinuousClock.now } ?? false
      while !isStuck, try fill(&turn) { isStuck = try await !log(&turn) }
      if isStopping.load(ordering: .acquiring) { break }
      let now = ContinuousClock.now
      if let since = turn.behindSince, since + Self.lull <= now { try store.storeLogged() }
      turn.behindSince = store.isLoggedStored ? nil : turn.behindSince ?? now
      alarm.set(isStuck ? turn.resume : turn.behindSince.map { $0 + Self.lull })
    }
    alarm.set(nil)
    try store.storeLogged()
  }

  /// - Returns: whether there is something to log.
  private func fill(_ turn: inout Turn) throws -> Bool {
    if !turn.waiting.isEmpty { return true }
    turn.waiting = intake.withLock { $0.take(Limits.deliveryWindow) }
    memory.give(turn.waiting.count)
    if turn.waiting.isEmpty, intake.withLock({ $0.beginReading() }) {
      let found = try store.unlogged(after: turn.place, limit: Limits.deliveryWindow)
      for place in found.damaged {
        logger.critical(
          "An alert did not match its own checksum and will not be logged", metadata: ["place": "\(place)"])
      }
      turn.waiting = found.alerts
      turn.place = max(turn.place, found.damaged.last ?? 0)
      let isAll = found.alerts.count + found.damaged.count < Limits.deliveryWindow
      intake.withLock { $0.endReading(isAll: isAll) }
    }
    turn.place = max(turn.place, turn.waiting.last?.place ?? 0)
    return !turn.waiting.isEmpty
  }

  /// - Returns: false where the log did not take all that waits; it is tried again after a pause.
  private func log(_ turn: inout Turn) async throws -> Bool {
    let outlet = outlet.withLock { $0 }
    let now = clock.now()
    let notices = turn.waiting.enumerated().map { index, item in
      outlet.notice(
        ofLogging: item.alert, attempt: index == 0 ? turn.attempt : 1, isPossibleDuplicate: item.place <= turn.doubt,
        at: now)
    }
    let outcomes = await outlet.sinks[.journal]?.deliver(notices) ?? notices.map { _ in .rejected("no log") }
    metrics.attempted(.journal, outcomes)
    let done = outcomes.prefix { if case .retry = $0 { false } else { true } }.count
    for case (let item, .rejected(let reason)) in zip(turn.waiting, outcomes) {
      logger.error("UNREACHED: alert \(item.alert.id) did not reach the log: \(reason)")
    }
    if done > 0 {
      store.noteLogged(through: turn.waiting[done - 1].place)
      turn.waiting.removeFirst(done)
      turn.attempt = 1
    }
    guard let last = turn.waiting.last, case .retry(let reason, _, _)? = outcomes.dropFirst(done).first else {
      turn.resume = nil
      return true
    }
    for case (let item, .retry(_, _, mayHaveArrived: true)) in zip(turn.waiting, outcomes.dropFirst(done)) {
      turn.doubt = max(turn.doubt, item.place)
    }
    let wait = Self.retry.delay(after: turn.attempt, key: last.alert.id.text)
    logger.warning("The log does not take alerts (\(turn.waiting.count) wait); next attempt in \(wait) s: \(reason)")
    turn.attempt += 1
    turn.resume = ContinuousClock.now + .seconds(wait)
    return false
  }
}
