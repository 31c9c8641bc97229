/// What the wheel knows of each timer besides its deadline: eight bytes, at the index its handle carries.
///
///     armed   [ generation | payload           ]
///     free    [ generation | next free index   ]     generation already that of the next use
///
/// The table never shrinks: a stale handle must still find its generation here. It costs eight bytes for each timer of
/// the busiest moment there ever was.
struct TimerTable: ~Copyable {
  private struct Row {
    var generation: UInt32
    /// The payload of an armed timer; of a free row, the next free one.
    var word: UInt32
  }

  private static let noRow = UInt32.max

  private var rows: UnsafeMutablePointer<Row>
  private var capacity: Int
  /// Rows ever handed out; those beyond are not initialised.
  private var opened = 0
  private var firstFree = Self.noRow

  /// Timers armed.
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = min(max(capacity, 64), Int(Self.noRow))
    rows = .allocate(capacity: self.capacity)
  }

  deinit { rows.deallocate() }

  /// O(1); the table doubles when full.
  mutating func add(_ payload: UInt32) -> TimerHandle {
    count &+= 1
    if firstFree != Self.noRow {
      let index = firstFree
      let row = rows + Int(index)
      firstFree = row.pointee.word
      row.pointee.word = payload
      return TimerHandle(index: index, generation: row.pointee.generation)
    }
    if opened == capacity { grow() }
    let index = UInt32(opened)
    (rows + opened).initialize(to: Row(generation: 1, word: payload))
    opened &+= 1
    return TimerHandle(index: index, generation: 1)
  }

  /// Whether the handle's timer is still armed. O(1).
  func holds(_ handle: TimerHandle) -> Bool {
    handle.index < opened && isCurrent(handle)
  }

  /// `holds` for a handle known to be of this table.
  @inline(__always)
  func isCurrent(_ handle: TimerHandle) -> Bool {
    rows[handle.index].generation == handle.generation
  }

  /// 1 if `isCurrent`, else 0: arithmetic, for the compiler makes a branch of a condition.
  @inline(__always)
  func currentCount(_ handle: TimerHandle) -> Int {
    let difference = UInt64(rows[handle.index].generation ^ handle.generation)
    return Int(truncatingIfNeeded: (difference &- 1) &>> 63)
  }

  /// Forgets an armed timer and returns its payload. O(1).
  @inline(__always)
  mutating func remove(_ handle: TimerHandle) -> UInt32 {
    let row = rows + handle.index
    let payload = row.pointee.word
    row.pointee.generation &+= 1
    count &-= 1
    // The last generation is given to no handle and its row is not used again: nothing is ever matched by mistake.
    if row.pointee.generation != .max {
      row.pointee.word = firstFree
      firstFree = UInt32(truncatingIfNeeded: handle.index)
    }
    return payload
  }

  /// Gives an armed timer a new handle; the old one goes stale. O(1).
  @inline(__always)
  mutating func renew(_ handle: TimerHandle) -> TimerHandle {
    let generation = handle.generation &+ 1
    guard generation != .max else { return add(remove(handle)) }
    rows[handle.index].generation = generation
    return TimerHandle(index: UInt32(truncatingIfNeeded: handle.index), generation: generation)
  }

  /// For the test of a row at the end of its generations.
  mutating func setGeneration(_ generation: UInt32, of handle: TimerHandle) {
    rows[handle.index].generation = generation
  }

  private mutating func grow() {
    precondition(capacity < Int(Self.noRow), "more timers than a handle can number")
    capacity = min(capacity * 2, Int(Self.noRow))
    let larger = UnsafeMutablePointer<Row>.allocate(capacity: capacity)
    larger.moveInitialize(from: rows, count: opened)
    rows.deallocate()
    rows = larger
  }
}
