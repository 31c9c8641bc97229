/// Holds timers until they are due, and gives up the due ones in order of deadline.
///
/// Time is a `UInt64` count of ticks; the unit is the caller's. With ticks of one second:
///
///     level   slot covers          level reaches
///       0     1 s                  64 s
///       1     64 s                 ~ 68 min
///       2     ~ 68 min             ~ 3 days
///       3     ~ 3 days             ~ 194 days
///       4     ~ 194 days           ~ 34 years
///       5     ~ 34 years           ~ 2178 years
///       ...   64 times as much     64 times as far
///       10    2^60 s               the end of `UInt64`
///
///           now = ...|000010|000101|111110|
///                     level 2  1      0         <- six bits choose the slot at each level
///
///     level 1  [ ][ ][ ][ ][ ][>][x][ ] ...     when time enters a slot, its entries fall to the levels below
///     level 0  [ ][ ] ... [>][x][ ]             entries here are due at exactly the slot's tick
///
/// An entry sits at the level of the highest six-bit group in which its deadline differs from `now`. Hence entries of
/// one deadline always share a slot, in the order of their insertion, and keep it as they fall together; and whatever
/// sits in a level comes before everything in the levels above.
///
/// **Chunked slots.** A slot is a chain of 2 KiB chunks of sixteen-byte entries, not a linked list of timers. Falling a
/// level then streams memory where a list would chase pointers, a cache miss each, and a timer needs 24 bytes in all.
/// The price: an entry cannot be taken out of the middle. Cancelling only moves the timer's generation on; the stale
/// entry is dropped when next streamed, and once stale entries outnumber live ones the live are copied into new memory
/// and the old is returned.
///
/// **Falling.** The kernel's wheel does not cascade (kernel/time/timer.c): it rounds the deadline to the level's slot,
/// well for timeouts, which are mostly cancelled. Ours mostly ring, and have to ring on the tick. Nor does this wheel
/// tick: each slot knows its earliest entry, so time jumps from deadline to deadline, a slot falls relative to
/// its earliest entry, and a lone timer falls once, from wherever it was, instead of once a level.
///
/// Not thread-safe; one owner. Deadlines have no upper limit; timers at once are limited to 2^32 - 1.
package struct TimerWheel: ~Copyable {
  /// The time last advanced to. All before it has been given up.
  package private(set) var now: UInt64

  var levels = WheelLevels()
  var arena = ChunkArena()
  var table: TimerTable
  /// Entries in slots whose timer was cancelled or rearmed.
  var stale = 0

  /// An empty wheel, at `now`. To set time back, make a new wheel.
  ///
  /// `capacity` is the number of timers expected; a good guess saves the table from growing, eight bytes each.
  package init(now: UInt64, capacity: Int = 0) {
    self.now = now
    table = TimerTable(capacity: capacity)
  }

  /// Timers armed.
  package var count: Int { table.count }
  package var isEmpty: Bool { table.count == 0 }

  // MARK: Arming

  /// Arms a timer. O(1). One whose deadline is not after `now` is given up by the next `advance`.
  @discardableResult
  package mutating func insert(_ payload: UInt32, at deadline: UInt64) -> TimerHandle {
    let handle = table.add(payload)
    place(WheelEntry(deadline: deadline, handle: handle))
    return handle
  }

  /// Disarms a timer; false if it is gone already. O(1), amortised over the occasional compaction.
  @discardableResult
  package mutating func cancel(_ handle: TimerHandle) -> Bool {
    guard table.holds(handle) else { return false }
    _ = table.remove(handle)
    leaveStale()
    return true
  }

  /// Moves a timer to another deadline, as if inserted anew; nil if it is gone already. The old handle goes stale.
  /// O(1), amortised over the occasional compaction.
  @discardableResult
  package mutating func rearm(_ handle: TimerHandle, at deadline: UInt64) -> TimerHandle? {
    guard table.holds(handle) else { return nil }
    let renewed = table.renew(handle)
    place(WheelEntry(deadline: deadline, handle: renewed))
    leaveStale()
    return renewed
  }

  // MARK: Looking ahead

  /// No timer is due before this; nil if there are none. O(1). Before `now` if a timer was late when inserted.
  ///
  /// It is the earliest deadline itself unless that timer was cancelled since: then there may be nothing to do at this
  /// instant, but advancing to it makes progress.
  package var nextExpiry: UInt64? {
    levels.firstOrLate.map { levels.slots[$0].earliest.deadline }
  }

  /// The earliest deadline, exactly; nil if there are no timers. To sleep until then is never to wake in vain.
  ///
  /// Before `now` if that timer was late when inserted: then advance to `now`. O(1), unless the earliest timer was
  /// cancelled: then O(entries of its slot), which drops the stale among them.
  package mutating func nextDeadline() -> UInt64? {
    while let number = levels.firstOrLate {
      let earliest = levels.slots[number].earliest
      if table.isCurrent(earliest.handle) { return earliest.deadline }
      redistribute(number)
    }
    return nil
  }

  // MARK: Advancing

  /// Moves time to `time` and gives up every timer due by then, with its deadline: in order of deadline, and of
  /// insertion where deadlines are equal.
  ///
  /// O(due + entries fallen); an entry falls at most once a level in its whole life, a lone one once. Time cannot go
  /// backwards: `time` must not be before `now`.
  package mutating func advance(to time: UInt64, _ fire: (UInt32, UInt64) -> Void) {
    precondition(time >= now, "a wheel cannot go back in time")
    if levels.slots[WheelLevels.late].first != nil { giveUpLate(fire) }
    while let number = levels.first {
      let earliest = levels.slots[number].earliest.deadline
      if earliest > time {
        // Time stops inside this slot: nothing is due in it, but its entries are too near for its level.
        let shift = UInt64(truncatingIfNeeded: number &>> 6) &* WheelLevels.bits
        if (earliest ^ time) &>> shift == 0 {
          now = time
          redistribute(number)
        }
        break
      }
      now = earliest
      giveUpEarliest(of: number, fire)
    }
    now = time
    // After a storm most of the memory is free; less than three quarters costs less to keep than to ask for again.
    if arena.reserved > 4 * arena.used + 2 * ChunkArena.chunksPerBlock { compact() }
  }

  /// Gives up the entries of a slot that are due `now`; the others fall.
  @inline(__always)
  private mutating func giveUpEarliest(of number: Int, _ fire: (UInt32, UInt64) -> Void) {
    var next = levels.detach(number)
    while let chunk = next {
      let live = keepLive(chunk)
      let entries = chunk.entries
      for index in 0..<live {
        let entry = entries[index]
        if entry.deadline == now {
          fire(table.remove(entry.handle), entry.deadline)
        } else {
          place(entry)
        }
      }
      next = chunk.header.pointee.next
      arena.give(chunk)
    }
  }

  /// Gives up what was late when inserted. The only entries that need sorting: their order is that of arrival.
  private mutating func giveUpLate(_ fire: (UInt32, UInt64) -> Void) {
    var due: [WheelEntry] = []
    var next = levels.detach(WheelLevels.late)
    while let chunk = next {
      due.append(contentsOf: UnsafeBufferPointer(start: chunk.entries, count: keepLive(chunk)))
      next = chunk.header.pointee.next
      arena.give(chunk)
    }
    due.sort { $0.deadline < $1.deadline }  // stable: ties stay in order of insertion
    for entry in due { fire(table.remove(entry.handle), entry.deadline) }
  }

  // MARK: Entries

  /// Appends an entry to the slot it belongs in. O(1).
  @inline(__always)
  private mutating func place(_ entry: WheelEntry) {
    let number = WheelLevels.slot(for: entry.deadline, from: now)
    let slot = levels.slots + number
    guard var chunk = slot.pointee.last else {
      let chunk = arena.take()
      levels.begin(number, with: chunk, earliest: entry)
      chunk.entries.initialize(to: entry)
      chunk.header.pointee.count = 1
      return
    }
    if chunk.header.pointee.count == EntryChunk.capacity {
      let another = arena.take()
      chunk.header.pointee.next = another
      slot.pointee.last = another
      chunk = another
    }
    let count = chunk.header.pointee.count
    (chunk.entries + count).initialize(to: entry)
    chunk.header.pointee.count = count &+ 1
    if entry.deadline < slot.pointee.earliest.deadline { slot.pointee.earliest = entry }
  }

  /// Drops the stale entries of a slot and places the others as seen from `now`.
  private mutating func redistribute(_ number: Int) {
    var next = levels.detach(number)
    while let chunk = next {
      let live = keepLive(chunk)
      for index in 0..<live { place(chunk.entries[index]) }
      next = chunk.header.pointee.next
      arena.give(chunk)
    }
  }

  /// Moves the live entries of a chunk to its front and returns their number.
  ///
  /// Without a branch on liveness: it cannot be predicted, and a wrong guess would hold up the reads of the entries
  /// that follow, each a likely cache miss.
  @inline(__always)
  private mutating func keepLive(_ chunk: EntryChunk) -> Int {
    let entries = chunk.entries
    let count = chunk.header.pointee.count
    var kept = 0
    for index in 0..<count {
      let entry = entries[index]
      entries[kept] = entry
      kept &+= table.currentCount(entry.handle)
    }
    stale &-= count &- kept
    return kept
  }

  // MARK: Memory

  @inline(__always)
  private mutating func leaveStale() {
    stale &+= 1
    // Below a thousand (16 KiB) it is not worth the trouble.
    if stale > table.count &+ 1024 { compact() }
  }

  /// Copies the live entries into new memory, each into the slot it is in, and returns the old. O(entries).
  ///
  /// Sweeping in place would spare the page faults, but leaves the entries spread over all the memory there was: the
  /// faults are paid back in cache misses when the timers ring.
  @inline(never)
  private mutating func compact() {
    var old = ChunkArena()
    swap(&old, &arena)
    for number in 0...WheelLevels.late where levels.isOccupied(number) {
      var next = levels.detach(number)
      while let chunk = next {
        let live = keepLive(chunk)
        for index in 0..<live { place(chunk.entries[index]) }
        next = chunk.header.pointee.next
      }
    }
    _ = consume old
  }
}
