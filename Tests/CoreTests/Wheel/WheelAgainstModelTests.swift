import Testing

@testable import Core

/// Random operations on the wheel and on an obvious list, compared at every step.
@Suite("The wheel is equal to a sorted list")
struct WheelAgainstModelTests {
  /// How far the deadlines of a run reach, and how long its steps are.
  struct Reach: CustomTestStringConvertible, Sendable {
    var name: String
    var start: UInt64
    /// Deltas are below 2^n with n drawn from these.
    var deadlineBits: ClosedRange<Int>
    var stepBits: ClosedRange<Int>
    var testDescription: String { name }
  }

  static let reaches = [
    Reach(name: "every level, from zero", start: 0, deadlineBits: 0...48, stepBits: 0...46),
    Reach(
      name: "every level, from a Unix time in ms", start: 1_790_000_000_000, deadlineBits: 0...48, stepBits: 0...40),
    Reach(name: "near deadlines, many ties", start: 4090, deadlineBits: 0...7, stepBits: 0...3),
    Reach(name: "across the 2^48 boundary", start: (1 << 48) - 5000, deadlineBits: 0...14, stepBits: 0...8),
    Reach(name: "far deadlines, short steps", start: 999, deadlineBits: 24...40, stepBits: 0...12),
    Reach(name: "to the end of UInt64", start: 1 << 62, deadlineBits: 0...64, stepBits: 0...56),
  ]

  /// A million operations in all.
  @Test("84,000 operations", arguments: reaches, [1, 2] as [UInt64])
  func operations(reach: Reach, seed: UInt64) {
    var run = Run(reach: reach, seed: seed)
    for step in 0..<84_000 where run.fault == nil {
      run.operate()
      if step % 256 == 0 { run.wheel.checkInvariants() }
      if let fault = run.fault { Issue.record("\(fault), at step \(step) of: \(reach.name), seed \(seed)") }
    }
    if run.fault == nil { run.finish() }
    if let fault = run.fault { Issue.record("\(fault), at the end of: \(reach.name), seed \(seed)") }
  }
}

/// One run: the wheel, the model, and the handles given out.
private struct Run: ~Copyable {
  let reach: WheelAgainstModelTests.Reach
  var random: SplitMix
  var wheel: TimerWheel
  var model = WheelModel()
  /// The last handle of each key.
  var handles: [TimerHandle] = []
  /// Some that were the last of their key once.
  var oldHandles: [TimerHandle] = []
  /// The first difference found.
  var fault: String?

  init(reach: WheelAgainstModelTests.Reach, seed: UInt64) {
    self.reach = reach
    random = SplitMix(seed: seed)
    wheel = TimerWheel(now: reach.start)
  }

  mutating func operate() {
    switch random.next() % 1000 {
    case 0..<4: armMany()
    case 4..<6: cancelMany()
    // Lest the model becomes too slow.
    case _ where model.timers.count > 5000: cancelMany()
    default: operateOnOne()
    }
    require(wheel.count == model.timers.count, "the counts differ")
  }

  private mutating func operateOnOne() {
    switch random.next() % 100 {
    case 0..<30: arm(UInt32(handles.count), at: deadline())
    case 30..<45: if let key = anyKey() { arm(key, at: deadline()) }
    case 45..<63: cancel()
    case 63..<78: useHandle()
    case 78..<82: advance(to: sum(wheel.now, delta(reach.stepBits)))
    case 82..<94: if let next = model.first { advance(to: max(next, wheel.now)) }
    case 94..<96: if let next = model.first, next > wheel.now { advance(to: next - 1) }
    default: lookAhead()
    }
  }

  mutating func require(_ condition: Bool, _ otherwise: String) {
    if !condition, fault == nil { fault = otherwise }
  }

  /// A key not used before, or one that is, armed or not.
  mutating func arm(_ key: UInt32, at deadline: UInt64) {
    let handle = wheel.arm(key, at: deadline)
    _ = model.remove(key)
    model.insert(key, at: deadline)
    note(handle)
  }

