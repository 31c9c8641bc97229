import Testing

@testable import Core

@Suite("TimerWheel")
struct TimerWheelTests {
  @Test("An empty wheel has nothing to give")
  func empty() {
    let wheel = CheckedWheel(now: 7)
    #expect(wheel.isEmpty)
    #expect(wheel.nextExpiry == nil)
    #expect(wheel.nextDeadline() == nil)
    #expect(wheel.fired(by: .max) == [])
    #expect(wheel.now == .max)
    #expect(!wheel.cancel(.none))
    #expect(wheel.rearm(.none, at: 9) == nil)
  }

  @Test("A timer rings on its tick, neither before nor after", arguments: 0..<64)
  func everyLevel(bit: UInt64) {
    for (start, distance) in [(0, 1 << bit), (12345, 1 << bit), (63, (1 << bit) | 1)] as [(UInt64, UInt64)] {
      let wheel = CheckedWheel(now: start)
      let deadline = start &+ distance
      guard deadline > start else { continue }
      wheel.insert(1, at: deadline)
      #expect(wheel.nextExpiry == deadline)
      #expect(wheel.fired(by: start + (distance - 1) / 2) == [])
      #expect(wheel.fired(by: deadline - 1) == [])
      #expect(wheel.nextExpiry == deadline)
      #expect(wheel.fired(by: deadline) == [1])
    }
  }

  @Test("The last tick there is can be waited for")
  func endOfTime() {
    let wheel = CheckedWheel(now: 0)
    wheel.insert(1, at: .max)
    wheel.insert(2, at: .max)
    #expect(wheel.nextDeadline() == .max)
    #expect(wheel.fired(by: .max - 1) == [])
    #expect(wheel.fired(by: .max) == [1, 2])
    wheel.insert(3, at: .max)
    #expect(wheel.fired(by: .max) == [3])
  }

  @Test("Equal deadlines ring in order of insertion, whichever level they were inserted into")
  func tiesAcrossLevels() {
    let deadline: UInt64 = 5_000_000
    let wheel = CheckedWheel(now: 0)
    var payload: UInt32 = 0
    // Each time time comes nearer, the same deadline is a level lower.
    for time in [0, 4_000_000, 4_990_000, 4_999_900, 4_999_999, 5_000_000] as [UInt64] {
      #expect(wheel.fired(by: time) == (time == deadline ? Array(0..<payload) : []))
      for _ in 0..<200 {
        wheel.insert(payload, at: deadline)
        payload += 1
      }
    }
    #expect(wheel.fired(by: deadline) == Array(payload - 200..<payload))
  }

  @Test("Timers that were late when inserted ring at the next advance, in order of deadline")
  func late() {
    let wheel = CheckedWheel(now: 1000)
    for (payload, deadline) in [(1, 990), (2, 10), (3, 1000), (4, 990), (5, 1001), (6, 0)] as [(UInt32, UInt64)] {
      wheel.insert(payload, at: deadline)
    }
    #expect(wheel.nextDeadline() == 0)
    #expect(wheel.fired(by: 1000) == [6, 2, 1, 4, 3])
    #expect(wheel.nextDeadline() == 1001)
  }

  @Test("A stale handle matches nothing, even when its place is used again")
  func staleHandles() {
    let wheel = CheckedWheel(now: 0)
    let cancelled = wheel.insert(1, at: 10)
    #expect(wheel.cancel(cancelled))
    let second = wheel.insert(2, at: 20)
    #expect(cancelled.index == second.index)
    #expect(!wheel.cancel(cancelled))
    #expect(wheel.rearm(cancelled, at: 5) == nil)

    let renewed = wheel.rearm(second, at: 30)
    #expect(!wheel.cancel(second))
    #expect(wheel.fired(by: 29) == [])
    #expect(wheel.fired(by: 30) == [2])
    #expect(!wheel.cancel(renewed!))
    #expect(wheel.isEmpty)
  }

