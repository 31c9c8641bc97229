/// Latest instants of a node, and why.
struct LateDates: Hashable, Sendable {
  /// `never` for a summary without bounds. Of started work `start` is where the remaining work must start.
  var start = PlanNetwork.never
  var finish = PlanNetwork.never
  /// Days by which a node can slip without moving an open successor; of a summary the instant that none of its
  /// successors must be moved past. `never`: it has none.
  var free = PlanNetwork.never
  /// The milestone that binds the late dates; -1: a date of its own, of its summary or of the project.
  var binder: Int32 = -1
  /// The late dates trace to a fixed date and not to the forecast.
  var isAnchored = true
  /// Days that no notice covers yet had a say in them.
  var isProvisional = false
}

/// Late dates: every node as late as its dates, the end of the project and its open successors allow (倒排).
///
/// The exact adjoint of the forward pass, so the two never contradict each other: a node may finish at its late date
/// and nothing behind it passes its own. Finished work ends the chain (MS Project semantics: a recorded fact binds no
/// predecessor), and a recorded start binds nothing. A project without an end is planned back from its forecast; what
/// has a fixed date, or leads to one, is bound by that alone, because a forecast is no promise. The same walk gives the
/// free slack, with the successors' early dates in place of their late ones.
struct BackwardPass: Sendable {
  private(set) var dates: [LateDates]

  init(_ network: PlanNetwork, order: [Int32], forward: ForwardPass) {
    dates = [LateDates](repeating: LateDates(), count: network.nodes.count)
    for i in order.reversed() { dates[Int(i)] = settle(Int(i), in: network, forward) }
  }

  /// Places a node again. The caller sees to its predecessors.
  ///
  /// - Returns: whether anything about it has changed.
  mutating func update(_ i: Int, in network: PlanNetwork, _ forward: ForwardPass) -> Bool {
    let settled = settle(i, in: network, forward)
    if dates[i] == settled { return false }
    dates[i] = settled
    return true
  }

  /// How late a node may be, given how late its successors may be.
  private func settle(_ i: Int, in network: PlanNetwork, _ forward: ForwardPass) -> LateDates {
    let node = network.nodes[i]
    if node.state == .finished { return LateDates() }
    var fixed = Bounds()
    if node.shape != .summaryStart {  // whose dates have gone down to its children
      fixed.start = node.startCap
      fixed.finish = node.cap(day: node.lastDay)
    }
    var loose = Bounds()
    var free = Bounds()
    for l in network.outgoing.range(of: i) {
      let link = network.outgoing[l]
      let b = Int(link.end)
      let target = network.nodes[b]
      if !link.binds(target) || link.leavesStart && node.state == .started { continue }
      let late = dates[b]
      let early = target.isSummary ? EarlyDates(start: late.free, finish: late.free) : forward.dates[b]
      let by = target.isSummary ? late.binder : link.end
      free.tighten(link, to: link.bound(target, start: early.start, finish: early.finish, network.calendars), by: by)
      let bound = link.bound(target, start: late.start, finish: late.finish, network.calendars)
      let isProvisional =
        late.isProvisional
        || bound < PlanNetwork.never
          && network.leansPastNotices(link.lag, from: bound, to: link.bindsFinish ? late.finish : late.start)
      if late.isAnchored {
        fixed.tighten(link, to: bound, by: by, isProvisional)
      } else {
        loose.tighten(link, to: bound, by: by, isProvisional)
      }
    }
    if node.isSummary {
      let isAnchored = fixed.isBound || !loose.isBound
      let late = isAnchored ? fixed : loose
      return LateDates(
        start: late.finish, finish: late.finish, free: free.finish, binder: late.finishBinder, isAnchored: isAnchored,
        isProvisional: late.finishIsProvisional)
    }
    let isAnchored = fixed.isBound || network.finish != nil
    var late = isAnchored ? fixed : loose
    if let last = network.finish {
      late.capFinish(node.cap(day: last))
    } else if !isAnchored {
      late.capFinish(node.shape == .startPoint ? forward.reach.end - 1 : forward.reach.end)
    }
    let calendar = network.calendars[Int(node.calendar)]
    var placed = late.placed(node, calendar, coveredThrough: network.coveredThrough[Int(node.namedCalendar)])
    placed.free = free.slack(of: node, calendar, at: forward.dates[i])
    placed.isAnchored = isAnchored
    return placed
  }
}

