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

  /// Drops what is stale, each slot within its own chunks, moves what is left together and returns the memory behind it.
  /// O(entries).
  ///
  /// Where as many are armed as at the last time, timers are being moved, not given up, and the room will be wanted again:
  /// then three quarters more than is in use are kept, so that memory stays level instead of rising and falling.
  ///
  /// Nothing is asked for: new memory for the live entries would cost a page fault each 256 of them.
  @inline(never)
  mutating func compact() {
    if stale > 0 {
      for number in 0...WheelLevels.late where levels.isOccupied(number) { sweep(number) }
      let before = run.count
      run.filter { table.isCurrent($0.handle) }
      entries &-= before &- run.count
    }
    checkpoint = entries + Self.checkInterval
    let isLevel = count >= countAtCompaction / 10 &* 9
    countAtCompaction = count
    guard arena.setAside(allBut: isLevel ? arena.used / 4 &* 7 : 0) else { return }
    for number in 0...WheelLevels.late where levels.isOccupied(number) { moveTogether(number) }
    arena.release()
  }

  /// Drops the stale entries of a slot: the others move up, chunk by chunk, in their order.
  private mutating func sweep(_ number: Int) {
    guard let first = levels.slots[number].first else { return }
    var earliest = WheelEntry(deadline: .max, handle: .none)
    var last = first
    var filled = 0
    var next: EntryChunk? = first
    while let chunk = next {
      // What is filled is never ahead of what is read.
      takeLive(chunk, of: number) { _, entry in
        if filled == EntryChunk.capacity, let following = last.next {
          last.count = filled
          last = following
          filled = 0
        }
        last.entries[filled] = entry
        filled &+= 1
        if entry.deadline <= earliest.deadline { earliest = entry }
      }
      next = chunk.next
    }
    if filled == 0 {
      next = levels.detach(number)
    } else {
      next = last.next
      last.next = nil
      last.count = filled
      levels.slots[number].last = last
      levels.slots[number].earliest = earliest
    }
    while let chunk = next {
      next = chunk.next
      arena.give(chunk)
    }
  }

  /// Takes the chunks of a slot out of the blocks that will be returned.
  private mutating func moveTogether(_ number: Int) {
    var previous: EntryChunk?
    var next = levels.slots[number].first
    while var chunk = next {
      next = chunk.next
      if arena.isSetAside(chunk) {
        chunk = arena.copy(chunk)
        if let previous { previous.next = chunk } else { levels.slots[number].first = chunk }
      }
      previous = chunk
    }
    levels.slots[number].last = previous
  }

  /// Memory the wheel has asked for, the tables of its levels aside.
  package var byteCount: Int { arena.reserved * EntryChunk.byteCount + table.byteCount + SortedRun.byteCount }
}
