/// What the wheel must be equal to: a list kept in order of deadline, then of arming.
struct WheelModel {
  struct Timer {
    var deadline: UInt64
    var order: Int
    var payload: UInt32

    func precedes(_ other: Timer) -> Bool { (deadline, order) < (other.deadline, other.order) }
  }

  struct Fired: Equatable {
    var payload: UInt32
    var deadline: UInt64
  }

  private(set) var timers: [Timer] = []
  /// The same by payload, to find them in the list.
  private var known: [UInt32: Timer] = [:]
  private var inserted = 0

  var first: UInt64? { timers.first?.deadline }

  mutating func insert(_ payload: UInt32, at deadline: UInt64) {
    let timer = Timer(deadline: deadline, order: inserted, payload: payload)
    inserted += 1
    timers.insert(timer, at: place(of: timer))
    known[payload] = timer
  }

  mutating func remove(_ payload: UInt32) -> Bool {
    guard let timer = known.removeValue(forKey: payload) else { return false }
    timers.remove(at: place(of: timer))
    return true
  }

  private func place(of timer: Timer) -> Int {
    var low = 0
    var high = timers.count
    while low < high {
      let middle = (low + high) / 2
      if timers[middle].precedes(timer) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func advance(to time: UInt64) -> [Fired] {
    let due = timers.prefix { $0.deadline <= time }
    timers.removeFirst(due.count)
    for timer in due { known[timer.payload] = nil }
    return due.map { Fired(payload: $0.payload, deadline: $0.deadline) }
  }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
