import Core
import Logging
import Store
import Synchronization

/// One way out, with its own waiting and retrying. It claims rows durably, sends up to a few at once, and settles what
/// came of them in batches: while one commit runs, the next outcomes gather.
final class DeliveryLane: Sendable {
  let route: OutboxRoute
  /// What `run` is to be run on: it waits for the disk.
  let executor: BlockingExecutor
  private let store: Store
  private let clock: any WallClock
  private let metrics: DaemonMetrics
  private let logger: Logger
  private let outlet: Mutex<(current: Outlet, isNew: Bool)>
  private let desk = Mutex(LaneDesk())
  private let wakes: AsyncStream<Void>
  private let waker: AsyncStream<Void>.Continuation
  /// Once it is to stop: until then what is under way may end by itself. The rest is broken off, and tried again by the next
  /// daemon, marked as a possible duplicate.
  private let end = Mutex<ContinuousClock.Instant?>(nil)
  private let intake = Mutex(LaneIntake<OutboxRow>())
  private let memory: HandOverRoom
  private let gate: DispatchGate

  /// How long a stop waits for peers that do not answer.
  private let patience: Duration

  /// So many ended attempts are worth a commit while there is more to send.
  private static let worthACommit = 128

  init(
    _ route: OutboxRoute, store: Store, clock: any WallClock, outlet: Outlet, memory: HandOverRoom,
    gate: DispatchGate, metrics: DaemonMetrics, logger: Logger, patience: Duration = .seconds(10)
  ) {
    self.route = route
    executor = BlockingExecutor(label: "daopai.lane.\(route.channel)")
    self.store = store
    self.clock = clock
    self.outlet = Mutex((outlet, true))
    self.memory = memory
    self.gate = gate
    self.metrics = metrics
    self.logger = logger
    self.patience = patience
    (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func wake() { waker.yield() }

  /// A commit is about to run: how many it may claim for this lane; nil: the lane reads the store.
  func offer() -> Int? { intake.withLock { $0.offer() } }

  /// The commit is durable. What it claimed is sent at once; the loop hears of it when it has its turn.
  func accept(_ rows: [OutboxRow], claimed: Int) {
    let allowed = memory.left
    let (kept, isAwaited) = intake.withLock { intake in
      let isAwaited = intake.isWithdrawn
      return (intake.accept(rows, claimed: claimed, allowed: allowed), isAwaited)
    }
    memory.take(kept)
    let now = clock.now()
    let wantsSenders = put(rows.prefix(claimed).map { Parcel([$0], .place(at: now)) })
    if claimed < rows.count || isAwaited || wantsSenders { wake() }
  }

  /// - Returns: whether more tasks could send.
  private func put(_ parcels: [Parcel]) -> Bool {
    if parcels.isEmpty { return false }
    let (roused, wantsSenders) = desk.withLock { desk in
      desk.put(parcels)
      let roused = desk.rouse(isOpen: !gate.isShut)
      return (roused, desk.wantsSenders)
    }
    roused?.sender.resume(returning: roused?.parcel)
    return wantsSenders
  }

  func stop() {
    end.withLock { $0 = .now + patience }
    dismiss(forGood: true)
    wake()
  }

  func use(_ outlet: Outlet) {
    self.outlet.withLock { $0 = (outlet, true) }
    // On the thread of a sink that is no longer in use.
    dismiss(forGood: false)
  }

  /// A stop has waited long enough: what is under way is broken off.
  private var isOverdue: Bool { end.withLock { $0 }.map { $0 <= .now } ?? false }

  private func dismiss(forGood: Bool) { desk.withLock { $0.dismiss(forGood: forGood) }?.resume(returning: nil) }

  func run() async throws {
    var turn = LaneTurn(waiting: try resting())
    let alarm = Alarm { [waker] in waker.yield() }
    try await withThrowingDiscardingTaskGroup { group in
      // The group waits for all its tasks.
      defer { dismiss(forGood: true) }
      for await _ in wakes {
        let (end, isOverdue) = (end.withLock { $0 }, isOverdue)
        try take(&turn, claiming: end == nil && !gate.isShut)
        if isOverdue { group.cancelAll() }
        for _ in 0..<(gate.isShut ? 0 : desk.withLock { $0.openConnections() }) {
          let round = desk.withLock { $0.round }
          group.addTask(executorPreference: thread) { await self.send(round) }
        }
        if let end {
          // Behind a shut gate what is under way may never end; the next daemon sends it.
          if turn.underWay.isEmpty || isOverdue && gate.isShut { waker.finish() }
          alarm.set(isOverdue ? nil : end)
          continue
        }
        alarm.set([turn.nextTry, turn.nextRelease].compactMap(\.self).min())
      }
    }
    try take(&turn, claiming: false)
  }

  /// What had failed when the daemon before this one ended waits on; what goes together comes to its time together.
  private func resting() throws -> [DeliveryID: Rest] {
    let start = ContinuousClock.now
    let resting = try store.resting(route, at: clock.now())
    let rests = resting.map { ($0.id, Rest(until: start + .seconds($0.seconds), place: $0.place)) }
    return Dictionary(rests, uniquingKeysWith: { first, _ in first })
  }

  /// Until the next try.
  private struct Rest {
    var until: ContinuousClock.Instant
    var place: Int
  }

  /// What a lane keeps between wake-ups.
  private struct LaneTurn {
    /// Claimed and not settled, sent already or not; by the names of the messages.
    var underWay: [DeliveryID: Parcel] = [:]
    /// Failed for now, with the monotonic time of the next try: steps of the wall clock neither hasten nor delay it.
    var waiting: [DeliveryID: Rest] = [:]
    /// The place of the last new one taken.
    var place = 0
    /// Something that failed may be tried again.
    var hasRetries = true
    /// Where messages wait for their hour; nil: none ever has to.
    var trays: LaneTrays?
    /// When the next message may leave that waits for its hour.
    var nextRelease: ContinuousClock.Instant?
    var window = LaneWindow(connections: Limits.transfersPerSink, longest: Limits.deliveryWindow)

    /// Pending in the store, and not to be taken now.
    ///
    /// - Parameter marks: of what has ended; the store hears of them in the same turn, but only after it was asked.
    func absent(before marks: [DeliveryMark]) -> Set<DeliveryID> {
      var absent = Set(underWay.values.lazy.flatMap { $0.rows.lazy.map(\.delivery.id) }).union(waiting.keys)
      for mark in marks { absent.insert(mark.delivery) }
      return absent
    }

    /// When the first of those may be tried again that failed for now.
    var nextTry: ContinuousClock.Instant? { waiting.values.lazy.map(\.until).min() }

    /// Takes out what may be tried again now.
    ///
    /// - Returns: their places.
    mutating func takeRested() -> [Int] {
      let now = ContinuousClock.now
      let rested = waiting.filter { $0.value.until <= now }
      for id in rested.keys { waiting[id] = nil }
      return rested.values.map(\.place).sorted()
    }
  }

  // MARK: Settling and claiming

  /// Settles what has ended and claims what is next: one commit, where nothing has to wait for its hour.
  private func take(_ turn: inout LaneTurn, claiming: Bool) throws {
    // In this order: what has ended by now was claimed before.
    let ended = desk.withLock { $0.takeEnded() }
    let claimed = intake.withLock { $0.takeClaimed() }
    let now = clock.now()
    for row in claimed { turn.underWay[row.delivery.id] = Parcel([row], .place(at: now)) }
    turn.place = max(turn.place, claimed.last?.place ?? 0)
    let marks = ended.flatMap { self.marks($0, at: now, &turn) }
    metrics.attempted(route.channel, ended.map(\.outcome))
    turn.window.took(ended.map(\.time))
    let (outlet, isNew) = outlet.withLock { outlet in
      defer { outlet.isNew = false }
      return outlet
    }
    if isNew { try obey(outlet, &turn) }
    let rested = turn.takeRested()
    let room = claiming ? turn.window.size - turn.underWay.count : 0
    let parcels: [Parcel]
    if turn.trays != nil {
      parcels = try claimReleased(room, settling: marks, rested, outlet.portfolio, at: now, &turn)
    } else {
      turn.hasRetries = turn.hasRetries || !rested.isEmpty
      parcels = try claimAll(room, settling: marks, at: now, &turn)
    }
    turn.nextRelease = turn.trays?.nextRelease.map(clock.moment)
    for parcel in parcels { turn.underWay[parcel.name] = parcel }
    let left = claiming && turn.trays == nil ? turn.window.size - turn.underWay.count : 0
    intake.withLock { $0.open(left) }
    _ = put(parcels)
  }

  /// Other rules are in force: messages may have to wait, or no longer.
  private func obey(_ outlet: Outlet, _ turn: inout LaneTurn) throws {
    var isHolding = outlet.holdsMessages && route.channel != .journal
    // Messages of several may have been claimed since the outlet was made. They have to end as they began.
    if turn.trays != nil, !isHolding { isHolding = try store.hasCommonMessages() }
    intake.withLock { $0.takesAll = isHolding }
    switch (turn.trays != nil, isHolding) {
    case (true, true): turn.trays?.decideAll()
    case (false, true):
      // What failed may have found no room when its time came: it is looked for. What is new comes after `place`.
      memory.give(intake.withLock { $0.withdraw() })
      (turn.trays, turn.hasRetries) = (LaneTrays(), true)
    case (true, false):
      // Whatever waits is read again, in the order it was queued.
      memory.give((turn.trays?.kept ?? 0) + intake.withLock { $0.withdraw() })
      (turn.trays, turn.place, turn.hasRetries) = (nil, 0, true)
    case (false, false): break
    }
  }

  /// Where nothing ever has to wait: whatever is pending, each by itself.
  private func claimAll(
    _ room: Int, settling marks: [DeliveryMark], at now: Instant, _ turn: inout LaneTurn
  ) throws -> [Parcel] {
    var fresh = intake.withLock { $0.take(room) }
    memory.give(fresh.count)
    let left = room - fresh.count
    var retries: [OutboxRow] = []
    if left > 0 {
      let isReading = intake.withLock { $0.beginReading() }
      if isReading || turn.hasRetries {
        let place = isReading ? max(turn.place, fresh.last?.place ?? 0) : .max
        let window = try store.due(
          channel: route.channel, address: route.address, after: place, at: now, limit: left,
          excluding: turn.absent(before: marks))
        quarantined(window.quarantined)
        fresh += window.rows.filter { $0.notBefore == nil }
        retries = window.rows.filter { $0.notBefore != nil }
        if isReading {
          turn.place = max(place, window.place ?? 0)
          intake.withLock { $0.endReading(isAll: window.isAll) }
        }
        turn.hasRetries = !window.isAll
      }
    }
    turn.place = max(turn.place, fresh.last?.place ?? 0)
    let numbers = try store.settle(
      marks, claiming: retries.map(\.delivery.id), of: route, through: fresh.last?.place, at: now)
    return fresh.map { Parcel([$0], .place(at: now)) }
      + retries.compactMap { row in numbers[row.delivery.id].map { Parcel([row], number: $0, .row) } }
  }

  /// By the hours, windows and limits of each party.
  private func claimReleased(
    _ room: Int, settling marks: [DeliveryMark], _ rested: [Int], _ portfolio: Portfolio, at now: Instant,
    _ turn: inout LaneTurn
  ) throws -> [Parcel] {
    try gather(rested, before: marks, at: now, &turn)
    let zone = portfolio.zone
    let today = zone.day(of: now)
    let released = try turn.trays?.release(room, at: now) { owner, waiting in
      let rules = portfolio.releaseRules(for: owner.party)
      var sent = 0
      if rules.dailyLimit != nil, let party = owner.party {
        sent = try store.messages(to: party, at: owner.address, over: route.channel, on: today)
      }
      return ReleasePlanner(rules, zone: zone).releases(of: waiting, sentToday: sent, at: now)
    }
    let parcels = try parcels(of: released ?? [], at: now)
    try store.settle(marks, claiming: parcels.map(\.rows), at: now)
    return parcels
  }

  /// Puts what came into the trays: from a commit, from the store where no commit has handed it over, and what may be tried again.
  private func gather(
    _ rested: [Int], before marks: [DeliveryMark], at now: Instant, _ turn: inout LaneTurn
  ) throws {
    let (fresh, isReading) = intake.withLock { ($0.take($0.count), $0.beginReading()) }
    for row in fresh {
      let isKept = !memory.isOverfull
      if !isKept { memory.give(1) }
      turn.trays?.take(HeldDelivery(row, at: now), isKept ? row : nil)
    }
    turn.place = max(turn.place, fresh.last?.place ?? 0)
    // With `hasRetries` they are found below, in this turn or a later one.
    for delivery in try store.held(at: turn.hasRetries ? [] : rested) { turn.trays?.take(delivery) }
    if isReading {
      let held = try store.held(
        route, after: turn.place, isFirst: turn.hasRetries, excluding: turn.absent(before: marks))
      for delivery in held { turn.trays?.take(delivery) }
      turn.place = max(turn.place, held.last?.place ?? 0)
      turn.hasRetries = false
      intake.withLock { $0.endReading(isAll: true) }
    }
  }

  /// What is not in memory is read, and checked.
  private func parcels(of released: [LaneTrays.Released], at now: Instant) throws -> [Parcel] {
    if released.isEmpty { return [] }
    memory.give(released.reduce(0) { $0 + $1.rows.count })
    let window = try store.pending(at: released.flatMap(\.places), now: now)
    quarantined(window.quarantined)
    let read = Dictionary(window.rows.map { ($0.delivery.id, $0) }, uniquingKeysWith: { first, _ in first })
    return released.flatMap { tray in
      tray.messages.map { $0.compactMap { tray.rows[$0] ?? read[$0] } }
    }.filter { !$0.isEmpty }.map { Parcel($0, .message(at: now)) }
  }

  private func quarantined(_ ids: [DeliveryID]) {
    for id in ids {
      logger.critical("A delivery did not match its own checksum and will not be sent", metadata: ["id": "\(id)"])
    }
  }

  private func marks(_ attempt: LaneDesk.Attempt, at now: Instant, _ turn: inout LaneTurn) -> [DeliveryMark] {
    let (parcel, delivery) = (attempt.parcel, attempt.parcel.rows[0].delivery)
    turn.underWay[parcel.name] = nil
    let result: DeliveryMark.Result
    // That is no failure of the peer's: it was not the last attempt, and the next daemon need not wait.
    let isBrokenOff = isOverdue
    switch attempt.outcome {
    case .delivered(let detail): result = .delivered(detail)
    case .rejected(let reason): result = .dead(reason)
    case .retry(let reason, _, _) where parcel.number >= delivery.retry.attempts && !isBrokenOff:
      result = .dead("given up after \(parcel.number) attempts: \(reason)")
    case .retry(let reason, let after, let mayHaveArrived):
      let delay = isBrokenOff ? 0 : delivery.retry.delay(after: parcel.number, key: delivery.key)
      let wait = max(after ?? 0, delay)
      let deadline = ContinuousClock.now + .seconds(wait)
      for row in parcel.rows { turn.waiting[row.delivery.id] = Rest(until: deadline, place: row.place) }
      logger.warning(
        "Delivery \(delivery.id) over \(delivery.channel) failed; next attempt in \(wait) s: \(reason)")
      result = .retry(reason, notBefore: now + Int64(wait), mayHaveArrived: mayHaveArrived)
    }
    if case .dead(let reason) = result { for row in parcel.rows { report(row.delivery, reason) } }
    return parcel.marks(result, at: now)
  }

  private func report(_ delivery: Delivery, _ reason: String) {
    let party = delivery.party.map { "\($0)" } ?? "-"
    logger.error(
      "UNREACHED: alert \(delivery.alert) did not reach \(party) over \(delivery.channel): \(reason)")
  }

  // MARK: Sending

  /// Where to send: on the thread that talks to the peer, if there is one that never waits.
  private var thread: any TaskExecutor {
    let sink = outlet.withLock { $0.current.sinks[route.channel] }
    return sink?.thread(to: route.address ?? "") ?? WorkerPool.shared
  }

  /// The next message to send, as soon as there is one; nil: the task that asks is to end.
  private func next(_ round: Int) async -> Parcel? {
    if let parcel = desk.withLock({ $0.take(isOpen: !gate.isShut) }) { return parcel }
    return await withCheckedContinuation { sender in
      let answer = desk.withLock { $0.rest(sender, of: round, isOpen: !gate.isShut) }
      if let answer { sender.resume(returning: answer) }
    }
  }

  /// Sends one claimed message after another.
  private func send(_ round: Int) async {
    while let parcel = await next(round) {
      let outlet = outlet.withLock { $0.current }
      let start = ContinuousClock.now
      let notice = outlet.notice(for: parcel, at: clock.now())
      let outcome = await outlet.sinks[route.channel]?.deliver(notice) ?? .rejected("no \(route.channel) configured")
      let attempt = LaneDesk.Attempt(parcel: parcel, outcome: outcome, time: ContinuousClock.now - start)
      let isTime = desk.withLock { desk in
        desk.ended.append(attempt)
        return desk.unsent == 0 || desk.ended.count >= Self.worthACommit
      }
      if isTime { wake() }
    }
  }
}
