/// Late dates: every node as late as its dates, the end of the project and its open successors allow (倒排).
///
/// The exact adjoint of the forward pass, so the two never contradict each other: a node may finish at its late date
/// and nothing behind it passes its own. Finished work ends the chain (MS Project semantics: a recorded fact binds no
/// predecessor), and a recorded start binds nothing. A project without an end is planned back from its forecast; what
/// has a fixed date, or leads to one, is bound by that alone, because a forecast is no promise. The same walk gives the free slack, with the successors' early
/// dates in place of their late ones.
struct BackwardPass {
  /// Instants; `never` for a summary without bounds. Of started work `start` is where the remaining work must start.
  private(set) var start: [Int]
  private(set) var finish: [Int]
  /// The milestone that binds the late dates; -1: a date of its own, of its summary or of the project.
  private(set) var binder: [Int32]
  /// The late dates trace to a fixed date and not to the forecast.
  private(set) var isAnchored: [Bool]
  /// Days by which a node can slip without moving an open successor; nil: it has none.
  private(set) var freeSlack: [Int?]
  /// What open successors must not be moved past, as the links see them.
  private var earlyStart: [Int]
  private var earlyFinish: [Int]

  init(_ network: PlanNetwork, order: [Int32], forward: ForwardPass) {
    let count = network.nodes.count
    start = [Int](repeating: PlanNetwork.never, count: count)
    finish = start
    binder = [Int32](repeating: -1, count: count)
    isAnchored = [Bool](repeating: true, count: count)
    freeSlack = [Int?](repeating: nil, count: count)
    earlyStart = forward.start
    earlyFinish = forward.finish
    for i in order.reversed().lazy.map(Int.init) where network.nodes[i].state != .finished {
      settle(i, network, forwardEnd: forward.end)
    }
  }

  private mutating func settle(_ i: Int, _ network: PlanNetwork, forwardEnd: Int) {
    let node = network.nodes[i]
    var fixed = Bounds()
    if node.shape != .summaryStart {  // whose dates have gone down to its children
      fixed.start = node.startCap
      fixed.finish = node.cap(day: node.lastDay)
    }
    var loose = Bounds()
    var free = Bounds()
    for link in network.links[network.firstLink[i]..<network.firstLink[i + 1]] {
      let b = Int(link.target)
      let target = network.nodes[b]
      if !link.binds(target) || link.leavesStart && node.state == .started { continue }
      let calendar = network.calendars[Int(target.calendar)]
      let early = link.bound(target, calendar, start: earlyStart[b], finish: earlyFinish[b], network.calendars)
      let bound = link.bound(target, calendar, start: start[b], finish: finish[b], network.calendars)
      let by = target.isSummary ? binder[b] : link.target
      free.tighten(link, to: early, by: by)
      if isAnchored[b] { fixed.tighten(link, to: bound, by: by) } else { loose.tighten(link, to: bound, by: by) }
    }
    if node.isSummary {
      isAnchored[i] = fixed.isBound || !loose.isBound
      let late = isAnchored[i] ? fixed : loose
      (start[i], finish[i], binder[i]) = (late.finish, late.finish, late.finishBinder)
      (earlyStart[i], earlyFinish[i]) = (free.finish, free.finish)
      return
    }
    isAnchored[i] = fixed.isBound || network.finish != nil
    var late = isAnchored[i] ? fixed : loose
    if let last = network.finish {
      late.capFinish(node.cap(day: last))
    } else if !isAnchored[i] {
      late.capFinish(node.shape == .startPoint ? forwardEnd - 1 : forwardEnd)
    }
    place(i, node, late, network.calendars[Int(node.calendar)])
    freeSlack[i] = free.slack(
      of: node, network.calendars[Int(node.calendar)], start: earlyStart[i], finish: earlyFinish[i])
  }

  /// Moves a node as late as its bounds allow.
  private mutating func place(_ i: Int, _ node: PlanNode, _ late: Bounds, _ calendar: WorkdayIndex) {
    let startBinds: Bool
    switch node.shape {
    case .task:
      let duration = Int(node.duration)
      let byFinish = calendar.workingDays(before: late.finish) - duration
      let byStart =
        late.start == PlanNetwork.never ? PlanNetwork.never : calendar.workingDays(before: late.start + 1) - 1
      startBinds = byStart < byFinish
      start[i] = calendar.workingDay(min(byStart, byFinish))
      finish[i] = calendar.workingDay(min(byStart, byFinish) + duration - 1) + 1
    case .startPoint:
      startBinds = late.start < late.finish
      start[i] = calendar.startAtOrBefore(min(late.start, late.finish))
      finish[i] = start[i]
    default:
      startBinds = late.start < late.finish
      start[i] = calendar.pointAtOrBefore(min(late.start, late.finish))
      finish[i] = start[i]
    }
    binder[i] = startBinds ? late.startBinder : late.finishBinder
  }
}

/// Latest instants of a start and a finish, and the milestones that demand them.
private struct Bounds {
  var start = PlanNetwork.never
  var finish = PlanNetwork.never
  /// -1: a date.
  var startBinder: Int32 = -1
  var finishBinder: Int32 = -1

  var isBound: Bool { start < PlanNetwork.never || finish < PlanNetwork.never }

  /// Takes over what a link demands of its source; on a tie the earlier reason stays.
  mutating func tighten(_ link: PlanLink, to bound: Int, by binder: Int32) {
    if link.leavesStart {
      if bound < start { (start, startBinder) = (bound, binder) }
    } else if bound < finish {
      (finish, finishBinder) = (bound, binder)
    }
  }

  mutating func capFinish(_ bound: Int) {
    if bound < finish { (finish, finishBinder) = (bound, -1) }
  }

  /// Working days from the node's instants to the bounds; nil without a bound.
  func slack(of node: PlanNode, _ calendar: WorkdayIndex, start from: Int, finish to: Int) -> Int? {
    var least: Int?
    if start < PlanNetwork.never {
      let reach =
        node.shape == .finishPoint ? calendar.workingDays(before: start) : calendar.workingDays(before: start + 1) - 1
      least = reach - calendar.workingDays(before: from)
    }
    if finish < PlanNetwork.never {
      let reach =
        node.shape == .startPoint ? calendar.workingDays(before: finish + 1) - 1 : calendar.workingDays(before: finish)
      let slack = reach - calendar.workingDays(before: to)
      least = min(least ?? slack, slack)
    }
    return least
  }
}

extension PlanLink {
  /// The largest instant of the link's source that does not push a successor standing at `start` and `finish`.
  fileprivate func bound(
    _ target: PlanNode, _ calendar: WorkdayIndex, start: Int, finish: Int, _ calendars: [WorkdayIndex]
  ) -> Int {
    if finish >= PlanNetwork.never { return PlanNetwork.never }
    let limit: Int
    switch (kind, target.shape) {
    case (.finishToStart, _), (.startToStart, _): limit = start
    case (_, .startPoint): limit = finish
    case (.finishToFinish, _): limit = calendar.endAtOrBefore(finish)
    case (.startToFinish, _): limit = calendar.startAtOrAfter(finish)
    }
    return lag.unwalk(to: limit, in: calendars)
  }
}