  @Test("A place whose generations are used up is not used again")
  func generationsRunOut() {
    var table = TimerTable(capacity: 1)
    let first = table.add(1)
    // Spares us four thousand million uses of the first row.
    table.setGeneration(.max - 1, of: first)
    let moved = table.renew(TimerHandle(index: 0, generation: .max - 1))
    let count = table.count
    let payload = table.remove(moved)
    let next = table.add(2)
    let stillHeld = [table.holds(first), table.holds(moved), table.holds(.none)]
    #expect(moved.index == 1 && count == 1 && payload == 1)
    #expect(next.index == 1)
    #expect(stillHeld == [false, false, false])
  }

  @Test("nextExpiry leads past cancelled timers, and nextDeadline does not stop at them")
  func cancelledEarliest() {
    let wheel = CheckedWheel(now: 0)
    let earliest = wheel.insert(1, at: 70_000)
    wheel.insert(2, at: 70_001)
    wheel.cancel(earliest)
    #expect(wheel.nextExpiry == 70_000)
    #expect(wheel.nextDeadline() == 70_001)
    #expect(wheel.nextExpiry == 70_001)
    #expect(wheel.staleCount == 0)
  }

  @Test("A mass of cancelled timers gives its memory back")
  func massCancel() {
    var wheel = TimerWheel(now: 0)
    var random = SplitMix(seed: 3)
    let handles = (0..<50_000).map { wheel.insert($0, at: random.next() % 100_000_000) }
    let full = wheel.arena.reserved
    for handle in handles { wheel.cancel(handle) }
    wheel.checkInvariants()
    let (rest, stale) = (wheel.arena.reserved, wheel.stale)
    wheel.advance(to: 100_000_000) { _, _ in Issue.record("a cancelled timer rang") }
    wheel.checkInvariants()
    let used = wheel.arena.used
    #expect(full >= 50_000 / EntryChunk.capacity)
    #expect(rest <= full / 4 && stale <= 1024)
    #expect(used == 0)
  }

  @Test("A storm gives its memory back")
  func storm() {
    var wheel = TimerWheel(now: 0)
    for payload in 0..<50_000 as Range<UInt32> { wheel.insert(payload, at: 1_000_000) }
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
    for payload in 0..<5000 as Range<UInt32> { wheel.insert(payload, at: random.next() % 1_000_000) }
    var reserved: Set<Int> = []
    for step in 0..<300 {
      var due: [UInt32] = []
      wheel.advance(to: wheel.now + 5000) { payload, _ in due.append(payload) }
      for payload in due { wheel.insert(payload, at: wheel.now + 1 + random.next() % 1_000_000) }
      if step >= 100 { reserved.insert(wheel.arena.reserved) }
    }
    wheel.checkInvariants()
    let count = wheel.count
    #expect(count == 5000)
    #expect(reserved.count == 1)
  }
}

/// A wheel that checks itself after every call; a class, because `#expect` copies what it looks at.
private final class CheckedWheel {
  private var wheel: TimerWheel

  init(now: UInt64) { wheel = TimerWheel(now: now) }

  var now: UInt64 { wheel.now }
  var isEmpty: Bool { wheel.isEmpty }
  var staleCount: Int { wheel.stale }
  var nextExpiry: UInt64? { wheel.nextExpiry }

  func nextDeadline() -> UInt64? {
    defer { wheel.checkInvariants() }
    return wheel.nextDeadline()
  }

  @discardableResult
  func insert(_ payload: UInt32, at deadline: UInt64) -> TimerHandle {
    defer { wheel.checkInvariants() }
    return wheel.insert(payload, at: deadline)
  }

  @discardableResult
  func cancel(_ handle: TimerHandle) -> Bool {
    defer { wheel.checkInvariants() }
    return wheel.cancel(handle)
  }

  func rearm(_ handle: TimerHandle, at deadline: UInt64) -> TimerHandle? {
    defer { wheel.checkInvariants() }
    return wheel.rearm(handle, at: deadline)
  }

  /// Advances, and returns the payloads in the order they rang.
  func fired(by time: UInt64) -> [UInt32] {
    var payloads: [UInt32] = []
    wheel.advance(to: time) { payload, _ in payloads.append(payload) }
    wheel.checkInvariants()
    return payloads
  }
}
