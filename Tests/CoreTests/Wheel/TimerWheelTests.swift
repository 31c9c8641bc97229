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
    #expect(!wheel.cancel(0) && !wheel.cancel(.max))
  }

  @Test("A timer rings on its tick, neither before nor after", arguments: 0..<64)
  func everyLevel(bit: UInt64) {
    for (start, distance) in [(0, 1 << bit), (12345, 1 << bit), (63, (1 << bit) | 1)] as [(UInt64, UInt64)] {
      let wheel = CheckedWheel(now: start)
      let deadline = start &+ distance
      guard deadline > start else { continue }
      wheel.arm(1, at: deadline)
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
    wheel.arm(1, at: .max)
    wheel.arm(2, at: .max)
    #expect(wheel.nextDeadline() == .max)
    #expect(wheel.fired(by: .max - 1) == [])
    #expect(wheel.fired(by: .max) == [1, 2])
    wheel.arm(3, at: .max)
    #expect(wheel.fired(by: .max) == [3])
  }

  @Test("Equal deadlines ring in order of arming, whichever level they were armed in")
  func tiesAcrossLevels() {
    let deadline: UInt64 = 5_000_000
    let wheel = CheckedWheel(now: 0)
    var payload: UInt32 = 0
    // Each time time comes nearer, the same deadline is a level lower.
    for time in [0, 4_000_000, 4_990_000, 4_999_900, 4_999_999, 5_000_000] as [UInt64] {
      #expect(wheel.fired(by: time) == (time == deadline ? Array(0..<payload) : []))
      for _ in 0..<200 {
        wheel.arm(payload, at: deadline)
        payload += 1
      }
    }
    #expect(wheel.fired(by: deadline) == Array(payload - 200..<payload))
  }

  @Test("Timers that were late when armed ring at the next advance, in order of deadline")
  func late() {
    let wheel = CheckedWheel(now: 1000)
    for (payload, deadline) in [(1, 990), (2, 10), (3, 1000), (4, 990), (5, 1001), (6, 0)] as [(UInt32, UInt64)] {
      wheel.arm(payload, at: deadline)
    }
    #expect(wheel.nextDeadline() == 0)
    #expect(wheel.fired(by: 1000) == [6, 2, 1, 4, 3])
    #expect(wheel.nextDeadline() == 1001)
  }

  @Test("A stale handle matches nothing, even when its key is used again")
  func staleHandles() {
    let wheel = CheckedWheel(now: 0)
    let cancelled = wheel.arm(1, at: 10)
    #expect(wheel.cancel(cancelled))
    let second = wheel.arm(1, at: 20)
    #expect(cancelled.key == second.key)
    #expect(!wheel.cancel(cancelled))
    #expect(wheel.rearm(cancelled, at: 5) == nil)

    let renewed = wheel.rearm(second, at: 30)
    #expect(!wheel.cancel(second))
    #expect(wheel.fired(by: 29) == [])
    #expect(wheel.fired(by: 30) == [1])
    #expect(!wheel.cancel(renewed!))
    #expect(wheel.isEmpty)
  }

  @Test("A key has one timer: arming it again moves it behind its equals")
  func oneTimerAKey() {
    let wheel = CheckedWheel(now: 0)
    for key in [1, 2, 3, 1] as [UInt32] { wheel.arm(key, at: 50) }
    wheel.arm(2, at: 40)
    #expect(wheel.count == 3)
    #expect(wheel.fired(by: 40) == [2])
    #expect(wheel.fired(by: 50) == [3, 1])
    #expect(!wheel.cancel(1))
  }

  @Test("When the generations of a key run out and begin anew, no old entry comes to life")
  func generationsRunOut() {
    var wheel = TimerWheel(now: 0)
    wheel.arm(0, at: 900)
    wheel.cancel(0)
    let first = wheel.arm(0, at: 1000)
    wheel.cancel(first)
    // Spares us four thousand million uses of the key.
    wheel.setGeneration(.max - 1, of: 0)
    let last = wheel.arm(0, at: 700)
    let lastGeneration = last.generation
    // In the next round the generation of an entry that is still in its slot would come again.
    let moved = wheel.arm(0, at: 800)
    wheel.checkInvariants()
    let (isMoved, isHeld) = (moved.generation == 1, wheel.cancel(last))
    let stale = wheel.stale
    wheel.cancel(0)
    wheel.arm(0, at: 850)
    wheel.checkInvariants()
    var fired: [UInt64] = []
    wheel.advance(to: 2000) { _, deadline in fired.append(deadline) }
    #expect(lastGeneration == .max && isMoved && !isHeld)
    #expect(stale == 1)
    #expect(fired == [850])
  }

  @Test("Nor does one in the run")
  func generationsRunOutInTheRun() {
    var wheel = TimerWheel(now: 0)
    let stale = wheel.arm(0, at: 4200)
    wheel.arm(1, at: 4100)
    wheel.arm(2, at: 4300)
    var fired: [UInt64] = []
    wheel.advance(to: 4100) { _, deadline in fired.append(deadline) }
    let inRun = wheel.run.count
    // A whole round later the generation of the entry in the run comes again.
    wheel.cancel(0)
    wheel.setGeneration(.max - 1, of: 0)
    while wheel.arm(0, at: 4250).generation != stale.generation {}
    wheel.checkInvariants()
    wheel.advance(to: 9000) { _, deadline in fired.append(deadline) }
    #expect(inRun == 2)
    #expect(fired == [4100, 4250, 4300])
  }

  @Test("What is armed while a run is given up comes in its order, and behind its equals")
  func armedDuringARun() {
    let wheel = CheckedWheel(now: 0)
    for (key, deadline) in [5000, 4500, 4500, 4100, 6000].enumerated() { wheel.arm(UInt32(key), at: UInt64(deadline)) }
    #expect(wheel.fired(by: 4100) == [3])
    wheel.arm(5, at: 4500)
    wheel.arm(6, at: 4499)
    wheel.arm(7, at: 5001)
    wheel.cancel(0)
    #expect(wheel.nextExpiry == 4499)
    #expect(wheel.fired(by: 4500) == [6, 1, 2, 5])
    wheel.arm(8, at: 5001)
    wheel.arm(9, at: 4990)
    #expect(wheel.nextDeadline() == 4990)
    #expect(wheel.fired(by: 7000) == [9, 7, 8, 4])
  }

  @Test("A run is sorted as a list is", arguments: 0...SortedRun.capacity)
  func sortedRun(count: Int) {
    var random = SplitMix(seed: UInt64(count))
    for level in 1...10 {
      let top = UInt64(level) * 6
      var run = SortedRun()
      run.begin()
      let span = random.next() % 2 == 0 ? (1 as UInt64) << top - 1 : 3
      let entries = (0..<UInt32(count)).map {
        WheelEntry(deadline: 1 << 62 | random.next() & span, handle: TimerHandle(key: $0, generation: 3))
      }
      for entry in entries { run.append(entry) }
      run.sort(of: level)
      let sorted = (0..<run.count).map { run[$0].handle.key }
      #expect(sorted == entries.sorted { $0.deadline < $1.deadline }.map(\.handle.key))
    }
  }

  @Test("nextExpiry leads past cancelled timers, and nextDeadline does not stop at them")
  func cancelledEarliest() {
    let wheel = CheckedWheel(now: 0)
    let earliest = wheel.arm(1, at: 70_000)
    wheel.arm(2, at: 70_001)
    wheel.cancel(earliest)
    #expect(wheel.nextExpiry == 70_000)
    #expect(wheel.nextDeadline() == 70_001)
    #expect(wheel.nextExpiry == 70_001)
    #expect(wheel.staleCount == 0)
  }
}

/// A wheel that checks itself after every call; a class, because `#expect` copies what it looks at.
private final class CheckedWheel {
  private var wheel: TimerWheel

  init(now: UInt64) { wheel = TimerWheel(now: now) }

  var now: UInt64 { wheel.now }
  var isEmpty: Bool { wheel.isEmpty }
  var count: Int { wheel.count }
  var staleCount: Int { wheel.stale }
  var nextExpiry: UInt64? { wheel.nextExpiry }

  func nextDeadline() -> UInt64? {
    defer { wheel.checkInvariants() }
    return wheel.nextDeadline()
  }

  @discardableResult
  func arm(_ key: UInt32, at deadline: UInt64) -> TimerHandle {
    defer { wheel.checkInvariants() }
    return wheel.arm(key, at: deadline)
  }

  @discardableResult
  func cancel(_ key: UInt32) -> Bool {
    defer { wheel.checkInvariants() }
    return wheel.cancel(key)
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
