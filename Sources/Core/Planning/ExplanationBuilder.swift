/// Retraces the passes of the planner for one milestone.
struct ExplanationBuilder {
  let project: Project
  let calendars: [CalendarID: WorkCalendar]
  let today: CivilDate
  let plan: ProjectPlan
  let network: PlanNetwork
  let forward: ForwardPass
  let backward: BackwardPass
  let indices: [MilestoneID: Int]
  let children: [[Int]]

  /// Nil where the project cannot be planned.
  init?(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) {
    guard let solution = Planner.solve(project, calendars: calendars, today: today).solution else { return nil }
    self.project = project
    self.calendars = calendars
    self.today = today
    plan = solution.plan
    network = solution.network
    forward = solution.forward
    backward = solution.backward
    indices = Dictionary(project.milestones.indices.map { (project.milestones[$0].id, $0) }) { first, _ in first }
    var children = [[Int]](repeating: [], count: project.milestones.count)
    for i in project.milestones.indices where network.nodes[i].parent >= 0 {
      children[Int(network.nodes[i].parent)].append(i)
    }
    self.children = children
  }

  func explanation(of i: Int) -> Explanation {
    let planned = plan.milestones[i]
    let isFinished = planned.totalSlack == nil
    let late = isFinished ? [i] : lateChain(from: i)
    let path = earlyPath(to: i)
    let binder = isFinished ? nil : late.last.map(binder)
    let steps = late.indices.map { place in
      step(late[place], next: place + 1 < late.count ? late[place + 1] : nil)
    }
    var explanation = Explanation(
      project: project.id, projectName: project.name, statusDate: plan.statusDate, milestone: planned,
      condition: condition(i), chain: steps, binder: binder, path: path, remedies: [],
      provisionalAfter: zip(late, steps).compactMap { $1.isProvisional ? namedCalendar($0).coveredThrough : nil }.min())
    explanation.remedies = Remedies(self, of: i, chain: late, path: path, binder: binder).found
    return explanation
  }

  // MARK: What is asked of milestones

  func isStarted(_ i: Int) -> Bool { network.nodes[i].state == .started }
  func isFinished(_ i: Int) -> Bool { plan.milestones[i].totalSlack == nil }

  /// Work can be done in fewer days; a period that the law sets cannot.
  func isWork(_ i: Int) -> Bool { network.nodes[i].shape == .task && !network.nodes[i].isStatutory }

  /// The calendar named for a milestone.
  func namedCalendar(_ i: Int) -> WorkCalendar {
    calendars[project.milestones[i].calendar ?? project.calendar] ?? .everyDay
  }

  /// The calendar that its duration counts in.
  func calendar(_ i: Int) -> WorkCalendar {
    let duration = project.milestones[i].duration
    return duration.unit == .days && duration.amount > 0 ? .everyDay : namedCalendar(i)
  }

  /// The milestone and its summaries, inside out.
  func lineage(_ i: Int) -> [Int] {
    var line = [i]
    while case let parent = Int(network.nodes[line[line.count - 1]].parent), parent >= 0 { line.append(parent) }
    return line
  }

  private func condition(_ i: Int) -> Explanation.Condition {
    let planned = plan.milestones[i]
    let calendar = namedCalendar(i)
    let status = plan.statusDate
    if planned.totalSlack == nil { return .finished(planned.earliestFinish) }
    if planned.flags.contains(.overdue) {
      return .overdue(calendar.count(after: planned.latestFinish, through: status))
    }
    if isStarted(i) { return .finishesIn(calendar.count(after: status, through: planned.latestFinish)) }
    if planned.flags.contains(.lateStartPassed) {
      return .startPassed(calendar.count(after: planned.latestStart, through: status))
    }
    return planned.latestStart == status
      ? .startsToday : .startsIn(calendar.count(after: status, through: planned.latestStart))
  }

  // MARK: The chain that fixes the late dates

  func lateChain(from i: Int) -> [Int] {
    plan.chain(to: project.milestones[i].id, in: project).compactMap { indices[$0] }
  }

  private func step(_ i: Int, next: Int?) -> Explanation.Step {
    let milestone = project.milestones[i]
    let planned = plan.milestones[i]
    let node = network.nodes[i]
    let calendar = calendar(i)
    var first = planned.latestStart
    if node.state == .started, node.shape == .task { first = CivilDate(dayNumber: backward.dates[i].start) }
    let isWork = (node.shape == .task || node.shape == .period) && !isFinished(i)
    return Explanation.Step(
      id: milestone.id, name: milestone.name, latestStart: planned.latestStart, latestFinish: planned.latestFinish,
      totalSlack: planned.totalSlack, duration: node.isSummary ? nil : milestone.duration,
      remaining: node.state == .started ? Int(node.duration) : nil,
      crossed: isWork ? CrossedDays(calendar, from: first, through: planned.latestFinish) : CrossedDays(),
      isProvisional: !isFinished(i) && namedCalendar(i).isProvisional(planned.latestFinish),
      isStatutory: milestone.term.isStatutory,
      link: next.flatMap { lateLink(from: i, to: $0)?.link })
  }

  /// The link by which `b` binds `a`, and the working day `a` must start on for it: of several the one that asks the most.
  func lateLink(from a: Int, to b: Int) -> (ask: Int, link: Explanation.Link)? {
    var best: (ask: Int, link: Explanation.Link)?
    for target in lineage(b) {
      for (dependency, source, link) in compiled(of: target)
      where lineage(a).contains(source) && binds(link, b) && !(link.leavesStart && isStarted(a)) {
        let ask = lateStart(of: a, under: link, to: b)
        if let best, best.ask <= ask { continue }
        best = (ask, explained(dependency, from: a, source, to: b, target, late: true))
      }
    }
    return best
  }

