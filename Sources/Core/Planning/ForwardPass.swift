/// Early dates: every node as soon as its links, its dates and the status date allow.
///
/// Links push their bounds along the topological order. Started work keeps its recorded start and places what remains
/// after its predecessors ("retained logic", the default of Primavera P6); finished work is where it was.
struct ForwardPass {
  /// Instants. Of started work `start` is where the remaining work starts; of a point both are the same.
  private(set) var start: [Int]
  private(set) var finish: [Int]
  /// End of the last node.
  private(set) var end = PlanNetwork.always
  /// Last day of the last node.
  private(set) var lastDay = PlanNetwork.always

  /// Hands the dates of summaries down to their children in `network`, too.
  init(_ network: inout PlanNetwork, order: [Int32]) {
    start = network.nodes.map(\.startFloor)
    finish = network.nodes.map(\.finishFloor)
    let calendars = network.calendars
    for i in order.lazy.map(Int.init) {
      let node = network.nodes[i]
      place(i, node, calendars[Int(node.calendar)], status: network.status)
      for link in network.links[network.firstLink[i]..<network.firstLink[i + 1]] {
        let b = Int(link.target)
        if node.shape == .summaryStart {
          network.nodes[b].firstDay = max(network.nodes[b].firstDay, node.firstDay)
          network.nodes[b].lastDay = min(network.nodes[b].lastDay, node.lastDay)
        }
        push(link, from: node, i, to: network.nodes[b], b, calendars)
      }
    }
  }

  private mutating func place(_ i: Int, _ node: PlanNode, _ calendar: WorkdayIndex, status: Int) {
    if node.isSummary {
      finish[i] = start[i]
      return
    }
    if node.state == .finished {
      start[i] = node.recordedStart
      finish[i] = node.recordedFinish
    } else {
      let floor = max(start[i], status, node.state == .open ? node.firstDay : status)
      switch node.shape {
      case .startPoint:
        start[i] = calendar.startAtOrAfter(max(floor, finish[i]))
        finish[i] = start[i]
      case .finishPoint:
        start[i] = calendar.pointAtOrAfter(max(floor, finish[i]))
        finish[i] = start[i]
      default:
        let duration = Int(node.duration)
        var first = calendar.workingDays(before: floor)
        if finish[i] != PlanNetwork.always {
          first = max(first, calendar.workingDays(before: finish[i]) - duration)
        }
        start[i] = calendar.workingDay(first)
        finish[i] = calendar.workingDay(first + duration - 1) + 1
      }
    }
    end = max(end, node.shape == .startPoint ? finish[i] + 1 : finish[i])
    lastDay = max(lastDay, node.lastDay(of: finish[i], in: calendar))
  }

  /// Raises the floors of node `b` by what the link from node `a` demands.
  private mutating func push(
    _ link: PlanLink, from source: PlanNode, _ a: Int, to target: PlanNode, _ b: Int, _ calendars: [WorkdayIndex]
  ) {
    guard link.binds(target) else { return }
    let from = !link.leavesStart ? finish[a] : source.state == .started ? source.recordedStart : start[a]
    if from == PlanNetwork.always { return }
    let bound = link.lag.walk(from: from, in: calendars)
    switch link.kind {
    case .finishToStart, .startToStart: start[b] = max(start[b], bound)
    case .finishToFinish where target.shape != .startPoint:
      // Strict on dates: after a crew that finishes on Sunday an office finishes on Monday.
      finish[b] = max(finish[b], calendars[Int(target.calendar)].endAtOrAfter(bound))
    case .startToFinish where target.shape != .startPoint:
      // In working time: the start of Monday is the end of Friday.
      finish[b] = max(finish[b], calendars[Int(target.calendar)].endAtOrBefore(bound))
    case .finishToFinish, .startToFinish: finish[b] = max(finish[b], bound)
    }
  }
}

extension PlanLink {
  /// Recorded starts are past bounding, and so is finished work.
  func binds(_ target: PlanNode) -> Bool {
    switch target.state {
    case .open: true
    case .started: !leavesStart
    case .finished: false
    }
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
