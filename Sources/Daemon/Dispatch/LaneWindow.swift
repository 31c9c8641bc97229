/// How many deliveries a lane may have claimed at once.
///
/// As many are sent at a time as there are connections. A peer that answers faster than the disk commits would wait for
/// the next claim, so for such a one as many more are claimed as it takes until the lane has its turn again, in a storm. What is
/// claimed when the machine fails is in doubt and sent again: with a slow peer that is never more than what was on the wire.
struct LaneWindow {
  let connections: Int
  let longest: Int
  /// Mean time of the last exchanges; nil: none came back yet.
  private var exchange: Duration?

  private static let slow = Duration.milliseconds(40)
  /// A lane waits behind commits of a thousand decisions, and then for its own.
  private static let turn = Duration.milliseconds(100)

  init(connections: Int, longest: Int) {
    self.connections = connections
    self.longest = longest
  }

  /// What came back in one turn; each turn counts for a quarter.
  mutating func took(_ times: [Duration]) {
    guard !times.isEmpty else { return }
    let mean = times.reduce(.zero, +) / times.count
    exchange = exchange.map { ($0 * 3 + mean) / 4 } ?? mean
  }

  var size: Int {
    guard let exchange, exchange > .zero, exchange < Self.slow else { return connections }
    return Int(min(Double(longest), Double(connections) * (Self.turn / exchange)))
  }
}