/// Latest instants of a start and a finish, and the milestones that demand them.
private struct Bounds {
  var start = PlanNetwork.never
  var finish = PlanNetwork.never
  /// -1: a date.
  var startBinder: Int32 = -1
  var finishBinder: Int32 = -1
  var startIsProvisional = false
  var finishIsProvisional = false

  var isBound: Bool { start < PlanNetwork.never || finish < PlanNetwork.never }

  /// Takes over what a link demands of its source; on a tie the earlier reason stays.
  mutating func tighten(_ link: PlanLink, to bound: Int, by binder: Int32, _ isProvisional: Bool = false) {
    if link.leavesStart {
      if bound < start { (start, startBinder, startIsProvisional) = (bound, binder, isProvisional) }
    } else if bound < finish {
      (finish, finishBinder, finishIsProvisional) = (bound, binder, isProvisional)
    }
  }

  mutating func capFinish(_ bound: Int) {
    if bound < finish { (finish, finishBinder, finishIsProvisional) = (bound, -1, false) }
  }

  /// The node as late as the bounds allow.
  func placed(_ node: PlanNode, _ calendar: WorkdayIndex, coveredThrough: Int) -> LateDates {
    var late = LateDates()
    let startBinds: Bool
    switch node.shape {
    case .task:
      let duration = Int(node.duration)
      var k = calendar.workingDays(before: finish) - duration
      let byStart = start == PlanNetwork.never ? start : calendar.workingDays(before: start + 1) - 1
      startBinds = byStart < k
      if startBinds { k = byStart }
      late.start = calendar.workingDay(k)
      late.finish = calendar.workingDay(k + duration - 1) + 1
    case .period:
      let byFinish = node.periodReach(endingBy: finish, in: calendar)
      startBinds = start < byFinish
      late.start = calendar.startAtOrBefore(min(start, byFinish))
      late.finish = node.periodEnd(from: late.start, in: calendar)
    case .startPoint:
      startBinds = start < finish
      late.start = calendar.startAtOrBefore(min(start, finish))
      late.finish = late.start
    default:
      startBinds = start < finish
      late.start = calendar.pointAtOrBefore(min(start, finish))
      late.finish = late.start
    }
    late.binder = startBinds ? startBinder : finishBinder
    // A bound past the notices that falls back on a day they cover still leans on what lies between.
    let isPastNotices =
      startBinds ? start > coveredThrough : (node.shape == .startPoint ? finish : finish - 1) > coveredThrough
    late.isProvisional =
      isPastNotices || (startBinds ? startIsProvisional : finishIsProvisional)
      || node.lastDay(of: late.finish, in: calendar) > coveredThrough
    return late
  }

  /// Working days from where the node is to the bounds; `never` without a bound.
  func slack(of node: PlanNode, _ calendar: WorkdayIndex, at early: EarlyDates) -> Int {
    var least = PlanNetwork.never
    if node.shape == .period {
      // Its start slips by whole working days, its end may not.
      let reach = finish < PlanNetwork.never ? min(start, node.periodReach(endingBy: finish, in: calendar)) : start
      if reach == PlanNetwork.never { return reach }
      return calendar.workingDays(before: reach + 1) - 1 - calendar.workingDays(before: early.start)
    }
    if start < PlanNetwork.never {
      let reach =
        node.shape == .finishPoint ? calendar.workingDays(before: start) : calendar.workingDays(before: start + 1) - 1
      least = reach - calendar.workingDays(before: early.start)
    }
    if finish < PlanNetwork.never {
      let reach =
        node.shape == .startPoint ? calendar.workingDays(before: finish + 1) - 1 : calendar.workingDays(before: finish)
      least = min(least, reach - calendar.workingDays(before: early.finish))
    }
    return least
  }
}

extension PlanLink {
  /// The largest instant of the link's source that does not push a successor standing at `start` and `finish`.
  func bound(_ target: PlanNode, start: Int, finish: Int, _ calendars: [WorkdayIndex]) -> Int {
    if finish >= PlanNetwork.never { return PlanNetwork.never }
    let limit: Int
    switch (bindsFinish, leavesStart) {
    case (false, _): limit = start
    case _ where target.shape == .startPoint: limit = finish
    case (_, false): limit = calendars[Int(target.calendar)].endAtOrBefore(finish)
    case (_, true): limit = calendars[Int(target.calendar)].startAtOrAfter(finish)
    }
    return lag.unwalk(to: limit, fromEnd: stopsAtEnd(target), in: calendars)
  }
}
