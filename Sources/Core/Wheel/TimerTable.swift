/// What the wheel knows of each timer besides its entry: four bytes, at the index that is its key.
///
///     odd    armed: the one entry with this generation is the timer, all others of its key are stale
///     even   not armed: every entry of its key is stale
///
/// The table never shrinks: a stale handle must still find its generation here. It costs four bytes for each key up to
/// the highest there ever was.
struct TimerTable: ~Copyable {
  /// What a key begins with. Not zero: zero and one come after the last generation, when counting begins anew.
  private static let unused: UInt32 = 2
  /// Rows are opened by the page, so that a table made large beforehand becomes resident as it is used.
  private static let step = 1024

  private var generations: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  /// Rows initialised; keys beyond were never used.
  private(set) var opened = 0

  init(capacity: Int) {
    self.capacity = (max(capacity, 1) + Self.step - 1) / Self.step * Self.step
    generations = .allocate(capacity: self.capacity)
  }

  var byteCount: Int { capacity * MemoryLayout<UInt32>.stride }

  deinit { generations.deallocate() }

  /// Makes the key one that may be asked for.
  @inline(__always)
  mutating func open(_ key: UInt32) {
    if Int(key) >= opened { grow(to: Int(key)) }
  }

  /// The generation of a key that is open.
  @inline(__always)
  subscript(key: UInt32) -> UInt32 {
    get { generations[Int(key)] }
    nonmutating set { generations[Int(key)] = newValue }
  }

  /// Whether the handle's timer is armed, for any handle. O(1).
  func holds(_ handle: TimerHandle) -> Bool {
    Int(handle.key) < opened && handle.generation & 1 == 1 && isCurrent(handle)
  }

  /// `holds` for the handle of an entry.
  @inline(__always)
  func isCurrent(_ handle: TimerHandle) -> Bool { self[handle.key] == handle.generation }

  /// 1 if `isCurrent`, else 0: arithmetic, for the compiler makes a branch of a condition.
  @inline(__always)
  func currentBit(_ handle: TimerHandle) -> UInt64 {
    (UInt64(self[handle.key] ^ handle.generation) &- 1) &>> 63
  }

  @inline(never)
  private mutating func grow(to key: Int) {
    let wanted = (key / Self.step + 1) * Self.step
    if wanted > capacity {
      capacity = max(wanted, capacity * 2)
      let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
      larger.moveInitialize(from: generations, count: opened)
      generations.deallocate()
      generations = larger
    }
    (generations + opened).initialize(repeating: Self.unused, count: wanted - opened)
    opened = wanted
  }
}
