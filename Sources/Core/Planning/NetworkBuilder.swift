/// Compiles a project into a network and finds everything wrong with it on the way.
struct NetworkBuilder {
  let project: Project
  let calendars: [CalendarID: WorkCalendar]
  private(set) var network = PlanNetwork()
  var diagnostics: [Diagnostic] = []
  private(set) var indices: [MilestoneID: Int32] = [:]
  private var calendarIndices: [CalendarID: Int32] = [:]
  private var projectCalendar: Int32 = 0
  private var lagCalendar: Int32 = 0
  /// The node of a summary's start, or -1 where the milestone is no summary.
  private(set) var summaryStart: [Int32] = []
  /// Resolved links, in the ledger's order.
  private(set) var resolved: [(source: Int32, target: Int32, place: Int32)] = []
  private var hasSuccessor: [Bool] = []
  private var hasFinishDriver: [Bool] = []
  /// Names compared for hints so far: a hint is a courtesy and must not cost minutes.
  private var compared = 0

  init(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) {
    self.project = project
    self.calendars = calendars
    network.milestoneCount = project.milestones.count
    network.status = Int((project.statusDate ?? today).dayNumber)
    network.finish = project.finish.map { Int($0.dayNumber) }
    summaryStart = [Int32](repeating: -1, count: project.milestones.count)
    hasSuccessor = [Bool](repeating: false, count: project.milestones.count)
    hasFinishDriver = hasSuccessor
    indexMilestones()
    projectCalendar = calendar(project.calendar, at: project.place)
    lagCalendar = project.lagCalendar.map { self.calendar($0, at: project.place) } ?? projectCalendar
    network.nodes = [PlanNode](repeating: PlanNode(), count: project.milestones.count)
    resolveParents()
    resolveLinks()
    for i in project.milestones.indices { compileMilestone(i) }
    compileLinks()
  }

  private mutating func indexMilestones() {
    indices.reserveCapacity(project.milestones.count)
    for i in project.milestones.indices {
      let id = project.milestones[i].id
      guard let first = indices.updateValue(Int32(i), forKey: id) else { continue }
      indices[id] = first
      report(
        "plan.duplicateMilestone",
        "Milestone \(id) is there twice; the first is at \(project.milestones[Int(first)].place). Give it another id.",
        milestone: i)
    }
  }

  /// Index of a calendar; every day and an error where there is no such calendar.
  private mutating func calendar(_ id: CalendarID, at place: Place, milestone: Int? = nil) -> Int32 {
    if let index = calendarIndices[id] { return index }
    guard let calendar = calendars[id] else {
      diagnostics.append(
        Diagnostic(
          code: "plan.unknownCalendar", "There is no calendar \(id).", at: place,
          nearest: nearest(to: id.text, among: calendars.keys.lazy.map(\.text).sorted()), project: project.id,
          milestone: milestone.map { project.milestones[$0].id }))
      return 0
    }
    let index = Int32(network.calendars.count)
    network.calendars.append(calendar.index)
    network.coveredThrough.append(calendar.coveredThrough.map { Int($0.dayNumber) } ?? PlanNetwork.never)
    calendarIndices[id] = index
    return index
  }

  private mutating func nearest(to name: String, among names: [String]) -> String? {
    compared += names.count
    return compared <= 1_000_000 ? nearestName(to: name, among: names) : nil
  }

  private mutating func unknown(_ id: MilestoneID, code: String, role: String, at place: Place, milestone i: Int) {
    let names = project.milestones.count <= 10_000 ? project.milestones.map(\.id.text) : []
    diagnostics.append(
      Diagnostic(
        code: code, "There is no milestone \(id) in project \(project.id) to be the \(role).", at: place,
        nearest: nearest(to: id.text, among: names), project: project.id, milestone: project.milestones[i].id))
  }

  mutating func report(_ code: String, _ message: String, at place: Place? = nil, milestone i: Int) {
    diagnostics.append(
      Diagnostic(
        code: code, message, at: place ?? project.milestones[i].place, project: project.id,
        milestone: project.milestones[i].id))
  }

  private mutating func resolveParents() {
    for i in project.milestones.indices {
      guard let parent = project.milestones[i].parent else { continue }
      guard let p = indices[parent] else {
        unknown(
          parent, code: "plan.unknownParent", role: "summary", at: project.milestones[i].place, milestone: i)
        continue
      }
      if Int(p) == i {
        report("plan.cycle", "Milestone \(parent) is its own summary.", milestone: i)
        continue
      }
      network.nodes[i].parent = p
      if summaryStart[Int(p)] < 0 {
        summaryStart[Int(p)] = Int32(network.nodes.count)
        network.nodes.append(PlanNode(shape: .summaryStart))
      }
    }
  }

  private mutating func resolveLinks() {
    for i in project.milestones.indices {
      for place in project.milestones[i].after.indices {
        let link = project.milestones[i].after[place]
        guard let source = indices[link.milestone] else {
          unknown(
            link.milestone, code: "plan.unknownPredecessor", role: "predecessor", at: link.place, milestone: i)
          continue
        }
        if Int(source) == i {
          report("plan.selfLink", "Milestone \(link.milestone) is linked to itself.", at: link.place, milestone: i)
          continue
        }
        resolved.append((source, Int32(i), Int32(place)))
        hasSuccessor[Int(source)] = true
        if link.kind == .finishToStart || link.kind == .finishToFinish { hasFinishDriver[i] = true }
      }
    }
  }

