/// What a lane is handed straight from a commit, and whether there is more in the store.
///
/// A commit hands over only to a lane that has seen everything older: then memory and store are in the same order, and
/// what did not fit is found in the store later. The engine's loop and the lane's meet here, each under the lane's lock.
///
///     store ──beginReading──► reading ──endReading(isAll)──► memory ──offer──► offered ──accept──► memory, or store
struct LaneIntake<Item> {
  private enum Source {
    /// Something may wait in the store that is not here.
    case store
    /// The lane is looking there. `isStale`: something was added meanwhile.
    case reading(isStale: Bool)
    /// Everything that waits is here.
    case memory
    /// A commit is under way that will hand over what it adds.
    case offered
    /// The same, but only what it claims is still wanted.
    case withdrawn
  }

  private var source = Source.store
  private var items: [Item] = []
  private var first = 0
  /// Claimed by commits, and sent without the lane's loop, which has still to hear of them.
  private var claimed: [Item] = []
  /// How many more the lane would claim.
  private var room = 0
  /// Whatever a commit adds is handed over: the lane takes it out at its next turn, and keeps what it has room for.
  var takesAll = false

  var count: Int { items.count - first }
  /// The lane waits for a commit to end before it reads the store.
  var isWithdrawn: Bool { if case .withdrawn = source { true } else { false } }

  /// A commit is about to run. Nil: it has nothing to hand over here; else how many it may claim.
  mutating func offer() -> Int? {
    guard case .memory = source else { return nil }
    source = .offered
    // What waits here comes first.
    return count == 0 ? room : 0
  }

  /// It is durable, and has put `new` into the store, of which it claimed the first `claimed`: those are to be sent.
  ///
  /// - Parameter allowed: how many of the others may be kept in memory.
  /// - Returns: how many were.
  mutating func accept(_ new: [Item], claimed: Int = 0, allowed: Int = .max) -> Int {
    switch source {
    case .offered, .withdrawn:
      self.claimed += new.prefix(claimed)
      room = max(0, room - claimed)
      let rest = new.dropFirst(claimed)
      if case .withdrawn = source {
        source = .store
        return 0
      }
      let kept = takesAll ? rest.count : min(allowed, rest.count)
      items += rest.prefix(kept)
      source = kept < rest.count ? .store : .memory
      return kept
    case .reading where !new.isEmpty: source = .reading(isStale: true)
    // The lane was opened while the commit ran.
    case .memory where !new.isEmpty: source = .store
    case .reading, .memory, .store: break
    }
    return 0
  }

  /// What commits have claimed since the last time.
  mutating func takeClaimed() -> [Item] {
    defer { claimed = [] }
    return claimed
  }

  /// The lane has had its turn, and would claim so many more: what was claimed meanwhile counts.
  mutating func open(_ room: Int) { self.room = max(0, room - claimed.count) }

  mutating func take(_ limit: Int) -> [Item] {
    let end = min(items.count, first + max(0, limit))
    let taken = Array(items[first..<end])
    first = end
    room = max(0, room - taken.count)
    if first == items.count || first > 4096 {
      items.removeFirst(first)
      first = 0
    }
    return taken
  }

  /// - Returns: whether the store is to be read; not while nothing is there, a commit may add to it unseen, or the lane has still
  ///   to hear of what one has claimed, which it would find there again.
  mutating func beginReading() -> Bool {
    guard case .store = source, count == 0, claimed.isEmpty else { return false }
    source = .reading(isStale: false)
    return true
  }

  /// - Parameter isAll: nothing was left there.
  mutating func endReading(isAll: Bool) {
    guard case .reading(let isStale) = source else { return }
    source = isAll && !isStale ? .memory : .store
  }

  /// Leaves everything that is not claimed to the store; what a commit under way adds as well.
  ///
  /// - Returns: how many were dropped.
  mutating func withdraw() -> Int {
    let dropped = count
    (items, first) = ([], 0)
    switch source {
    case .offered, .withdrawn: source = .withdrawn
    case .reading, .memory, .store: source = .store
    }
    return dropped
  }
}
