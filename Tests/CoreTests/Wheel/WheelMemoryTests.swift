import Testing

@testable import Core

@Suite("Memory of the wheel")
struct WheelMemoryTests {
  @Test("A mass of cancelled timers gives its memory back at the next look ahead, or at the next advance")
  func massCancel() {
    for looksAhead in [true, false] {
      var wheel = TimerWheel(now: 0)
      var random = SplitMix(seed: 3)
      for key in 0..<50_000 as Range<UInt32> { wheel.arm(key, at: 1000 + random.next() % 100_000_000) }
      let full = wheel.arena.reserved
      for key in 0..<50_000 as Range<UInt32> where key % 100 != 0 { wheel.cancel(key) }
      wheel.checkInvariants()
      if looksAhead { _ = wheel.nextDeadline() } else { wheel.advance(to: 1) { _, _ in Issue.record("one rang") } }
      wheel.checkInvariants()
      let (rest, stale) = (wheel.arena.reserved, wheel.stale)
      var rang = 0
      wheel.advance(to: 200_000_000) { key, _ in rang += key % 100 == 0 ? 1 : 50_000 }
      wheel.checkInvariants()
      let used = wheel.arena.used
      #expect(full >= 50_000 / EntryChunk.capacity)
      #expect(rest <= full / 2 && stale == 0)
      #expect(rang == 500 && used == 0)
    }
  }

  @Test("After half the timers are cancelled the wheel holds no more than 32 bytes for each that is left")
  func bytesAfterCancelling() {
    var wheel = TimerWheel(now: 0, capacity: 200_000)
    var random = SplitMix(seed: 5)
    for key in 0..<200_000 as Range<UInt32> { wheel.arm(key, at: random.next() % 63_072_000_000) }
    for key in 0..<200_000 as Range<UInt32> where key % 2 == 0 { wheel.cancel(key) }
    _ = wheel.nextDeadline()
    let bytes = wheel.byteCount
    #expect(bytes <= 32 * 100_000)
  }

  @Test("Memory stays flat through a million armings, cancelled or moved, while time stands still")
  func flat() {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: 6)
    for key in 0..<50_000 as Range<UInt32> { wheel.arm(key, at: random.next() % 1_000_000) }
    // After an eighth to warm up. Again and again stale entries gather until they are swept.
    var bytes: [Int] = []
    for cycle in 0..<1_125_000 {
      let key = UInt32(random.next() % 50_000)
      if cycle % 2 == 0 { wheel.cancel(key) }
      wheel.arm(key, at: random.next() % 1_000_000)
      if cycle % 1_000 == 0 { _ = wheel.nextDeadline() }
      if cycle > 125_000 { bytes.append(wheel.byteCount) }
    }
    wheel.checkInvariants()
    let count = wheel.count
    #expect(count == 50_000)
    #expect(bytes.max()! <= bytes.min()! + bytes.min()! / 20, "\(bytes.min()!) to \(bytes.max()!)")
    #expect(bytes.max()! <= 64 * 50_000)
  }

  @Test("A storm gives its memory back")
  func storm() {
    var wheel = TimerWheel(now: 0)
    for payload in 0..<50_000 as Range<UInt32> { wheel.arm(payload, at: 1_000_000) }
    var payloads: [UInt32] = []
    wheel.advance(to: 1_000_000) { payload, _ in payloads.append(payload) }
    wheel.checkInvariants()
    let reserved = wheel.arena.reserved
    #expect(payloads == Array(0..<50_000))
    #expect(reserved == 0)
  }

  @Test("A wheel in steady state allocates nothing")
  func steadyState() {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: 4)
    for payload in 0..<5000 as Range<UInt32> { wheel.arm(payload, at: random.next() % 1_000_000) }
    var reserved: Set<Int> = []
    for step in 0..<300 {
      var due: [UInt32] = []
      wheel.advance(to: wheel.now + 5000) { payload, _ in due.append(payload) }
      for payload in due { wheel.arm(payload, at: wheel.now + 1 + random.next() % 1_000_000) }
      if step >= 100 { reserved.insert(wheel.arena.reserved) }
    }
    wheel.checkInvariants()
    let count = wheel.count
    #expect(count == 5000)
    #expect(reserved.count == 1)
  }

  @Test("What is moved together rings at its time, in its order", arguments: 1...6 as ClosedRange<UInt64>)
  func movedTogether(seed: UInt64) {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: seed)
    // By key. Deadlines a minute and a year ahead, so that slots have many chunks or few entries, and ties.
    var armed: [UInt32: (deadline: UInt64, order: Int)] = [:]
    var order = 0
    var releases = 0
    for round in 0..<6 as Range<UInt32> {
      for key in round * 20_000..<(round + 1) * 20_000 {
        let deadline = random.next() % (random.next() % 2 == 0 ? 60_000 : 31_536_000_000)
        wheel.arm(key, at: deadline)
        armed[key] = (deadline, order)
        order += 1
      }
      let before = wheel.arena.reserved
      let share = 30 + random.next() % 65
      for key in armed.keys.sorted() where random.next() % 100 < share {
        wheel.cancel(key)
        armed[key] = nil
      }
      _ = wheel.nextDeadline()
      wheel.checkInvariants()
      releases += wheel.arena.reserved < before ? 1 : 0
    }
    var rang: [UInt32] = []
    while let next = wheel.nextDeadline() {
      wheel.advance(to: next) { key, deadline in
        if deadline == next { rang.append(key) } else { Issue.record("\(key) rang at \(next), not \(deadline)") }
      }
    }
    wheel.checkInvariants()
    #expect(releases > 1)
    #expect(rang == armed.keys.sorted { armed[$0]! < armed[$1]! })
  }
}