  private mutating func compileMilestone(_ i: Int) {
    let calendar =
      project.milestones[i].calendar.map { self.calendar($0, at: project.milestones[i].place, milestone: i) }
      ?? projectCalendar
    var node = network.nodes[i]
    node.namedCalendar = calendar
    node.calendar = calendar
    check(i)
    if summaryStart[i] >= 0 {
      let start = Int(summaryStart[i])
      let constraints = project.milestones[i].constraints
      node.shape = .summaryFinish
      network.nodes[start].calendar = calendar
      network.nodes[start].firstDay = constraints.notStartBefore.map { Int($0.dayNumber) } ?? PlanNetwork.always
      network.nodes[start].lastDay = constraints.lastDay
    } else {
      let duration = project.milestones[i].duration
      if duration.amount == 0 {
        node.shape = opensDay(i) ? .startPoint : .finishPoint
      } else {
        if duration.unit == .days { node.calendar = 0 }
        node.duration = Int32(clamping: duration.amount)
      }
      node.record(project.milestones[i], in: network.calendars[Int(node.calendar)])
      node.bound(
        by: project.milestones[i].constraints, projectStart: project.start, in: network.calendars[Int(node.calendar)])
    }
    network.nodes[i] = node
  }

  /// A milestone without a kind opens a day if only its successors and no finish of other work give it a meaning.
  private func opensDay(_ i: Int) -> Bool {
    switch project.milestones[i].kind {
    case .start: return true
    case .finish: return false
    case .auto:
      let constraints = project.milestones[i].constraints
      return !hasFinishDriver[i] && hasSuccessor[i] && constraints.lastDay == PlanNetwork.never
        && constraints.notFinishBefore == nil
    }
  }

  private mutating func compileLinks() {
    var pairs: [(source: Int32, link: PlanLink)] = []
    pairs.reserveCapacity(resolved.count + network.nodes.count)
    let started = startedSummaries()
    for (source, target, place) in resolved {
      let dependency = project.milestones[Int(target)].after[Int(place)]
      guard let lag = lag(dependency, from: source, to: target), allowed(dependency, from: source, to: target) else {
        continue
      }
      let start = summaryStart[Int(target)]
      if start >= 0 && dependency.kind == .startToStart && started[Int(target)] { continue }
      pairs.append((source, PlanLink(target: start >= 0 ? start : target, kind: dependency.kind, lag: lag)))
    }
    for i in project.milestones.indices where network.nodes[i].parent >= 0 {
      let parent = network.nodes[i].parent
      let entry = summaryStart[i] >= 0 ? summaryStart[i] : Int32(i)
      pairs.append((summaryStart[Int(parent)], PlanLink(target: entry, kind: .finishToStart, lag: Lag())))
      pairs.append((Int32(i), PlanLink(target: parent, kind: .finishToStart, lag: Lag())))
    }
    network.setLinks(pairs)
  }

  /// Summaries with a child that has started: a link to their start binds no longer.
  private func startedSummaries() -> [Bool] {
    var started = [Bool](repeating: false, count: project.milestones.count)
    for node in network.nodes[..<project.milestones.count] where node.state != .open {
      var parent = Int(node.parent)
      while parent >= 0 && !started[parent] {
        started[parent] = true
        parent = Int(network.nodes[parent].parent)
      }
    }
    return started
  }

  /// From a summary only its finish, to a summary only its start has a unique backward answer.
  private mutating func allowed(_ link: Dependency, from source: Int32, to target: Int32) -> Bool {
    if summaryStart[Int(source)] >= 0, link.kind == .startToStart || link.kind == .startToFinish {
      report(
        "plan.summaryLink",
        "Milestone \(link.milestone) is a summary: link from it with FS or FF, not \(link.kind.rawValue).",
        at: link.place, milestone: Int(target))
      return false
    }
    if summaryStart[Int(target)] >= 0, link.kind == .finishToFinish || link.kind == .startToFinish {
      report(
        "plan.summaryLink",
        "\(project.milestones[Int(target)].id) is a summary: link to it with FS or SS, not \(link.kind.rawValue).",
        at: link.place, milestone: Int(target))
      return false
    }
    return true
  }

  private mutating func lag(_ link: Dependency, from source: Int32, to target: Int32) -> Lag? {
    guard link.lag.unit == .days || link.lag.unit == .workingDays, abs(link.lag.amount) <= 1_000_000 else {
      report(
        "plan.badLag", "A lag of \(link.lag) is no whole number of days up to a million: write 3wd or 5d.",
        at: link.place, milestone: Int(target))
      return nil
    }
    var lag = Lag(days: Int32(link.lag.amount))
    let finishes = link.kind == .finishToFinish || link.kind == .startToFinish
    lag.toFinish = finishes || network.nodes[Int(target)].shape == .finishPoint
    guard link.lag.unit == .workingDays else { return lag }
    lag.calendar =
      switch link.lagCalendar {
      case .elapsed: 0
      case .predecessor: network.nodes[Int(source)].calendar
      case .successor: network.nodes[Int(target)].calendar
      case .project: lagCalendar
      case .named(let id): calendar(id, at: link.place, milestone: Int(target))
      }
    return lag
  }
}
