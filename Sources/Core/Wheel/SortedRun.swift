/// The entries of one slot, in order of deadline, and of arming where deadlines are equal: the next to be given up.
///
/// Sorted by the six bits in which a level below would tell them apart, as if they fell there, but side by side in 2 KiB that stay in
/// the cache instead of each into a chunk of its own; then by insertion, which finds little left to do.
struct SortedRun: ~Copyable {
  static let capacity = EntryChunk.capacity
  /// Fewer are sorted by insertion alone.
  private static let few = 12

  private var entries: UnsafeMutablePointer<WheelEntry>
  private var spare: UnsafeMutablePointer<WheelEntry>
  /// By six bits, where in the run the next entry with them goes.
  private let places: UnsafeMutablePointer<UInt8>
  private var first = 0
  private var end = 0

  init() {
    entries = .allocate(capacity: Self.capacity)
    spare = .allocate(capacity: Self.capacity)
    places = .allocate(capacity: WheelLevels.slotsPerLevel)
  }

  deinit {
    entries.deallocate()
    spare.deallocate()
    places.deallocate()
  }

  @inline(__always)
  var isEmpty: Bool { first == end }
  var count: Int { end - first }
  static var byteCount: Int { 2 * capacity * MemoryLayout<WheelEntry>.stride + WheelLevels.slotsPerLevel }

  /// The earliest. There must be one.
  @inline(__always)
  var head: WheelEntry { entries[first] }

  @inline(__always)
  mutating func removeHead() { first &+= 1 }

  subscript(index: Int) -> WheelEntry { entries[first + index] }

  /// Begins anew; what is put in from now on is not in order before `sort`.
  @inline(__always)
  mutating func begin() { (first, end) = (0, 0) }

  /// There must be room.
  @inline(__always)
  mutating func append(_ entry: WheelEntry) {
    (entries + end).initialize(to: entry)
    end &+= 1
  }

  /// - Parameter level: of the slot that they were in, not the lowest: they differ in the bits below it alone.
  mutating func sort(of level: Int) {
    if count > Self.few { spread(by: UInt64(truncatingIfNeeded: level &- 1) &* WheelLevels.bits) }
    var index = first &+ 1
    while index < end {
      let entry = entries[index]
      var place = index
      while place > first, entries[place &- 1].deadline > entry.deadline {
        entries[place] = entries[place &- 1]
        place &-= 1
      }
      if place != index { entries[place] = entry }
      index &+= 1
    }
  }

  /// Orders by the six bits from `shift` on; entries with the same keep theirs.
  private mutating func spread(by shift: UInt64) {
    places.initialize(repeating: 0, count: WheelLevels.slotsPerLevel)
    for index in first..<end { places[Int(truncatingIfNeeded: (entries[index].deadline &>> shift) & 63)] &+= 1 }
    var sum: UInt8 = 0
    for bits in 0..<WheelLevels.slotsPerLevel {
      let count = places[bits]
      places[bits] = sum
      sum &+= count
    }
    for index in first..<end {
      let entry = entries[index]
      let bits = Int(truncatingIfNeeded: (entry.deadline &>> shift) & 63)
      (spare + Int(places[bits])).initialize(to: entry)
      places[bits] &+= 1
    }
    swap(&entries, &spare)
    (first, end) = (0, count)
  }

  /// Keeps those of which `isKept` holds, in their order.
  mutating func filter(_ isKept: (WheelEntry) -> Bool) {
    var kept = 0
    for index in first..<end where isKept(entries[index]) {
      entries[kept] = entries[index]
      kept &+= 1
    }
    (first, end) = (0, kept)
  }
}