  /// Where `a` must start so as not to push `b` past its late dates.
  private func lateStart(of a: Int, under link: PlanLink, to b: Int) -> Int {
    let late = backward.dates[b]
    // A link to a summary enters where its first child may start, whatever kind of point that child is.
    let bound = link.bound(
      network.nodes[Int(link.end)], start: late.start, finish: late.finish, network.calendars)
    let node = network.nodes[a]
    let own = network.calendars[Int(node.calendar)]
    if link.leavesStart { return own.workingDays(before: bound + 1) - 1 }
    return node.shape == .period
      ? own.workingDays(before: node.periodReach(endingBy: bound, in: own) + 1) - 1
      : own.workingDays(before: bound) - Int(node.duration)
  }

  /// Whether a link bounds a milestone it enters, itself or through a summary that has not begun.
  func binds(_ link: PlanLink, _ i: Int) -> Bool {
    link.binds(network.nodes[Int(link.end)]) && link.binds(network.nodes[i])
  }

  /// The links of the network that a milestone's dependencies have become; none for one that binds nothing.
  func compiled(of target: Int) -> [(dependency: Dependency, source: Int, link: PlanLink)] {
    let after = project.milestones[target].after
    var taken: Set<Int> = []
    return after.compactMap { dependency in
      guard let source = indices[dependency.milestone] else { return nil }
      // Links stand in the ledger's order, so of equal ones each takes the next.
      for place in network.outgoing.range(of: source) {
        let link = network.outgoing[place]
        let isTarget = Int(link.end) == target || link.end == network.nodes[target].opening
        guard isTarget, link.kind == dependency.kind, Int(link.lag.days) == dependency.lag.amount,
          !taken.contains(place)
        else { continue }
        taken.insert(place)
        return (dependency, source, link)
      }
      return nil
    }
  }

  /// A dependency in words, with what lies between the two at their late or early dates.
  func explained(
    _ dependency: Dependency, from a: Int, _ source: Int, to b: Int, _ target: Int, late: Bool
  ) -> Explanation.Link {
    let (from, to) = (plan.milestones[a], plan.milestones[b])
    let leaves = late ? (from.latestStart, from.latestFinish) : (from.earliestStart, from.earliestFinish)
    let enters = late ? (to.latestStart, to.latestFinish) : (to.earliestStart, to.earliestFinish)
    let window =
      switch dependency.kind {
      case .finishToStart: (leaves.1 + 1, enters.0 - 1)
      case .startToStart: (leaves.0, enters.0 - 1)
      case .finishToFinish: (leaves.1 + 1, enters.1)
      case .startToFinish: (leaves.0, enters.1)
      }
    let counts = dependency.kind == .finishToStart || dependency.lag.amount != 0
    return Explanation.Link(
      kind: dependency.kind, lag: dependency.lag, lagCalendar: dependency.lagCalendar,
      from: source == a ? nil : project.milestones[source].id, to: target == b ? nil : project.milestones[target].id,
      crossed: counts ? CrossedDays(namedCalendar(a), from: window.0, through: window.1) : CrossedDays())
  }

  /// The date that the end of a chain leans on.
  func binder(_ i: Int) -> Explanation.Binder {
    let planned = plan.milestones[i]
    guard planned.isAnchored else { return Explanation.Binder(kind: .forecast, date: plan.finish) }
    var dates: [Explanation.Binder] = []
    for owner in lineage(i) {
      let constraints = project.milestones[owner].constraints
      let id = project.milestones[owner].id
      for (kind, date) in [
        (Explanation.Binder.Kind.deadline, constraints.deadline), (.notFinishAfter, constraints.notFinishAfter),
        (.finishOn, constraints.finishOn),
      ] {
        if let date { dates.append(Explanation.Binder(kind: kind, date: date, owner: id)) }
      }
    }
    if let date = project.finish { dates.append(Explanation.Binder(kind: .projectFinish, date: date)) }
    let finish = dates.enumerated().min { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }?.element
    let own = project.milestones[i].constraints
    let starts = [(Explanation.Binder.Kind.notStartAfter, own.notStartAfter), (.startOn, own.startOn)]
      .compactMap { kind, date in date.map { Explanation.Binder(kind: kind, date: $0, owner: project.milestones[i].id) }
      }
    if network.nodes[i].state == .open, let start = starts.min(by: { $0.date < $1.date }) {
      // A start binds where the finish could be later by its own dates.
      guard let finish else { return start }
      let node = network.nodes[i]
      let isStart =
        node.shape == .period
        ? start.date
          < CivilDate(
            dayNumber: node.periodReach(
              endingBy: Int(finish.date.dayNumber) + 1, in: network.calendars[Int(node.calendar)]))
        : planned.latestFinish < calendar(i).onOrBefore(finish.date)
      if isStart { return start }
    }
    return finish ?? Explanation.Binder(kind: .forecast, date: plan.finish)
  }
}

extension Explanation {
  /// - Returns: nil where the project has no such milestone or cannot be planned.
  package init?(
    of milestone: MilestoneID, in project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate
  ) {
    guard let builder = ExplanationBuilder(project, calendars: calendars, today: today),
      let i = builder.indices[milestone]
    else { return nil }
    self = builder.explanation(of: i)
  }
}
