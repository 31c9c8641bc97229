/// A delivery to one party over one channel that waits to leave.
package struct WaitingDelivery: Hashable, Sendable {
  package var id: DeliveryID
  package var queuedAt: Instant
  /// Goes alone and at once, whatever the hour.
  package var isUrgent: Bool
  /// How high its rung stands; the gravest is listed first.
  package var rank: Int
  package var dueAt: Instant
  /// The message it was tried with, by its first delivery; nil: it was never tried.
  package var message: DeliveryID?
  /// Where it stands in the outbox; says nothing to the planner.
  package var place = 0

  package init(
    id: DeliveryID, queuedAt: Instant, isUrgent: Bool = false, rank: Int, dueAt: Instant, message: DeliveryID? = nil
  ) {
    self.id = id
    self.queuedAt = queuedAt
    self.isUrgent = isUrgent
    self.rank = rank
    self.dueAt = dueAt
    self.message = message
  }
}

/// What becomes of the deliveries that wait for one party on one channel.
package enum Release: Hashable, Sendable {
  /// One message, the gravest first. The first names it.
  case send([DeliveryID])
  case hold([DeliveryID], until: Instant)
}

/// Decides what leaves for one party over one channel, and as which messages. Pure, like `decide`: asked twice at the same
/// instant it says the same, and every delivery comes out in exactly one release.
///
///     urgent ───────────────────────────────────────────────► alone, at once
///     tried before ──► in hours? ───────────────────────────► the same message again
///     the others ──► in hours? ──► window over? ──► limit? ──► one message (or one each without a window)
///                        │              │             │
///                        └──────────────┴─────────────┴─────► held until the opening, the end of the window, tomorrow
package struct ReleasePlanner: Sendable {
  private let rules: ReleaseRules
  private let zone: ZoneRules
  private let hours: WorkingTime?

  package init(_ rules: ReleaseRules, zone: ZoneRules) {
    self.rules = rules
    self.zone = zone
    hours = rules.hours.map { WorkingTime(calendar: $0, zone: zone) }
  }

  /// - Parameters:
  ///   - waiting: all that waits, in the order it was queued.
  ///   - sentToday: messages sent since midnight, by the office's clock.
  package func releases(of waiting: [WaitingDelivery], sentToday: Int, at now: Instant) -> [Release] {
    var releases = waiting.filter(\.isUrgent).map { Release.send([$0.id]) }
    let ordinary = waiting.filter { !$0.isUrgent }
    if ordinary.isEmpty { return releases }
    let opening = hours?.opening(atOrAfter: now) ?? now
    if opening > now { return releases + [.hold(ordinary.map(\.id), until: opening)] }
    releases += again(ordinary.filter { $0.message != nil })
    let new = ordinary.filter { $0.message == nil }
    guard let first = new.map({ arrival($0) }).min() else { return releases }
    // What came while the clock was fast waits for no window: nobody knows when it began, and the date may be years ahead.
    let ready = first > now ? now : end(ofWindowFrom: first)
    if ready > now { return releases + [.hold(new.map(\.id), until: ready)] }
    // What is tried again has been counted when it went first.
    let sent = sentToday + waiting.count { $0.isUrgent && $0.message == nil }
    let room = rules.dailyLimit.map { max(0, $0 - sent) } ?? .max
    if room == 0 { return releases + [.hold(new.map(\.id), until: tomorrow(after: now))] }
    return releases + messages(of: sorted(new), room: room, at: now)
  }

  /// What went together once goes together again, under the same name.
  private func again(_ tried: [WaitingDelivery]) -> [Release] {
    var order: [DeliveryID] = []
    var members: [DeliveryID: [DeliveryID]] = [:]
    for delivery in tried {
      guard let message = delivery.message else { continue }
      if members[message] == nil { order.append(message) }
      members[message, default: []].append(delivery.id)
    }
    return order.map { message in
      // The one that names the message stands first, whatever the order they were queued in.
      .send(members[message, default: []].sorted { $0 == message && $1 != message })
    }
  }

  /// With a window one message; without, one each as long as the limit allows, and what is over in the last.
  private func messages(of deliveries: [DeliveryID], room: Int, at now: Instant) -> [Release] {
    let singles = rules.windowSeconds > 0 ? 0 : deliveries.count <= room ? deliveries.count : room - 1
    var releases = deliveries.prefix(singles).map { Release.send([$0]) }
    var rest = deliveries.dropFirst(singles)
    while !rest.isEmpty && releases.count < room {
      releases.append(.send(Array(rest.prefix(Limits.digestItems))))
      rest = rest.dropFirst(Limits.digestItems)
    }
    return rest.isEmpty ? releases : releases + [.hold(Array(rest), until: tomorrow(after: now))]
  }

  private func sorted(_ deliveries: [WaitingDelivery]) -> [DeliveryID] {
    deliveries.enumerated().sorted { a, b in
      if a.element.rank != b.element.rank { return a.element.rank > b.element.rank }
      return (a.element.dueAt, a.offset) < (b.element.dueAt, b.offset)
    }.map(\.element.id)
  }

  /// What came at night came with the opening.
  private func arrival(_ delivery: WaitingDelivery) -> Instant {
    hours?.opening(atOrAfter: delivery.queuedAt) ?? delivery.queuedAt
  }

  /// A window that would end after closing does not keep a message over night.
  private func end(ofWindowFrom first: Instant) -> Instant {
    let end = first + rules.windowSeconds
    return hours.map { $0.isOpen(at: end) } ?? true ? end : first
  }

  private func tomorrow(after now: Instant) -> Instant {
    let midnight = zone.instant(zone.date(of: now) + 1, .midnight)
    return hours?.opening(atOrAfter: midnight) ?? midnight
  }
}
