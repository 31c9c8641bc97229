/// An order in which every node follows its predecessors, or the circles that forbid one.
///
/// Kahn's algorithm, as near to the ledger's order as can be: a walk through the ledger takes what waits for nobody, and
/// what it has passed by as soon as the last predecessor is taken. So the order is the same for the same ledger, and the
/// passes, which follow it, mostly go through memory from end to end. O(nodes + links). Circles reported together share
/// no member: one that remains shows once the others are mended.
struct TopologicalOrder {
  private(set) var order: [Int32] = []
  /// Members in the direction of the links.
  private(set) var cycles: [[Int32]] = []

  init(_ network: PlanNetwork) {
    let count = network.nodes.count
    var waiting = (0..<count).map { Int32(network.incoming.range(of: $0).count) }
    order.reserveCapacity(count)
    var next = 0
    for i in 0..<network.milestoneCount {
      let opening = Int(network.nodes[i].opening)
      if opening >= 0 && waiting[opening] == 0 { take(opening, &waiting) }
      if waiting[i] == 0 { take(i, &waiting) }
      advance(network, passed: i, &waiting, &next)
    }
    if order.count < count { breakCycles(network, &waiting, &next) }
  }

  private mutating func take(_ i: Int, _ waiting: inout [Int32]) {
    waiting[i] = TopologicalOrder.taken
    order.append(Int32(i))
  }

  /// Takes what only waited for what has been taken, of milestones those that the walk through the ledger has passed.
  private mutating func advance(_ network: PlanNetwork, passed: Int, _ waiting: inout [Int32], _ next: inout Int) {
    while next < order.count {
      let i = Int(order[next])
      next += 1
      for l in network.outgoing.range(of: i) {
        let target = Int(network.outgoing[l].end)
        guard waiting[target] > 0 else { continue }  // a member of a circle
        waiting[target] -= 1
        if waiting[target] == 0 && (target <= passed || target >= network.milestoneCount) { take(target, &waiting) }
      }
    }
  }

  /// Finds a circle, takes its members as done, and goes on until every node is in the order.
  private mutating func breakCycles(_ network: PlanNetwork, _ waiting: inout [Int32], _ next: inout Int) {
    let count = network.nodes.count
    // A node still waiting has a waiting predecessor; a successor may well be a dead end.
    var predecessors = [[Int32]](repeating: [], count: count)
    for i in 0..<count where waiting[i] > 0 {
      for l in network.outgoing.range(of: i) {
        predecessors[Int(network.outgoing[l].end)].append(Int32(i))
      }
    }
    var step = [Int32](repeating: -1, count: count)
    for first in 0..<count {
      while waiting[first] > 0 {
        var path: [Int32] = []
        var at = Int32(first)
        while step[Int(at)] < 0 {
          step[Int(at)] = Int32(path.count)
          path.append(at)
          guard let before = predecessors[Int(at)].first(where: { waiting[Int($0)] > 0 }) else {
            preconditionFailure("a node that waits for nobody")
          }
          at = before
        }
        let cycle = Array(path[Int(step[Int(at)])...].reversed())
        for node in path { step[Int(node)] = -1 }
        cycles.append(cycle)
        for node in cycle { take(Int(node), &waiting) }
        advance(network, passed: count, &waiting, &next)
      }
    }
  }

  /// Waits for nobody and has its place.
  private static let taken: Int32 = -1
}
