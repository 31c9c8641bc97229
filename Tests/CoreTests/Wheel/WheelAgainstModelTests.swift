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

  @Test("20,000 operations", arguments: reaches, [1, 2] as [UInt64])
  func operations(reach: Reach, seed: UInt64) {
    var run = Run(reach: reach, seed: seed)
    for step in 0..<20_000 where run.fault == nil {
      run.operate()
      if step % 64 == 0 { run.wheel.checkInvariants() }
      if let fault = run.fault { Issue.record("\(fault), at step \(step) of: \(reach.name), seed \(seed)") }
    }
    if run.fault == nil { run.finish() }
    if let fault = run.fault { Issue.record("\(fault), at the end of: \(reach.name), seed \(seed)") }
  }
}

/// One run: the wheel, the model, and all handles there ever were.
private struct Run: ~Copyable {
  let reach: WheelAgainstModelTests.Reach
  var random: SplitMix
  var wheel: TimerWheel
  var model = WheelModel()
  /// By payload; most are stale.
  var handles: [TimerHandle] = []
  /// The first difference found.
  var fault: String?

  init(reach: WheelAgainstModelTests.Reach, seed: UInt64) {
    self.reach = reach
    random = SplitMix(seed: seed)
    wheel = TimerWheel(now: reach.start)
  }

  mutating func operate() {
    switch random.next() % 1000 {
    case 0..<4: insertMany()
    case 4..<6: cancelMany()
    default: operateOnOne()
    }
    require(wheel.count == model.timers.count, "the counts differ")
  }

  private mutating func operateOnOne() {
    switch random.next() % 100 {
    case 0..<45: insert()
    case 45..<63: cancel()
    case 63..<78: rearm()
    case 78..<82: advance(to: sum(wheel.now, delta(reach.stepBits)))
    case 82..<94: if let next = model.first { advance(to: max(next, wheel.now)) }
    case 94..<96: if let next = model.first, next > wheel.now { advance(to: next - 1) }
    default: lookAhead()
    }
  }

  mutating func require(_ condition: Bool, _ otherwise: String) {
    if !condition, fault == nil { fault = otherwise }
  }

  mutating func insert() { insert(at: deadline()) }

  mutating func insert(at deadline: UInt64) {
    let payload = UInt32(handles.count)
    handles.append(wheel.insert(payload, at: deadline))
    model.insert(payload, at: deadline)
  }

  /// Enough for several chunks in a slot, at one deadline or three neighbours.
  mutating func insertMany() {
    let deadline = deadline()
    let spread = random.next() % 2 == 0 ? 1 : 3 as UInt64
    for _ in 0..<random.next() % 600 { insert(at: sum(deadline, random.next() % spread)) }
  }

  /// Enough to bring about a compaction.
  mutating func cancelMany() {
    for payload in max(0, handles.count - 2000)..<handles.count {
      require(wheel.cancel(handles[payload]) == model.remove(UInt32(payload)), "cancel differs")
    }
  }

  /// Half the time a recent handle, which is likely to be armed still; else any.
  mutating func anyPayload() -> UInt32? {
    guard !handles.isEmpty else { return nil }
    let recent = random.next() % 2 == 0 ? min(handles.count, 200) : handles.count
    return UInt32(handles.count - 1 - Int(random.next() % UInt64(recent)))
  }

  mutating func cancel() {
    guard let payload = anyPayload() else { return }
    require(wheel.cancel(handles[Int(payload)]) == model.remove(payload), "cancel differs")
  }

  mutating func rearm() {
    guard let payload = anyPayload() else { return }
    let deadline = deadline()
    let renewed = wheel.rearm(handles[Int(payload)], at: deadline)
    let known = model.remove(payload)
    if known { model.insert(payload, at: deadline) }
    require((renewed != nil) == known, "rearm differs")
    if let renewed { handles[Int(payload)] = renewed }
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
