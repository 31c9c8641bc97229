import Testing

@testable import Core

@Suite("TimerWheel")
struct TimerWheelTests {
  @Test("An empty wheel has nothing to give")
  func empty() {
    var wheel = TimerWheel(now: 7)
    #expect(wheel.isEmpty)
    #expect(wheel.nextExpiry == nil)
    #expect(wheel.nextDeadline() == nil)
    #expect(fired(&wheel, by: .max) == [])
    #expect(wheel.now == .max)
    #expect(!wheel.cancel(.none))
    #expect(wheel.rearm(.none, at: 9) == nil)
    wheel.checkInvariants()
  }

  @Test("A timer rings on its tick, neither before nor after", arguments: 0..<64)
  func everyLevel(bit: UInt64) {
    for (start, distance) in [(0, 1 << bit), (12345, 1 << bit), (63, (1 << bit) | 1)] as [(UInt64, UInt64)] {
      var wheel = TimerWheel(now: start)
      let deadline = start &+ distance
      guard deadline > start else { continue }
      wheel.insert(1, at: deadline)
      wheel.checkInvariants()
      #expect(wheel.nextExpiry == deadline)
      #expect(fired(&wheel, by: start + (distance - 1) / 2) == [])
      #expect(fired(&wheel, by: deadline - 1) == [])
      #expect(wheel.nextExpiry == deadline)
      #expect(fired(&wheel, by: deadline) == [1])
      wheel.checkInvariants()
    }
  }

  @Test("The last tick there is can be waited for")
  func endOfTime() {
    var wheel = TimerWheel(now: 0)
    wheel.insert(1, at: .max)
    wheel.insert(2, at: .max)
    #expect(wheel.nextDeadline() == .max)
    #expect(fired(&wheel, by: .max - 1) == [])
    #expect(fired(&wheel, by: .max) == [1, 2])
    wheel.insert(3, at: .max)
    #expect(fired(&wheel, by: .max) == [3])
  }

  @Test("Equal deadlines ring in order of insertion, whichever level they were inserted into")
  func tiesAcrossLevels() {
    let deadline: UInt64 = 5_000_000
    var wheel = TimerWheel(now: 0)
    var payload: UInt32 = 0
    // Each time time comes nearer, the same deadline is a level lower.
    for time in [0, 4_000_000, 4_990_000, 4_999_900, 4_999_999, 5_000_000] as [UInt64] {
      #expect(fired(&wheel, by: time) == (time == deadline ? Array(0..<payload) : []))
      for _ in 0..<200 {
        wheel.insert(payload, at: deadline)
        payload += 1
      }
      wheel.checkInvariants()
    }
    #expect(fired(&wheel, by: deadline) == Array(payload - 200..<payload))
  }

  @Test("Timers that were late when inserted ring at the next advance, in order of deadline")
  func late() {
    var wheel = TimerWheel(now: 1000)
    for (payload, deadline) in [(1, 990), (2, 10), (3, 1000), (4, 990), (5, 1001), (6, 0)] as [(UInt32, UInt64)] {
      wheel.insert(payload, at: deadline)
    }
    #expect(wheel.nextDeadline() == 0)
    #expect(fired(&wheel, by: 1000) == [6, 2, 1, 4, 3])
    #expect(wheel.nextDeadline() == 1001)
    wheel.checkInvariants()
  }

  @Test("A stale handle matches nothing, even when its place is used again")
  func staleHandles() {
    var wheel = TimerWheel(now: 0)
    let cancelled = wheel.insert(1, at: 10)
    #expect(wheel.cancel(cancelled))
    let second = wheel.insert(2, at: 20)
    #expect(cancelled.index == second.index)
    #expect(!wheel.cancel(cancelled))
    #expect(wheel.rearm(cancelled, at: 5) == nil)

    let renewed = wheel.rearm(second, at: 30)
    #expect(!wheel.cancel(second))
    #expect(fired(&wheel, by: 29) == [])
    #expect(fired(&wheel, by: 30) == [2])
    #expect(!wheel.cancel(renewed!))
    #expect(wheel.isEmpty)
  }

  @Test("A place whose generations are used up is not used again")
  func generationsRunOut() {
    var table = TimerTable()
    let first = table.add(1)
    var handle = TimerHandle(index: 0, generation: .max)
    // Brings the first row to its last generation without four thousand million uses.
    table.setGeneration(.max, of: first)
    #expect(table.holds(handle))
    handle = table.renew(handle)
    #expect(handle.index == 1)
    #expect(table.count == 1)
    #expect(table.remove(handle) == 1)
    #expect(table.add(2).index == 1)
    #expect(!table.holds(first) && !table.holds(.none))
  }

  @Test("nextExpiry leads past cancelled timers, and nextDeadline does not stop at them")
  func cancelledEarliest() {
    var wheel = TimerWheel(now: 0)
    let earliest = wheel.insert(1, at: 70_000)
    wheel.insert(2, at: 70_001)
    wheel.cancel(earliest)
    #expect(wheel.nextExpiry == 70_000)
    #expect(wheel.nextDeadline() == 70_001)
    #expect(wheel.nextExpiry == 70_001)
    #expect(wheel.stale == 0)
  }

  @Test("A mass of cancelled timers gives its memory back")
  func massCancel() {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: 3)
    let handles = (0..<50_000).map { wheel.insert($0, at: random.next() % 100_000_000) }
    let full = wheel.arena.reserved
    #expect(full >= 50_000 / EntryChunk.capacity)
    for handle in handles { wheel.cancel(handle) }
    wheel.checkInvariants()
    #expect(wheel.stale <= 1024)
    #expect(wheel.arena.reserved <= full / 4)
    wheel.advance(to: 100_000_000) { _, _ in }
    wheel.checkInvariants()
    #expect(wheel.arena.used == 0)
  }

  @Test("A storm gives its memory back")
  func storm() {
    var wheel = TimerWheel(now: 0)
    for payload in 0..<50_000 as Range<UInt32> { wheel.insert(payload, at: 1_000_000) }
    #expect(fired(&wheel, by: 1_000_000) == Array(0..<50_000))
    wheel.checkInvariants()
    #expect(wheel.arena.reserved == 0)
  }

  @Test("A wheel in steady state allocates nothing")
  func steadyState() {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: 4)
    for payload in 0..<5000 as Range<UInt32> { wheel.insert(payload, at: random.next() % 1_000_000) }
    var reserved: Set<Int> = []
    for step in 0..<300 {
      var due: [UInt32] = []
      wheel.advance(to: wheel.now + 5000) { payload, _ in due.append(payload) }
      for payload in due { wheel.insert(payload, at: wheel.now + 1 + random.next() % 1_000_000) }
      if step >= 100 { reserved.insert(wheel.arena.reserved) }
    }
    wheel.checkInvariants()
    #expect(wheel.count == 5000)
    #expect(reserved.count == 1)
  }

  /// Advances, and returns the payloads in the order they rang.
  private func fired(_ wheel: inout TimerWheel, by time: UInt64) -> [UInt32] {
    var payloads: [UInt32] = []
    wheel.advance(to: time) { payload, _ in payloads.append(payload) }
    return payloads
  }
}
