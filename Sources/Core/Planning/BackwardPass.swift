/// Late dates: every node as late as its dates, the end of the project and its open successors allow (倒排).
///
/// The exact adjoint of the forward pass, so the two never contradict each other: a node may finish at its late date
/// and nothing behind it passes its own. Finished work ends the chain (MS Project semantics: a recorded fact binds no
/// predecessor), and a recorded start binds nothing. The same walk gives the free slack, with the successors' early
/// dates in place of their late ones.
struct BackwardPass {
  /// Instants; `never` for a summary without bounds. Of started work `start` is where the remaining work must start.
  private(set) var start: [Int]
  private(set) var finish: [Int]
  /// The milestone that binds the late dates; -1: a date of its own, of its summary or of the project.
  private(set) var binder: [Int32]
  /// The late dates trace to a fixed date.
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
    // The dates of a summary bound its children, not the point itself.
    let lastDay = node.shape == .summaryStart ? PlanNetwork.never : node.lastDay
    var late = Bounds(start: node.startCap, finish: node.cap(day: lastDay))
    var free = Bounds()
    var bindingStart: Int32 = -1
    var bindingFinish: Int32 = -1
    var startAnchored = true
    var finishAnchored = true
    for link in network.links[network.firstLink[i]..<network.firstLink[i + 1]] {
      let b = Int(link.target)
      let target = network.nodes[b]
      guard link.binds(target) else { continue }
      let calendar = network.calendars[Int(target.calendar)]
      let early = link.bound(target, calendar, start: earlyStart[b], finish: earlyFinish[b], network.calendars)
      let bound = link.bound(target, calendar, start: start[b], finish: finish[b], network.calendars)
      switch link.kind {
      case .finishToStart, .finishToFinish:
        free.finish = min(free.finish, early)
        if bound < late.finish {
          late.finish = bound
          bindingFinish = b < network.milestoneCount && target.shape != .summaryFinish ? link.target : binder[b]
          finishAnchored = isAnchored[b]
        }
      case .startToStart, .startToFinish:
        if node.state == .started { continue }
        free.start = min(free.start, early)
        if bound < late.start {
          late.start = bound
          bindingStart = b < network.milestoneCount && target.shape != .summaryFinish ? link.target : binder[b]
          startAnchored = isAnchored[b]
        }
      }
    }
    if node.shape == .summaryStart || node.shape == .summaryFinish {
      start[i] = late.finish
      finish[i] = late.finish
      earlyStart[i] = free.finish
      earlyFinish[i] = free.finish
      binder[i] = bindingFinish
      isAnchored[i] = finishAnchored
      return
    }
    let projectCap =
      network.finish.map(node.cap(day:)) ?? (node.shape == .startPoint ? forwardEnd - 1 : forwardEnd)
    if projectCap < late.finish {
      late.finish = projectCap
      bindingFinish = -1
      finishAnchored = network.finish != nil
    }
    let calendar = network.calendars[Int(node.calendar)]
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
    binder[i] = startBinds ? bindingStart : bindingFinish
    isAnchored[i] = startBinds ? startAnchored : finishAnchored
    freeSlack[i] = free.slack(of: node, calendar, start: earlyStart[i], finish: earlyFinish[i])
  }
}

/// Latest instants of a start and a finish.
private struct Bounds {
  var start = PlanNetwork.never
  var finish = PlanNetwork.never

  /// Working days from the node's instants to the bounds; nil without a bound.
  func slack(of node: PlanNode, _ calendar: WorkdayIndex, start from: Int, finish to: Int) -> Int? {
    var least: Int?
    let opens = node.shape == .startPoint
    for (bound, own, floors) in [(start, from, node.shape != .finishPoint), (finish, to, opens)]
    where bound < PlanNetwork.never {
      let reach = floors ? calendar.workingDays(before: bound + 1) - 1 : calendar.workingDays(before: bound)
      let slack = reach - calendar.workingDays(before: own)
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
