import Core

/// Times the wheel on `WheelWorkload`. The time is CPU time of the process, the memory its resident size.
enum WheelBench {
  static func run(_ count: Int) {
    let work = WheelWorkload(count: count)
    var tally = Tally()

    let memoryBefore = Meter.residentBytes()
    var wheel = TimerWheel(now: 0, capacity: count)

    let insert = Meter.nanoseconds {
      for index in 0..<count {
        wheel.arm(UInt32(truncatingIfNeeded: index), at: work.deadlines[index])
      }
    }
    let memory = Meter.residentBytes() - memoryBefore
    let cancel = Meter.nanoseconds {
      for index in 0..<count / 2 { wheel.cancel(work.order[index]) }
    }
    let rearm = Meter.nanoseconds {
      for index in 0..<count / 4 { wheel.arm(work.order[count / 2 + index], at: work.moved[index]) }
    }
    var advances = 0
    let fire = Meter.nanoseconds {
      // As the daemon does: sleep until exactly the next deadline.
      while let next = wheel.nextDeadline() {
        wheel.advance(to: next) { tally.add($0, deadline: $1, now: next) }
        advances += 1
      }
    }

    func each(_ nanoseconds: Double, _ count: Int) -> String { Meter.fixed(nanoseconds / Double(count)) }
    print(
      """
      {"impl":"daopai wheel (Swift)","driver":"tickless","n":\(count),\
      "insert_ns":\(each(insert, count)),"cancel_ns":\(each(cancel, count / 2)),\
      "rearm_ns":\(each(rearm, count / 4)),"fire_ns":\(each(fire, max(tally.fired, 1))),\
      "bytes_per_timer":\(Meter.fixed(Double(memory) / Double(count))),\
      "fired":\(tally.fired),"order":"\(hex(tally.order))","set":"\(hex(tally.set))",\
      "early":\(tally.early),"late":\(tally.late),"advances":\(advances)}
      """)
  }

  /// All timers due on one tick: the morning of the day a deadline falls for everybody.
  static func ring(_ count: Int) {
    let morning: UInt64 = 30_600
    var wheel = TimerWheel(now: 0, capacity: count)
    let insert = Meter.nanoseconds {
      for timer in 0..<UInt32(count) { wheel.arm(timer, at: morning) }
    }
    var inOrder: UInt32 = 0
    let fire = Meter.nanoseconds {
      wheel.advance(to: morning) { timer, _ in inOrder += timer == inOrder ? 1 : 0 }
    }
    print(
      """
      {"impl":"daopai wheel (Swift)","case":"ring","n":\(count),"insert_ns":\(Meter.fixed(insert / Double(count))),\
      "fire_ns":\(Meter.fixed(fire / Double(count))),"in_order":\(inOrder)}
      """)
  }

  /// Memory over the life of a wheel: all armed, half cancelled, and a million times one cancelled or moved.
  static func cycles(_ count: Int) {
    let work = WheelWorkload(count: count)
    let before = Meter.residentBytes()
    var wheel = TimerWheel(now: 0, capacity: count)
    for key in 0..<count { wheel.arm(UInt32(truncatingIfNeeded: key), at: work.deadlines[key]) }
    let armed = Meter.residentBytes() - before
    for index in 0..<count / 2 { wheel.cancel(work.order[index]) }
    _ = wheel.nextDeadline()
    let halved = Meter.residentBytes() - before
    // After the first rounds, by which malloc has come to terms with the compactions.
    var resident: [Int] = []
    var random = XorShift()
    var seconds = 0.0
    for _ in 0..<20 {
      seconds += Meter.nanoseconds {
        for _ in 0..<100_000 {
          let key = work.order[count / 2 + Int(random.next() % UInt64(count - count / 2))]
          if random.next() % 2 == 0 { wheel.cancel(key) }
          wheel.arm(key, at: random.next() % 63_072_000_000)
        }
        _ = wheel.nextDeadline()
      }
      resident.append(Meter.residentBytes() - before)
    }
    let flat = resident.suffix(10)
    print(
      """
      {"impl":"daopai wheel (Swift)","case":"cycles","n":\(count),\
      "bytes_per_timer":\(Meter.fixed(Double(armed) / Double(count))),\
      "bytes_per_timer_after_half_cancelled":\(Meter.fixed(Double(halved) / Double(count - count / 2))),\
      "cycle_ns":\(Meter.fixed(seconds / 2_000_000)),\
      "resident_mb_least":\(Meter.fixed(Double(flat.min()!) / 1e6)),\
      "resident_mb_most":\(Meter.fixed(Double(flat.max()!) / 1e6))}
      """)
  }

  /// What shows that the right timers rang, in the right order, on time.
  private struct Tally {
    var fired = 0
    var order: UInt64 = 0
    var set: UInt64 = 0
    var early = 0
    var late = 0

    mutating func add(_ timer: UInt32, deadline: UInt64, now: UInt64) {
      order = order &* 0x9E37_79B9_7F4A_7C15 &+ deadline
      set &+= (UInt64(timer &+ 1) &* 0x9E37_79B9_7F4A_7C15) ^ deadline
      fired += 1
      early += now < deadline ? 1 : 0
      late += now > deadline ? 1 : 0
    }
  }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
