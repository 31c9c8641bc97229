/// The entries of one slot, in order of arrival, and the earliest of them.
struct WheelSlot {
  var first: EntryChunk?
  var last: EntryChunk?
  /// An entry no other of the slot precedes, even if it has gone stale since. Meaningless in an empty slot.
  var earliest: WheelEntry
}

/// The slots of every level, and for each level a word that says which of its slots are occupied.
///
///     slot number = level * 64 + six bits of the deadline        0 ..< 704, and 704 for the late
///
/// Eleven levels of six bits cover a `UInt64` with room to spare, so no deadline lies beyond the top. The three levels
/// above 2^48 cost 6 KiB and no time, and save an overflow list with its own rules.
struct WheelLevels: ~Copyable {
  static let count = 11
  static let bits: UInt64 = 6
  static let slotsPerLevel = 64
  /// Holds what was already past its deadline when it was inserted.
  static let late = count * slotsPerLevel

  let slots: UnsafeMutablePointer<WheelSlot>
  private let occupied: UnsafeMutablePointer<UInt64>
  /// Bit n: level n has an occupied slot.
  private var occupiedLevels: UInt64 = 0

  init() {
    slots = .allocate(capacity: Self.late + 1)
    let nothing = WheelEntry(deadline: 0, handle: .none)
    slots.initialize(repeating: WheelSlot(first: nil, last: nil, earliest: nothing), count: Self.late + 1)
    occupied = .allocate(capacity: Self.count + 1)
    occupied.initialize(repeating: 0, count: Self.count + 1)
  }

  deinit {
    slots.deallocate()
    occupied.deallocate()
  }

  /// The slot for a deadline: at the level of the highest six-bit group in which it differs from `now`.
  @inline(__always)
  static func slot(for deadline: UInt64, from now: UInt64) -> Int {
    if deadline < now { return late }
    let highestBit = UInt64(63 &- ((deadline ^ now) | 1).leadingZeroBitCount)
    let level = highestBit / bits
    return Int(truncatingIfNeeded: level &* 64 &+ ((deadline &>> (level &* bits)) & 63))
  }

  /// The occupied slot whose entries precede those of all others, the late aside. O(1).
  ///
  /// A level's entries differ from `now` in a lower group than those of the levels above, and no slot behind `now`
  /// is occupied: so it is the first slot of the first level.
  @inline(__always)
  var first: Int? {
    if occupiedLevels == 0 { return nil }
    let level = occupiedLevels.trailingZeroBitCount
    return level &* 64 &+ occupied[level].trailingZeroBitCount
  }

  /// `first`, with the late ones taken into account.
  var firstOrLate: Int? { slots[Self.late].first == nil ? first : Self.late }

  func isOccupied(_ number: Int) -> Bool {
    occupied[number / 64] >> UInt64(number % 64) & 1 == 1
  }

  /// Gives an empty slot its first entry's chunk.
  @inline(__always)
  mutating func begin(_ number: Int, with chunk: EntryChunk, earliest: WheelEntry) {
    slots[number] = WheelSlot(first: chunk, last: chunk, earliest: earliest)
    let level = number &>> 6
    occupied[level] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
    if number != Self.late { occupiedLevels |= 1 &<< UInt64(truncatingIfNeeded: level) }
  }

  /// Empties a slot and returns its chunks.
  @inline(__always)
  mutating func detach(_ number: Int) -> EntryChunk? {
    let chunk = slots[number].first
    slots[number].first = nil
    slots[number].last = nil
    let level = number &>> 6
    occupied[level] &= ~(1 &<< UInt64(truncatingIfNeeded: number & 63))
    if occupied[level] == 0 { occupiedLevels &= ~(1 &<< UInt64(truncatingIfNeeded: level)) }
    return chunk
  }

  /// Whether the summary of the levels agrees with their words.
  var summaryIsRight: Bool {
    (0..<Self.count).allSatisfy { (occupied[$0] != 0) == (occupiedLevels >> UInt64($0) & 1 == 1) }
  }
}
