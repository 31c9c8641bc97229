import Core
import Store

/// What waits to leave by one route, party by party, so that a wake-up looks only at those for whom something came or whose hour
/// has come. What the planner needs of a delivery is kept for all of them; what it says, for as many as there is room for.
struct LaneTrays {
  struct Owner: Hashable {
    var party: PartyID?
    var address: String
  }

  /// Messages to one owner, and those of their rows that were kept.
  struct Released {
    var messages: [[DeliveryID]] = []
    var rows: [DeliveryID: OutboxRow] = [:]
    /// Where the others stand in the store.
    var places: [Int] = []
  }

  fileprivate struct Tray {
    /// In the order they came; what is in `ready` left out.
    var waiting: [WaitingDelivery] = []
    var rows: [DeliveryID: OutboxRow] = [:]
    /// Messages that may leave, by the planner's last word, last first; a word holds for the second it was spoken in.
    var ready: [[WaitingDelivery]] = []
    var decidedAt = Instant.distantPast
    /// Until when all the rest waits; nil: the planner is to be asked.
    var heldUntil: Instant?
    /// When the first came that has a part in that.
    var heldSince = Instant.distantPast
  }

  private var trays: [Owner: Tray] = [:]
  /// Whose turn it is to be decided, in order.
  private var due: [Owner] = []
  /// A tray that has been decided again since stands in here yet.
  private var held: [Instant: [Owner]] = [:]
  private var latest = Instant.distantPast

  /// When the next may leave that waits for its hour.
  var nextRelease: Instant? { held.keys.min() }
  /// Rows kept.
  var kept: Int { trays.values.reduce(0) { $0 + $1.rows.count } }

  mutating func take(_ delivery: HeldDelivery, _ row: OutboxRow? = nil) {
    let owner = Owner(party: delivery.party, address: delivery.address)
    let isNew = trays[owner] == nil
    let isDecided = trays[owner, default: Tray()].take(delivery, row)
    if isNew || isDecided { due.append(owner) }
  }

  /// Other rules are in force, or the clock was set back: whatever waits is decided anew.
  mutating func decideAll() {
    held = [:]
    due = Array(trays.keys)
    for owner in due { trays[owner]?.reconsider() }
  }

  /// Asks `plan` about those whose turn it is, and takes out what leaves.
  ///
  /// - Parameter room: messages at most. What is over stays, and is decided again.
  mutating func release(
    _ room: Int, at now: Instant, plan: (Owner, [WaitingDelivery]) throws -> [Release]
  ) rethrows -> [Released] {
    wake(at: now)
    var (left, asked) = (room, 0)
    let turns = due.count
    var released: [Released] = []
    while left > 0, asked < turns {
      let owner = due[asked]
      asked += 1
      guard var tray = trays.removeValue(forKey: owner) else { continue }
      let result = try tray.release(left, at: now) { try plan(owner, $0) }
      left -= result.messages.count
      if !result.messages.isEmpty { released.append(result) }
      if tray.isEmpty { continue }
      if tray.ready.isEmpty, let until = tray.heldUntil {
        held[until, default: []].append(owner)
      } else {
        tray.heldUntil = nil
        due.append(owner)
      }
      trays[owner] = tray
    }
    due.removeFirst(asked)
    return released
  }

  private mutating func wake(at now: Instant) {
    if now < latest { decideAll() }
    latest = now
    for instant in held.keys.filter({ $0 <= now }).sorted() {
      for owner in held.removeValue(forKey: instant) ?? [] where trays[owner]?.heldUntil == instant {
        trays[owner]?.heldUntil = nil
        due.append(owner)
      }
    }
  }
}

extension LaneTrays.Tray {
  fileprivate var isEmpty: Bool { waiting.isEmpty && ready.isEmpty }

  /// - Returns: whether the planner has to be asked again, who had spoken.
  fileprivate mutating func take(_ held: HeldDelivery, _ row: OutboxRow?) -> Bool {
    var delivery = held.waiting
    delivery.place = held.place
    let wasHeld = heldUntil != nil
    // What waits for its hour, its window or another day is joined by whatever is neither urgent nor was tried: the window
    // runs from the first, and the hour and the day are the same for all.
    if delivery.isUrgent || delivery.message != nil || delivery.queuedAt < heldSince { reconsider() }
    waiting.append(delivery)
    if let row { rows[delivery.id] = row }
    return wasHeld && heldUntil == nil
  }

  /// The planner's last word does not hold any more.
  fileprivate mutating func reconsider() {
    heldUntil = nil
    if ready.isEmpty { return }
    waiting = ready.reversed().flatMap(\.self) + waiting
    ready = []
  }

  /// Takes out what leaves, and notes until when the rest waits.
  fileprivate mutating func release(
    _ room: Int, at now: Instant, plan: ([WaitingDelivery]) throws -> [Release]
  ) rethrows -> LaneTrays.Released {
    if decidedAt != now { reconsider() }
    if ready.isEmpty { decide(try plan(waiting), at: now) }
    var result = LaneTrays.Released()
    for message in ready.suffix(room).reversed() {
      result.messages.append(message.map(\.id))
      for delivery in message {
        if let row = rows.removeValue(forKey: delivery.id) {
          result.rows[delivery.id] = row
        } else {
          result.places.append(delivery.place)
        }
      }
    }
    ready.removeLast(result.messages.count)
    return result
  }

  private mutating func decide(_ releases: [Release], at now: Instant) {
    var known = Dictionary(waiting.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for case .send(let ids) in releases { ready.append(ids.compactMap { known.removeValue(forKey: $0) }) }
    ready.reverse()
    let holds = releases.compactMap { if case .hold(_, let until) = $0 { until } else { nil } }
    if !ready.isEmpty { waiting.removeAll { known[$0.id] == nil } }
    (decidedAt, heldUntil) = (now, holds.min())
    heldSince = waiting.lazy.filter { $0.message == nil }.map(\.queuedAt).min() ?? .distantPast
  }
}
