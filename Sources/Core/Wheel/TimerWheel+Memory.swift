// When memory of what was cancelled or has fired is returned, and how.

extension TimerWheel {
  /// Keeps stale entries below half the live ones, and the memory below four times what is in use: 16 KiB are not worth
  /// the trouble, and less than three quarters costs less to keep than to ask for again.
  ///
  /// Not when a timer is cancelled: a cancellation is one write, and many come together before anyone asks for the time.
  @inline(__always)
  mutating func returnMemory() {
    let isStale = stale > count / 2 &+ 1024
    let isIdle = arena.reserved > 4 &* arena.used &+ 2 &* ChunkArena.chunksPerBlock
    if isStale || isIdle { compact() }
  }

  /// For one who arms and never advances: no more than two stale entries for each live one, a few thousand aside.
  @inline(never)
  mutating func boundStale() {
    if stale > 2 &* count &+ 1024 { compact() }
    checkpoint = entries + Self.checkInterval
  }

  /// Copies the live entries into new memory, each into the slot it is in, and returns the old. O(entries).
  ///
  /// Where as many are armed as at the last time, timers are being moved, not given up, and the room will be wanted again:
  /// then as much is kept as there was, so that memory in use stays level instead of rising and falling.
  ///
  /// Sweeping in place would spare the page faults, but leaves the entries spread over all the memory there was: the
  /// faults are paid back in cache misses when the timers fire.
  @inline(never)
  mutating func compact() {
    var old = ChunkArena()
    swap(&old, &arena)
    for number in 0...WheelLevels.late where levels.isOccupied(number) {
      var next = levels.detach(number)
      while let chunk = next {
        takeLive(chunk, of: number) { wheel, entry in wheel.append(entry, to: number) }
        next = chunk.header.pointee.next
      }
    }
    let before = run.count
    run.filter { table.isCurrent($0.handle) }
    entries &-= before &- run.count
    checkpoint = entries + Self.checkInterval
    if count >= countAtCompaction / 10 &* 9 { arena.inherit(from: &old, upTo: min(old.reserved, arena.used / 4 &* 7)) }
    countAtCompaction = count
    _ = consume old
  }

  /// Memory the wheel has asked for, the tables of its levels aside.
  package var byteCount: Int { arena.reserved * EntryChunk.byteCount + table.byteCount + SortedRun.byteCount }
}
