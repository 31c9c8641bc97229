/// An order in which every node follows its predecessors, or the circles that forbid one.
///
/// Kahn's algorithm, first come first served, so the order is the same for the same ledger. O(nodes + links). Circles
/// reported together share no member: one that remains shows once the others are mended.
struct TopologicalOrder {
  private(set) var order: [Int32] = []
  /// Members in the direction of the links.
  private(set) var cycles: [[Int32]] = []

  init(_ network: PlanNetwork) {
    let count = network.nodes.count
    var waiting = [Int32](repeating: 0, count: count)
    for link in network.links { waiting[Int(link.target)] += 1 }
    order.reserveCapacity(count)
    for i in 0..<count where waiting[i] == 0 { order.append(Int32(i)) }
    var next = 0
    advance(network, &waiting, &next)
    if order.count < count { breakCycles(network, &waiting, &next) }
  }

  private mutating func advance(_ network: PlanNetwork, _ waiting: inout [Int32], _ next: inout Int) {
    while next < order.count {
      let i = Int(order[next])
      next += 1
      for l in network.firstLink[i]..<network.firstLink[i + 1] {
        let target = Int(network.links[l].target)
        guard waiting[target] > 0 else { continue }  // a member of a circle taken as done
        waiting[target] -= 1
        if waiting[target] == 0 { order.append(Int32(target)) }
      }
    }
  }

  /// Finds a circle, takes its members as done, and goes on until every node is in the order.
  private mutating func breakCycles(_ network: PlanNetwork, _ waiting: inout [Int32], _ next: inout Int) {
    let count = network.nodes.count
    // A node still waiting has a waiting predecessor; a successor may well be a dead end.
    var predecessors = [[Int32]](repeating: [], count: count)
    for i in 0..<count where waiting[i] > 0 {
      for l in network.firstLink[i]..<network.firstLink[i + 1] {
        predecessors[Int(network.links[l].target)].append(Int32(i))
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
        for node in cycle {
          waiting[Int(node)] = 0
          order.append(node)
        }
        advance(network, &waiting, &next)
      }
    }
  }
}
