import Core
import TestSupport

/// What happens to the letters of a world after they are in the outbox: every minute counts that they wait for.
///
/// Its peers always take what is sent, so that all that is seen is when the planner lets it go.
struct PostRoom {
  /// The planner, or what stands in its place.
  typealias Planner = @Sendable (ReleaseRules, ZoneRules, [WaitingDelivery], _ sentToday: Int, Instant) -> [Release]

  static let planner: Planner = { rules, zone, waiting, sentToday, now in
    ReleasePlanner(rules, zone: zone).releases(of: waiting, sentToday: sentToday, at: now)
  }

  private struct Tray {
    var waiting: [WaitingDelivery] = []
    var wakesAt: Instant?
    /// Of the last message, and how many went on its day.
    var sent: (day: CivilDate, count: Int)?
  }

  private struct Target: Hashable {
    var party: PartyID
    var channel: Channel
  }

  private let plan: Planner
  private var trays: [Target: Tray] = [:]
  private var taken = 0
  private var now = Instant.distantPast

  init(_ plan: @escaping Planner = PostRoom.planner) { self.plan = plan }

  /// What is wrong with what left by `world.now`.
  mutating func catchUp(with world: World) -> [String] {
    var breaches: [String] = []
    let new = world.deliveries[taken...]
    taken = world.deliveries.count
    for delivery in new {
      guard let party = delivery.party, let alert = world.alert(delivery.alert) else { continue }
      let target = Target(party: party, channel: delivery.channel)
      // A clock that was set back does not bring the post back.
      now = max(now, alert.raisedAt)
      wake(target, before: now, world.portfolio, &breaches)
      trays[target, default: Tray()].waiting.append(
        WaitingDelivery(
          id: delivery.id, queuedAt: now, isUrgent: delivery.isUrgent, rank: delivery.rank, dueAt: alert.dueAt))
      release(target, at: now, world.portfolio, &breaches)
    }
    now = max(now, world.now)
    for target in trays.keys { wake(target, before: now + 1, world.portfolio, &breaches) }
    return breaches
  }

  /// What never left, though there was time enough.
  func left(by instant: Instant) -> [String] {
    trays.flatMap { target, tray in
      tray.waiting.filter { $0.queuedAt < instant }.map { "\($0.id) to \(target.party) still waits" }
    }
  }

  private mutating func wake(
    _ target: Target, before end: Instant, _ portfolio: Portfolio, _ breaches: inout [String]
  ) {
    while let wakesAt = trays[target]?.wakesAt, wakesAt < end { release(target, at: wakesAt, portfolio, &breaches) }
  }

  private mutating func release(
    _ target: Target, at now: Instant, _ portfolio: Portfolio, _ breaches: inout [String]
  ) {
    guard var tray = trays[target], !tray.waiting.isEmpty else { return }
    let rules = portfolio.releaseRules(for: target.party)
    let today = portfolio.zone.date(of: now)
    var sent = tray.sent.flatMap { $0.day == today ? $0.count : nil } ?? 0
    let waiting = Dictionary(uniqueKeysWithValues: tray.waiting.map { ($0.id, $0) })
    var seen: [DeliveryID] = []
    var held: Set<DeliveryID> = []
    tray.wakesAt = nil
    for release in plan(rules, portfolio.zone, tray.waiting, sent, now) {
      switch release {
      case .send(let ids):
        seen += ids
        let isOrdinary = ids.contains { waiting[$0]?.isUrgent == false }
        if isOrdinary, let hours = rules.hours, !isOpen(hours, now, portfolio.zone) {
          breaches.append("\(target.party) was disturbed at \(portfolio.zone.iso(now)) with \(ids)")
        }
        if isOrdinary, let limit = rules.dailyLimit, sent >= limit {
          breaches.append("\(target.party) got message \(sent + 1) of \(today), with \(ids)")
        }
        sent += 1
      case .hold(let ids, let until):
        seen += ids
        held.formUnion(ids)
        if until <= now { breaches.append("\(ids) wait for \(portfolio.zone.iso(until)), which is over") }
        if ids.contains(where: { waiting[$0]?.isUrgent == true }) { breaches.append("\(ids): urgent, and held") }
        tray.wakesAt = min(tray.wakesAt ?? until, until)
      }
    }
    if seen.sorted() != waiting.keys.sorted() { breaches.append("of \(waiting.keys.sorted()) came out \(seen)") }
    tray.waiting.removeAll { !held.contains($0.id) }
    tray.sent = (today, sent)
    trays[target] = tray
    // A wake-up in the past would go round for ever.
    if let wakesAt = tray.wakesAt, wakesAt <= now { trays[target]?.wakesAt = nil }
  }

  private func isOpen(_ hours: WorkCalendar, _ now: Instant, _ zone: ZoneRules) -> Bool {
    let (day, time) = zone.local(now)
    return hours.isWorking(day) && hours.hours.opening <= time && time < hours.hours.closing
  }
}
