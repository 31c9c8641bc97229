/// Instants a node is at.
///
/// Early dates: of started work `start` is where the remaining work starts; of a point both are the same.
struct EarlyDates: Hashable, Sendable {
  var start = PlanNetwork.always
  var finish = PlanNetwork.always
  /// Days that no notice covers yet had a say in them.
  var isProvisional = false
}

/// Early dates: every node as soon as its links, its dates and the status date allow.
///
/// A node asks its predecessors for the bounds they set. Started work keeps its recorded start and places what remains
/// after its predecessors ("retained logic", the default of Primavera P6); finished work is where it was.
struct ForwardPass: Sendable {
  private(set) var dates: [EarlyDates]
  /// End of the last node, and its last day.
  private(set) var reach = Reach()

  init(_ network: PlanNetwork, order: [Int32]) {
    dates = [EarlyDates](repeating: EarlyDates(), count: network.nodes.count)
    for i in order { dates[Int(i)] = settle(Int(i), in: network) }
    measure(network)
  }

  /// Places a node again. The caller sees to its successors and, in the end, to `measure`.
  ///
  /// - Returns: whether it has moved.
  mutating func update(_ i: Int, in network: PlanNetwork) -> Bool {
    let settled = settle(i, in: network)
    if dates[i] == settled { return false }
    dates[i] = settled
    return true
  }

  /// Finds out how far the work reaches; only a project without an end of its own asks.
  mutating func measure(_ network: PlanNetwork) {
    guard network.finish == nil else { return }
    reach = Reach()
    for i in 0..<network.milestoneCount where network.nodes[i].shape != .summaryFinish {
      reach.add(network.nodes[i], until: dates[i].finish, network.calendars)
    }
  }

  /// Where a node is, given where its predecessors are.
  private func settle(_ i: Int, in network: PlanNetwork) -> EarlyDates {
    let node = network.nodes[i]
    if node.state == .finished { return EarlyDates(start: node.recordedStart, finish: node.recordedFinish) }
    var floor = Floors(start: .init(at: node.startFloor), finish: .init(at: node.finishFloor))
    for l in network.incoming.range(of: i) {
      let link = network.incoming[l]
      if link.binds(node) { raise(&floor, by: link, to: node, network) }
    }
    if node.isSummary {
      return EarlyDates(start: floor.start.at, finish: floor.start.at, isProvisional: floor.isProvisional)
    }
    var placed = place(node, from: floor, network)
    let last = node.lastDay(of: placed.finish, in: network.calendars[Int(node.calendar)])
    placed.isProvisional = floor.isProvisional || last > network.coveredThrough[Int(node.namedCalendar)]
    return placed
  }

  /// The first place that the bounds allow.
  private func place(_ node: PlanNode, from floors: Floors, _ network: PlanNetwork) -> EarlyDates {
    let calendar = network.calendars[Int(node.calendar)]
    let first = max(floors.start.at, network.status, node.state == .open ? node.firstDay : network.status)
    switch node.shape {
    case .startPoint:
      let point = calendar.startAtOrAfter(max(first, floors.finish.at))
      return EarlyDates(start: point, finish: point)
    case .finishPoint:
      let point = calendar.pointAtOrAfter(max(first, floors.finish.at))
      return EarlyDates(start: point, finish: point)
    case .period:
      let start = node.periodStart(from: first, endingAtOrAfter: floors.finish.at, in: calendar)
      return EarlyDates(start: start, finish: node.periodEnd(from: start, in: calendar))
    default:
      let duration = Int(node.duration)
      var k = calendar.workingDays(before: first)
      if floors.finish.at != PlanNetwork.always {
        k = max(k, calendar.workingDays(before: floors.finish.at) - duration)
      }
      return EarlyDates(start: calendar.workingDay(k), finish: calendar.workingDay(k + duration - 1) + 1)
    }
  }

  /// Raises the floors of a node by what a link into it demands.
  private func raise(_ floors: inout Floors, by link: PlanLink, to node: PlanNode, _ network: PlanNetwork) {
    let a = Int(link.end)
    var from = dates[a].finish
    if link.leavesStart {
      from = network.nodes[a].state == .started ? network.nodes[a].recordedStart : dates[a].start
    }
    if from == PlanNetwork.always { return }
    let bound = link.lag.walk(from: from, toEnd: link.stopsAtEnd(node), in: network.calendars)
    let isProvisional = dates[a].isProvisional || network.leansPastNotices(link.lag, from: from, to: bound)
    switch (link.bindsFinish, link.leavesStart) {
    case (false, _): floors.start.raise(to: bound, isProvisional)
    case _ where node.shape == .startPoint: floors.finish.raise(to: bound, isProvisional)
    case (_, false):
      // Strict on dates: after a crew that finishes on Sunday an office finishes on Monday.
      floors.finish.raise(to: network.calendars[Int(node.calendar)].endAtOrAfter(bound), isProvisional)
    case (_, true):
      // In working time: the start of Monday is the end of Friday.
      floors.finish.raise(to: network.calendars[Int(node.calendar)].endAtOrBefore(bound), isProvisional)
    }
  }
}

/// Earliest instants of a start and a finish.
private struct Floors {
  struct Floor {
    var at: Int
    var isProvisional = false

    /// The highest floor says whether it is provisional; of equal ones any.
    mutating func raise(to bound: Int, _ isProvisional: Bool) {
      if bound < at { return }
      self.isProvisional = isProvisional || bound == at && self.isProvisional
      at = bound
    }
  }

  var start: Floor
  var finish: Floor

  var isProvisional: Bool { start.isProvisional || finish.isProvisional }
}

extension PlanNetwork {
  /// Whether a lag counts days that no notice covers yet.
  func leansPastNotices(_ lag: Lag, from a: Int, to b: Int) -> Bool {
    lag.days != 0 && max(a, b) - 1 > coveredThrough[Int(lag.calendar)]
  }
}

/// How far the work of a project reaches.
struct Reach: Hashable, Sendable {
  /// End of the last node.
  private(set) var end = PlanNetwork.always
  /// Last day of the last node.
  private(set) var lastDay = PlanNetwork.always

  mutating func add(_ node: PlanNode, until finish: Int, _ calendars: [WorkdayIndex]) {
    end = max(end, node.shape == .startPoint ? finish + 1 : finish)
    if finish >= lastDay { lastDay = max(lastDay, node.lastDay(of: finish, in: calendars[Int(node.calendar)])) }
  }
}

extension PlanNode {
  /// The day shown for a finish at `instant`: the day that ends then, or the one a milestone was moved on to.
  func lastDay(of instant: Int, in calendar: WorkdayIndex) -> Int {
    switch shape {
    case .startPoint: instant
    case .finishPoint where state != .finished && !calendar.isWorking(instant - 1): instant
    default: instant - 1
    }
  }
}

extension WorkdayIndex {
  /// Where a milestone that closes a day can stand: the end of a working day, or the start of one when the work before
  /// it ended on a day off (as Primavera P6 and MS Project place it).
  func pointAtOrAfter(_ t: Int) -> Int { isWorking(t - 1) ? t : startAtOrAfter(t) }

  func pointAtOrBefore(_ t: Int) -> Int { isWorking(t - 1) || isWorking(t) ? t : endAtOrBefore(t) }
}
