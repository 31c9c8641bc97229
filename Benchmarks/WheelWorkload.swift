/// The deadlines of the timer benchmark, the same in every program that takes part: three kinds mixed, up to an hour,
/// 30 days and two years, in ms from 0; half the timers are cancelled, a quarter moved.
struct WheelWorkload {
  /// By timer.
  let deadlines: [UInt64]
  /// All timers, shuffled: the first half are cancelled, the quarter that follows is moved.
  let order: [UInt32]
  /// The deadlines of those that are moved.
  let moved: [UInt64]

  init(count: Int) {
    var random = XorShift()
    deadlines = (0..<count).map { _ in random.deadline() }
    var order = Array(0..<UInt32(count))
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(random.next() % UInt64(index + 1)))
    }
    self.order = order
    moved = (0..<count / 4).map { _ in random.deadline() }
  }
}

extension XorShift {
  fileprivate mutating func deadline() -> UInt64 {
    let ranges: (UInt64, UInt64, UInt64) = (3_600_000, 2_592_000_000, 63_072_000_000)
    let range =
      switch next() % 3 {
      case 0: ranges.0
      case 1: ranges.1
      default: ranges.2
      }
    return 1 + next() % range
  }
}