  mutating func note(_ handle: TimerHandle) {
    if Int(handle.key) == handles.count {
      handles.append(handle)
    } else {
      let old = handles[Int(handle.key)]
      handles[Int(handle.key)] = handle
      if oldHandles.count < 1000 { oldHandles.append(old) } else { oldHandles[Int(random.next() % 1000)] = old }
    }
  }

  /// Enough for several chunks in a slot, at one deadline or three neighbours.
  mutating func armMany() {
    let deadline = deadline()
    let spread = random.next() % 2 == 0 ? 1 : 3 as UInt64
    for _ in 0..<random.next() % 600 { arm(UInt32(handles.count), at: sum(deadline, random.next() % spread)) }
  }

  /// Enough to bring about a compaction.
  mutating func cancelMany() {
    let first = random.next() % 2 == 0 ? max(0, handles.count - 2000) : 0
    for key in first..<handles.count where key % 16 != 0 {
      require(wheel.cancel(UInt32(key)) == model.remove(UInt32(key)), "cancel differs")
    }
  }

  /// Half the time a recent key, which is likely to be armed still; else any.
  mutating func anyKey() -> UInt32? {
    guard !handles.isEmpty else { return nil }
    let recent = random.next() % 2 == 0 ? min(handles.count, 200) : handles.count
    return UInt32(handles.count - 1 - Int(random.next() % UInt64(recent)))
  }

  mutating func cancel() {
    // One in sixteen was never used.
    guard let key = random.next() % 16 == 0 ? UInt32(handles.count) : anyKey() else { return }
    require(wheel.cancel(key) == model.remove(key), "cancel differs")
  }

  /// Cancels or moves a timer by its handle, or by one that is no longer its handle.
  mutating func useHandle() {
    guard let key = anyKey() else { return }
    let isOld = random.next() % 4 == 0 && !oldHandles.isEmpty
    let handle = isOld ? oldHandles[Int(random.next() % UInt64(oldHandles.count))] : handles[Int(key)]
    if random.next() % 2 == 0 {
      let isKnown = !isOld && model.remove(key)
      require(wheel.cancel(handle) == isKnown, "cancel by handle differs")
    } else {
      let deadline = deadline()
      let renewed = wheel.rearm(handle, at: deadline)
      let isKnown = !isOld && model.remove(key)
      if isKnown { model.insert(key, at: deadline) }
      require((renewed != nil) == isKnown, "rearm differs")
      if let renewed { note(renewed) }
    }
  }

  mutating func advance(to time: UInt64) {
    if let first = model.first { require(wheel.nextExpiry ?? .max <= first, "nextExpiry is late") }
    var fired: [WheelModel.Fired] = []
    wheel.advance(to: time) { fired.append(WheelModel.Fired(payload: $0, deadline: $1)) }
    require(fired == model.advance(to: time), "what rang differs")
    require(wheel.now == time, "time differs")
  }

  mutating func lookAhead() {
    let bound = wheel.nextExpiry
    let exact = wheel.nextDeadline()
    require(exact == model.first, "nextDeadline differs")
    if let exact { require(bound ?? .max <= exact, "nextExpiry is late") }
    require(wheel.nextExpiry == exact, "nextExpiry is early though the deadline is known")
  }

  /// Lets everything ring, from deadline to deadline.
  mutating func finish() {
    while fault == nil, let next = wheel.nextDeadline() { advance(to: max(next, wheel.now)) }
    wheel.checkInvariants()
    require(wheel.isEmpty && model.first == nil, "something never rang")
  }

  mutating func deadline() -> UInt64 {
    // One in sixteen is late already, or due at once.
    if random.next() % 16 == 0 { return wheel.now - min(wheel.now, random.next() % 4) }
    return sum(wheel.now, delta(reach.deadlineBits))
  }

  mutating func delta(_ bits: ClosedRange<Int>) -> UInt64 {
    let count = Int(random.next() % UInt64(bits.count)) + bits.lowerBound
    return count == 0 ? 0 : random.next() >> UInt64(64 - count)
  }

  func sum(_ time: UInt64, _ delta: UInt64) -> UInt64 {
    let (sum, overflow) = time.addingReportingOverflow(delta)
    return overflow ? .max : sum
  }
}
