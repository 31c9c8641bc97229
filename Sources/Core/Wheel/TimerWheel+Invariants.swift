extension TimerWheel {
  /// Traps if the wheel is not what its documentation says. O(entries). For tests and simulation.
  package func checkInvariants() {
    var live = 0
    var dead = 0
    var chunks = 0
    var seen: Set<UInt32> = []
    for number in 0...WheelLevels.late {
      let slot = levels.slots[number]
      precondition(levels.isOccupied(number) == (slot.first != nil), "occupancy is not that of slot \(number)")
      guard slot.first != nil else {
        precondition(slot.last == nil, "slot \(number) is half empty")
        continue
      }
      var earliest = UInt64.max
      var next = slot.first
      while let chunk = next {
        chunks += 1
        let count = chunk.count
        next = chunk.next
        precondition((1...EntryChunk.capacity).contains(count), "slot \(number) has a chunk of \(count)")
        precondition(next == nil ? chunk == slot.last : count == EntryChunk.capacity, "slot \(number) has gaps")
        for index in 0..<count {
          let entry = chunk.entries[index]
          let place = WheelLevels.slot(for: entry.deadline, from: now)
          precondition(place == number, "deadline \(entry.deadline) is in slot \(number), not \(place), at \(now)")
          earliest = min(earliest, entry.deadline)
          guard table.isCurrent(entry.handle) else {
            dead += 1
            continue
          }
          live += 1
          precondition(seen.insert(entry.handle.key).inserted, "timer \(entry.handle.key) has two live entries")
        }
      }
      precondition(slot.earliest.deadline == earliest, "slot \(number) does not know its earliest")
    }
    for index in 0..<run.count {
      let entry = run[index]
      precondition(index == 0 || run[index - 1].deadline <= entry.deadline, "the run is not in order")
      precondition(entry.deadline >= now, "the run holds what was due before \(now)")
      guard table.isCurrent(entry.handle) else {
        dead += 1
        continue
      }
      live += 1
      precondition(seen.insert(entry.handle.key).inserted, "timer \(entry.handle.key) has two live entries")
    }
    precondition(levels.summaryIsRight, "the summary of the levels is wrong")
    precondition(live == count, "\(live) live entries for \(count) timers")
    precondition(dead == stale, "\(dead) stale entries, counted as \(stale)")
    precondition(chunks == arena.used, "\(chunks) chunks in slots, counted as \(arena.used)")
    precondition(chunks <= arena.reserved, "more chunks than memory")
  }
}
