import Core
import Foundation
import Logging
import Store
import Synchronization

@testable import Daemon

/// One lane of a test's own: a real store, a clock that stands still, and a peer that answers when it is told to.
final class LaneGround {
  static let now = Instant(seconds: 1_626_222_600)
  private static let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)

  let store: Store
  let peer = SlowPeer()
  let lane: DeliveryLane
  private let route: OutboxRoute
  private let folder: URL
  private var run: Task<Void, any Error>?

  /// - Parameters:
  ///   - patience: of a stop.
  ///   - before: what the daemon before this one left in the store.
  init(
    _ channel: Channel = .email, releases: ReleaseWishes = .init(), patience: Duration = .seconds(10),
    before: (Store) throws -> Void = { _ in }
  ) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "daopai-lane-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let state = folder.appending(path: "state").path
    do {
      let earlier = try Store.open(state)
      try before(earlier)
      try earlier.close()
    }
    store = try Store.open(state)
    route = OutboxRoute(channel: channel)
    lane = DeliveryLane(
      route, store: store, clock: StandingClock(), outlet: Self.outlet(peer, releases), memory: HandOverRoom(),
      gate: DispatchGate(), metrics: DaemonMetrics(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      patience: patience)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static func outlet(_ peer: SlowPeer, _ releases: ReleaseWishes) -> Outlet {
    let portfolio = Portfolio(
      office: Office(name: "中心", numberPrefix: "督"), zone: zone, calendars: [:], releases: releases)
    return Outlet(sinks: [.email: peer], portfolio: portfolio, instance: "test")
  }

  func start() {
    run = Task(executorPreference: lane.executor) { [lane] in try await lane.run() }
    lane.wake()
  }

  /// Other rules are in force; the lane obeys in its next turn.
  func use(_ releases: ReleaseWishes) { lane.use(Self.outlet(peer, releases)) }

  /// Commits deliveries and hands them over; the lane claims them itself.
  func queue(_ numbers: ClosedRange<Int>) throws {
    _ = lane.offer()
    lane.accept(try store.commit(numbers.map { Self.raising($0) }).queued[route] ?? [], claimed: 0)
  }

  /// Waits until a delivery is on the books as delivered.
  func delivered(_ number: Int) async throws {
    while try store.deliveries(of: AlertID("2021-\(number)")).first?.state != .delivered {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// - Throws: what the lane came to an end with.
  func stop() async throws {
    lane.stop()
    try await run?.value
  }

  static func id(_ number: Int) -> DeliveryID { DeliveryID("2021-\(number)-1") }

  /// An alert with one letter that is tried again after a second.
  static func raising(_ number: Int, attempts: Int = 5) -> Transition {
    let alert = Alert(
      id: AlertID("2021-\(number)"), duty: DutyID("D\(number)"), dutyKind: .report, title: "月报",
      due: CivilDate(iso: "2021-07-14")!, dueAt: now, rung: "L1", level: "L1", rungName: "提醒", template: "reminder",
      reason: Alert.Reason(trigger: "due", scheduledAt: now), raisedAt: now)
    var transition = Transition(at: now)
    transition.alerts = [alert]
    transition.deliveries = [
      Delivery(
        id: id(number), alert: alert.id, party: "zjj", role: .lead, channel: .email, address: "zjj@example.gov.cn",
        key: "test-\(number)", retry: RetryRule(attempts: attempts, firstSeconds: 1, longestSeconds: 1))
    ]
    transition.journal = [
      JournalEntry(at: now, .rungRaised, duty: alert.duty, due: alert.due, rung: "L1", alert: alert.id)
    ]
    return transition
  }

  private struct StandingClock: WallClock {
    let events = AsyncStream<WallClockEvent> { _ in }
    let loop = LoopThread(name: "test")
    func now() -> Instant { LaneGround.now }
    func arm(_: Instant?) {}
    func moment(of instant: Instant) -> ContinuousClock.Instant { .now + .seconds(instant - LaneGround.now) }
  }
}

/// Keeps everybody waiting for its answers.
final class SlowPeer: Sink {
  private struct State {
    var latency = Duration.zero
    var seen: [Notice] = []
    var waiting: [DeliveryID: CheckedContinuation<DeliveryOutcome, Never>] = [:]
  }

  private let state = Mutex(State())
  private let arrivals: AsyncStream<Notice>
  private let arrive: AsyncStream<Notice>.Continuation

  init() { (arrivals, arrive) = AsyncStream.makeStream() }

  /// How long a message is on its way.
  var latency: Duration {
    get { state.withLock { $0.latency } }
    set { state.withLock { $0.latency = newValue } }
  }

  /// Everything that was ever sent here.
  var seen: [Notice] { state.withLock { $0.seen } }

  func deliver(_ notice: Notice) async -> DeliveryOutcome {
    let latency = latency
    if latency > .zero { await Alarm.wait(latency) }
    let id = notice.delivery.id
    return await withTaskCancellationHandler {
      await withCheckedContinuation { answer in
        state.withLock { state in
          state.seen.append(notice)
          state.waiting[id] = answer
        }
        arrive.yield(notice)
        if Task.isCancelled { breakOff(id) }
      }
    } onCancel: {
      breakOff(id)
    }
  }

  private func breakOff(_ id: DeliveryID) { answer(id, .retry("broken off", after: nil, mayHaveArrived: true)) }

  /// The next messages, as they come.
  func next(_ count: Int) async -> [Notice] {
    var notices: [Notice] = []
    var iterator = arrivals.makeAsyncIterator()
    while notices.count < count, let notice = await iterator.next() { notices.append(notice) }
    return notices
  }

  func answer(_ id: DeliveryID, _ outcome: DeliveryOutcome = .delivered("250")) {
    state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: outcome)
  }
}
