/// Holds timers until they are due, and gives up the due ones in order of deadline.
///
/// Time is a `UInt64` count of ticks; the unit is the caller's.
///
///     level   bits     slot covers   level reaches    at 1 s a tick     at 1 ms a tick
///       0     0-5      1             64               64 s              64 ms
///       1     6-11     64            4096             ~ 68 min          ~ 4 s
///       2     12-17    2^12          2^18             ~ 3 days          ~ 4 min
///       3     18-23    2^18          2^24             ~ 194 days        ~ 4.7 h
///       4     24-29    2^24          2^30             ~ 34 years        ~ 12 days
///       5     30-35    2^30          2^36             ~ 2178 years      ~ 2.2 years
///       6     36-41    2^36          2^42                               ~ 139 years
///       7     42-47    2^42          2^48                               ~ 8920 years
///       8-10  48-63    2^48-2^60     the end of `UInt64`: in place of an overflow list
///
///           now = ...|000010|000101|111110|
///                     level 2  1      0         <- six bits choose the slot at each level
///
///     level 1  [ ][ ][ ][ ][ ][>][x][ ] ...     when time enters a slot, its entries fall to the levels below
///     level 0  [ ][ ] ... [>][x][ ]             entries here are due at exactly the slot's tick
///
/// An entry sits at the level of the highest six-bit group in which its deadline differs from `now`. Hence entries of
/// one deadline always share a slot, in the order of arming, and keep it as they fall together; and whatever sits in a
/// level comes before everything in the levels above.
///
/// **Keys.** A timer bears a number of the caller's, its key, and is looked up by it in a table of four bytes a key. The
/// caller keeps no handle and the wheel no list of free places: to cancel is one write to one word. A key has one timer;
/// to arm it again moves it.
///
/// **Chunked slots.** A slot is a chain of 2 KiB chunks of sixteen-byte entries, not a linked list of timers. Falling a
/// level then streams memory where a list would chase pointers, a cache miss each, and a timer needs 20 bytes in all.
/// The price: an entry cannot be taken out of the middle. Cancelling only moves the key's generation on; the stale
/// entry is dropped when next streamed. Once there are more than half as many stale entries as live ones, the next look
/// ahead or advance moves the live ones together and returns the memory behind them: so 24 + 4 bytes a timer, at most.
///
/// **Falling.** The kernel's wheel does not cascade (kernel/time/timer.c): it rounds the deadline to the level's slot,
/// well for timeouts, which are mostly cancelled. Ours mostly ring, and have to ring on the tick. Nor does this wheel
/// tick: each slot knows its earliest entry, so time jumps from deadline to deadline, a slot falls relative to
/// its earliest entry, and a lone timer falls once, from wherever it was, instead of once a level.
///
/// **The run.** When time comes to a slot of a few entries, they are sorted where they are side by side and given up from there
/// (`SortedRun`), instead of falling one by one into slots of their own. What is armed meanwhile goes into slots as ever; of the two,
/// the earlier comes first.
///
/// Not thread-safe; one owner. Any deadline will do, any key below 2^32.
package struct TimerWheel: ~Copyable {
  /// The time last advanced to. All before it has been given up.
  package private(set) var now: UInt64
  /// Timers armed.
  package private(set) var count = 0

  var levels = WheelLevels()
  var arena = ChunkArena()
  var table: TimerTable
  /// Taken out of the slot that came first: all in it precede what was in any slot then.
  var run = SortedRun()
  /// Entries in slots and in the run, those of `count` timers and the stale.
  var entries = 0
  /// The number of entries at which arming next asks whether too many are stale.
  var checkpoint = Self.checkInterval

  /// Timers that were armed when memory was last returned.
  var countAtCompaction = Int.max

  static let checkInterval = 4096

  /// An empty wheel, at `now`. To set time back, make a new wheel.
  ///
  /// `capacity` is the number of keys expected; a good guess saves the table from growing, four bytes each.
  package init(now: UInt64, capacity: Int = 0) {
    self.now = now
    table = TimerTable(capacity: capacity)
  }

  package var isEmpty: Bool { count == 0 }
  /// Entries in slots whose timer was cancelled or armed anew.
  var stale: Int { entries &- count }

  // MARK: Arming

  /// Arms the timer of this key, or moves it to another deadline, as if inserted anew: an older handle goes stale. O(1).
  ///
  /// One whose deadline is not after `now` is given up by the next `advance`. Keys should be dense: the table reaches up
  /// to the highest.
  @discardableResult
  @inline(__always)
  package mutating func arm(_ key: UInt32, at deadline: UInt64) -> TimerHandle {
    if entries >= checkpoint { boundStale() }
    table.open(key)
    let generation = table[key]
    let renewed = (generation &+ 1) | 1
    if renewed == 1 { compact() }  // Counting begins anew: nothing of the last round may be left.
    table[key] = renewed
    count &+= 1 &- Int(truncatingIfNeeded: generation & 1)
    entries &+= 1
    let handle = TimerHandle(key: key, generation: renewed)
    place(WheelEntry(deadline: deadline, handle: handle))
    return handle
  }

  /// Moves the timer of this handle to another deadline; nil if it is gone already. O(1).
  @discardableResult
  package mutating func rearm(_ handle: TimerHandle, at deadline: UInt64) -> TimerHandle? {
    table.holds(handle) ? arm(handle.key, at: deadline) : nil
  }

  /// Disarms the timer of this key; false if it is not armed. O(1).
  @discardableResult
  package mutating func cancel(_ key: UInt32) -> Bool {
    guard Int(key) < table.opened, table[key] & 1 == 1 else { return false }
    table[key] &+= 1
    count &-= 1
    return true
  }

  /// Disarms the timer of this handle; false if it is gone already. O(1).
  @discardableResult
  package mutating func cancel(_ handle: TimerHandle) -> Bool {
    table.holds(handle) && cancel(handle.key)
  }

  // MARK: Looking ahead

  /// No timer is due before this; nil if there are none. O(1). Before `now` if a timer was late when armed.
  ///
  /// It is the earliest deadline itself unless that timer was cancelled since: then there may be nothing to do at this
  /// instant, but advancing to it makes progress.
  package var nextExpiry: UInt64? {
    let earliest = levels.firstOrLate.map { levels.slots[$0].earliest.deadline }
    return run.isEmpty ? earliest : min(run.head.deadline, earliest ?? .max)
  }

  /// The earliest deadline, exactly; nil if there are no timers. To sleep until then is never to wake in vain.
  ///
  /// Before `now` if that timer was late when armed: then advance to `now`. O(1), unless the earliest timer was
  /// cancelled: then O(entries of its slot), which drops the stale among them. Returns memory, as `advance` does.
  package mutating func nextDeadline() -> UInt64? {
    returnMemory()
    while true {
      let number = levels.firstOrLate
      if runPrecedes(number) {
        let head = run.head
        if stale == 0 || table.isCurrent(head.handle) { return head.deadline }
        run.removeHead()
        entries &-= 1
        continue
      }
      guard let number else { return nil }
      let earliest = levels.slots[number].earliest
      if stale == 0 || table.isCurrent(earliest.handle) { return earliest.deadline }
      redistribute(number)
    }
  }

  /// The head of the run comes before what is in this slot. Where deadlines are equal, what is in the run was armed before.
  @inline(__always)
  private func runPrecedes(_ number: Int?) -> Bool {
    if run.isEmpty { return false }
    guard let number else { return true }
    return run.head.deadline <= levels.slots[number].earliest.deadline
  }

  // MARK: Advancing

  /// Moves time to `time` and gives up every timer due by then, with its deadline: in order of deadline, and of
  /// arming where deadlines are equal.
  ///
  /// O(due + entries fallen); an entry falls at most once a level in its whole life, a lone one once. Time cannot go
  /// backwards: `time` must not be before `now`. Memory of timers cancelled or fired is returned here.
  package mutating func advance(to time: UInt64, _ fire: (UInt32, UInt64) -> Void) {
    precondition(time >= now, "a wheel cannot go back in time")
    if levels.slots[WheelLevels.late].first != nil { giveUpLate(fire) }
    while true {
      let number = levels.first
      if runPrecedes(number) {
        if run.head.deadline > time { break }
        giveUpHead(fire)
        continue
      }
      guard let number else { break }
      let earliest = levels.slots[number].earliest.deadline
      if earliest > time { break }
      now = earliest
      if run.isEmpty, isFitForRun(number) { takeIntoRun(number) } else { giveUpEarliest(of: number, fire) }
    }
    now = time
    enterFirst()
    returnMemory()
  }

  /// Time has come to lie where it is to stop. Nothing that is left is due, but if that is inside the first slot, its entries are too
  /// near for its level.
  @inline(__always)
  private mutating func enterFirst() {
    guard let number = levels.first else { return }
    let shift = UInt64(truncatingIfNeeded: number &>> 6) &* WheelLevels.bits
    if (levels.slots[number].earliest.deadline ^ now) &>> shift == 0 { redistribute(number) }
  }

  /// The first of the run is due.
  @inline(__always)
  private mutating func giveUpHead(_ fire: (UInt32, UInt64) -> Void) {
    let entry = run.head
    run.removeHead()
    now = entry.deadline
    if stale == 0 || table.isCurrent(entry.handle) {
      retire(entry)
      fire(entry.handle.key, entry.deadline)
    } else {
      entries &-= 1
    }
  }

  /// Of a few, more than one, that need not all be due at once.
  @inline(__always)
  private func isFitForRun(_ number: Int) -> Bool {
    let slot = levels.slots[number]
    guard number >= WheelLevels.slotsPerLevel, let first = slot.first, first == slot.last else { return false }
    return first.count > 1
  }

  private mutating func takeIntoRun(_ number: Int) {
    guard let chunk = levels.detach(number) else { return }
    run.begin()
    takeLive(chunk, of: number) { wheel, entry in wheel.run.append(entry) }
    arena.give(chunk)
    run.sort(of: number &>> 6)
  }

  /// Gives up the entries of a slot that are due `now`; the others fall.
  @inline(__always)
  private mutating func giveUpEarliest(of number: Int, _ fire: (UInt32, UInt64) -> Void) {
    var next = levels.detach(number)
    while let chunk = next {
      takeLive(chunk, of: number) { wheel, entry in
        if entry.deadline == wheel.now {
          wheel.retire(entry)
          fire(entry.handle.key, entry.deadline)
        } else {
          wheel.place(entry)
        }
      }
      next = chunk.next
      arena.give(chunk)
    }
  }

  /// Gives up what was late when armed. The only entries that need sorting: their order is that of arrival.
  private mutating func giveUpLate(_ fire: (UInt32, UInt64) -> Void) {
    var due: [WheelEntry] = []
    var next = levels.detach(WheelLevels.late)
    while let chunk = next {
      takeLive(chunk, of: WheelLevels.late) { _, entry in due.append(entry) }
      next = chunk.next
      arena.give(chunk)
    }
    due.sort { $0.deadline < $1.deadline }  // stable: ties stay in order of arming
    for entry in due {
      retire(entry)
      fire(entry.handle.key, entry.deadline)
    }
  }

  /// Disarms a timer that fires.
  @inline(__always)
  private mutating func retire(_ entry: WheelEntry) {
    table[entry.handle.key] = entry.handle.generation &+ 1
    count &-= 1
    entries &-= 1
  }

  // MARK: Entries

  /// Appends an entry to the slot it belongs in. O(1).
  @inline(__always)
  private mutating func place(_ entry: WheelEntry) {
    append(entry, to: WheelLevels.slot(for: entry.deadline, from: now))
  }

  @inline(__always)
  mutating func append(_ entry: WheelEntry, to number: Int) {
    let slot = levels.slots + number
    guard var chunk = slot.pointee.last else {
      let chunk = arena.take()
      levels.begin(number, with: chunk, earliest: entry)
      chunk.entries.initialize(to: entry)
      chunk.count = 1
      return
    }
    if chunk.count == EntryChunk.capacity {
      let another = arena.take()
      chunk.next = another
      slot.pointee.last = another
      chunk = another
    }
    let count = chunk.count
    (chunk.entries + count).initialize(to: entry)
    chunk.count = count &+ 1
    if entry.deadline < slot.pointee.earliest.deadline { slot.pointee.earliest = entry }
  }

  /// Drops the stale entries of a slot and places the others as seen from `now`.
  private mutating func redistribute(_ number: Int) {
    var next = levels.detach(number)
    while let chunk = next {
      takeLive(chunk, of: number) { wheel, entry in wheel.place(entry) }
      next = chunk.next
      arena.give(chunk)
    }
  }

  /// Visits the live entries of a chunk in their order, and forgets the others.
  ///
  /// First the generations are looked up, each a likely cache miss, into a bit each: without a branch on what is read,
  /// which could not be predicted, and without an address made of it, so that many are under way at once. With nothing
  /// stale in the wheel the look-up is spared, except where it pays by itself: the timers of a full slot that is near
  /// will soon ring, and then their words are in the cache.
  @inline(__always)
  mutating func takeLive(_ chunk: EntryChunk, of number: Int, _ body: (inout Self, WheelEntry) -> Void) {
    var first = chunk.entries
    var rest = chunk.count
    if stale == 0 && (rest < 16 || number >= 4 * WheelLevels.slotsPerLevel) {
      let end = first + rest
      while first < end {
        body(&self, first.pointee)
        first += 1
      }
      return
    }
    repeat {
      let part = min(rest, 64)
      var live: UInt64 = 0
      for index in 0..<part { live |= table.currentBit(first[index].handle) &<< UInt64(truncatingIfNeeded: index) }
      var dropped = part
      while live != 0 {
        body(&self, first[live.trailingZeroBitCount])
        live &= live &- 1
        dropped &-= 1
      }
      entries &-= dropped
      first += part
      rest &-= part
    } while rest > 0
  }

  // MARK: For tests

  /// As if the key, which must not be armed, had been used so often.
  mutating func setGeneration(_ generation: UInt32, of key: UInt32) {
    table.open(key)
    precondition(table[key] & 1 == 0 && generation & 1 == 0, "key \(key) is armed")
    table[key] = generation
  }
}
