/// States of the duties laid out, by slot: four bytes for one without a state, and no hashing for one with it.
struct SlotStates: Sendable {
  /// Where in `entries` the state of a slot is; -1: it has none. As long as the highest slot that ever had one.
  private var places: [Int32] = []
  /// A state that was taken out leaves its place to whatever is put into the same slot next.
  private var entries: [DutyState?] = []
  /// Rungs pending in all of them: whoever asks would otherwise go through every one.
  private(set) var pending = 0

  /// Slots that have a state, in their order.
  var slots: some Sequence<Int> {
    places.indices.lazy.filter { places[$0] >= 0 && entries[Int(places[$0])] != nil }
  }

  subscript(slot: Int) -> DutyState? {
    get { place(of: slot).flatMap { entries[$0] } }
    set {
      if let newValue { put(newValue, slot) } else { _ = take(slot) }
    }
  }

  /// What had been put there is not copied.
  mutating func take(_ slot: Int) -> DutyState? {
    guard let place = place(of: slot), let state = entries[place].take() else { return nil }
    pending -= state.pending.count
    return state
  }

  private mutating func put(_ state: DutyState, _ slot: Int) {
    pending += state.pending.count
    if let place = place(of: slot) {
      pending -= entries[place]?.pending.count ?? 0
      entries[place] = state
      return
    }
    if slot >= places.count { places += repeatElement(-1, count: slot + 1 - places.count) }
    places[slot] = Int32(entries.count)
    entries.append(state)
  }

  private func place(of slot: Int) -> Int? {
    slot < places.count && places[slot] >= 0 ? Int(places[slot]) : nil
  }
}
