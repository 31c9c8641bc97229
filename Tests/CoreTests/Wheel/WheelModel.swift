/// What the wheel must be equal to: a list kept in order of deadline, then of insertion.
struct WheelModel {
  struct Timer {
    var deadline: UInt64
    var order: Int
    var payload: UInt32
  }

  struct Fired: Equatable {
    var payload: UInt32
    var deadline: UInt64
  }

  private(set) var timers: [Timer] = []
  private var inserted = 0

  var first: UInt64? { timers.first?.deadline }

  mutating func insert(_ payload: UInt32, at deadline: UInt64) {
    var low = 0
    var high = timers.count
    while low < high {
      let middle = (low + high) / 2
      if timers[middle].deadline <= deadline { low = middle + 1 } else { high = middle }
    }
    timers.insert(Timer(deadline: deadline, order: inserted, payload: payload), at: low)
    inserted += 1
  }

  mutating func remove(_ payload: UInt32) -> Bool {
    guard let index = timers.firstIndex(where: { $0.payload == payload }) else { return false }
    timers.remove(at: index)
    return true
  }

  mutating func advance(to time: UInt64) -> [Fired] {
    let due = timers.prefix { $0.deadline <= time }
    timers.removeFirst(due.count)
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
