/// States of the duties laid out, by slot: four bytes for one without a state, and no hashing for one with it.
struct SlotStates: Sendable {
  /// Where in `chunks` the state of a slot is; -1: it has none. As long as the highest slot that ever had one.
  private var places: [Int32] = []
  /// In chunks, so that none of them ever moves: to copy a hundred thousand would stop whoever decides for long. A state that
  /// was taken out leaves its place to whatever is put into the same slot next.
  private var chunks: [[DutyState?]] = []
  private var count = 0
  /// Rungs pending in all of them: whoever asks would otherwise go through every one.
  private(set) var pending = 0

  private static let chunkCapacity = 256

  private subscript(place place: Int) -> DutyState? {
    get { chunks[place / Self.chunkCapacity][place % Self.chunkCapacity] }
    _modify { yield &chunks[place / Self.chunkCapacity][place % Self.chunkCapacity] }
  }

  /// Slots that have a state, in their order.
  var slots: some Sequence<Int> {
    places.indices.lazy.filter { places[$0] >= 0 && self[place: Int(places[$0])] != nil }
  }

  subscript(slot: Int) -> DutyState? {
    get { place(of: slot).flatMap { self[place: $0] } }
    set {
      if let newValue { put(newValue, slot) } else { _ = take(slot) }
    }
  }

  /// What had been put there is not copied.
  mutating func take(_ slot: Int) -> DutyState? {
    guard let place = place(of: slot), let state = self[place: place].take() else { return nil }
    pending -= state.pending.count
    return state
  }

  private mutating func put(_ state: DutyState, _ slot: Int) {
    pending += state.pending.count
    if let place = place(of: slot) {
      pending -= self[place: place]?.pending.count ?? 0
      self[place: place] = state
      return
    }
    if slot >= places.count { places += repeatElement(-1, count: slot + 1 - places.count) }
    places[slot] = Int32(count)
    if count == chunks.count * Self.chunkCapacity {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.chunkCapacity)
    }
    chunks[chunks.count - 1].append(state)
    count += 1
  }

  private func place(of slot: Int) -> Int? {
    slot < places.count && places[slot] >= 0 ? Int(places[slot]) : nil
  }
}
