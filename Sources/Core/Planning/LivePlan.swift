/// A plan that follows the progress reports: each moves only what depends on it.
///
///     report ─► node ─► successors, first to last ─► predecessors, last to first ─► summaries ─► plan
///
/// A node that comes out as it was stops the walk, in either direction. The plan is always the one `Planner.plan` would
/// make of the project with its reports.
package struct LivePlan: Sendable {
  /// With the reports so far.
  package private(set) var project: Project
  package var plan: ProjectPlan { solution.plan }
  package var warnings: [Diagnostic] { solution.warnings(for: project) }

  private var solution: PlanSolution
  private let ids: [MilestoneID]
  private let indices: [MilestoneID: Int]
  /// Place of every node in the topological order.
  private let place: [Int32]
  // What waits to be looked at again, empty between reports.
  private var early: NodeSet
  private var late: NodeSet
  private var shown: NodeSet

  /// - Returns: the plan, or nil with every error found.
  package static func make(
    _ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate
  ) -> (plan: LivePlan?, diagnostics: [Diagnostic]) {
    let (solution, diagnostics) = Planner.solve(project, calendars: calendars, today: today)
    return (solution.map { LivePlan(project, $0) }, diagnostics)
  }

  private init(_ project: Project, _ solution: PlanSolution) {
    self.project = project
    self.solution = solution
    ids = project.milestones.map(\.id)
    indices = Dictionary(uniqueKeysWithValues: ids.indices.map { (project.milestones[$0].id, $0) })
    var place = [Int32](repeating: 0, count: solution.order.count)
    for (n, i) in solution.order.enumerated() { place[Int(i)] = Int32(n) }
    self.place = place
    early = NodeSet(count: place.count)
    late = early
    shown = early
  }

  /// Puts progress on record and plans again what it bears on.
  ///
  /// - Returns: the milestones whose dates or flags have changed, in no particular order.
  /// - Throws: what is wrong with the report; the plan is as it was.
  package mutating func report(_ progress: RecordedProgress, on milestone: MilestoneID) throws(RefusedReport) -> [Int] {
    guard let i = indices[milestone] else { throw RefusedReport(diagnostics: [unknown(milestone)]) }
    let faults = progress.faults
    if !faults.isEmpty {
      throw RefusedReport(
        diagnostics: faults.map { fault in
          Diagnostic(
            code: fault.code, fault.message, at: project.milestones[i].place, project: project.id, milestone: milestone)
        })
    }
    let before = RecordedProgress(of: project.milestones, i)
    record(progress, of: i)
    if let error = outOfRange() {
      record(before, of: i)
      _ = show()
      throw RefusedReport(diagnostics: [error])
    }
    return show()
  }

  /// Goes over to a state of the project that differs from this one in nothing but progress.
  ///
  /// - Returns: false where more has changed, or no plan can follow; the plan is as it was then.
  package mutating func follow(_ project: Project) -> Bool {
    guard project.milestones.count == self.project.milestones.count else { return false }
    let moved = ids.indices.filter { project.milestones[$0] != self.project.milestones[$0] }
    var expected = self.project
    for i in moved { RecordedProgress(of: project.milestones, i).write(to: &expected.milestones, i) }
    guard expected == project else { return false }
    guard moved.allSatisfy({ RecordedProgress(of: project.milestones, $0).faults.isEmpty }) else { return false }
    let before = moved.map { RecordedProgress(of: self.project.milestones, $0) }
    for i in moved { record(RecordedProgress(of: project.milestones, i), of: i) }
    let isSound = outOfRange() == nil
    if !isSound { for (i, progress) in zip(moved, before) { record(progress, of: i) } }
    _ = show()
    return isSound
  }

  private func unknown(_ milestone: MilestoneID) -> Diagnostic {
    Diagnostic(
      code: "plan.unknownMilestone", "There is no milestone \(milestone) in project \(project.id).", at: project.place,
      nearest: nearestName(to: milestone.text, among: ids.lazy.map(\.text)), project: project.id)
  }
}

/// A report that cannot be true, or that no plan can follow.
package struct RefusedReport: Error, Sendable {
  package var diagnostics: [Diagnostic]
}

extension LivePlan {
  /// Has the node say what is on record, and sees what that moves.
  private mutating func record(_ progress: RecordedProgress, of i: Int) {
    progress.write(to: &project.milestones, i)
    let old = solution.network.nodes[i]
    if old.shape == .summaryFinish { return }  // its children say how far it is
    var node = PlanNode(shape: old.shape)
    (node.namedCalendar, node.parent) = (old.namedCalendar, old.parent)
    node.measure(project.milestones[i].duration, project.milestones[i].term)
    let calendars = solution.network.calendars
    node.record(progress, status: solution.network.status, in: calendars)
    node.bound(
      by: project.milestones[i].constraints, projectStart: solution.network.start, in: calendars[Int(node.calendar)])
    (node.firstDay, node.lastDay) = (old.firstDay, old.lastDay)
    shown.insert(Int(place[i]))  // finished work shows what is on record, even if nothing moves
    if node == old { return }
    solution.network.nodes[i] = node
    touch(i)
    for summary in solution.network.updateSummaries(above: i) {
      touch(Int(solution.network.nodes[summary].opening))
      shown.insert(Int(place[summary]))
    }
    settle()
  }

  /// A node has changed: where it is, what it asks of its neighbours and how it is shown.
  private mutating func touch(_ i: Int) {
    early.insert(Int(place[i]))
    shown.insert(Int(place[i]))
    wakeSuccessors(of: i)
    late.insert(Int(place[i]))
    wakePredecessors(of: i)
  }

  private mutating func wakeSuccessors(of i: Int) {
    for l in solution.network.outgoing.range(of: i) { early.insert(Int(place[Int(solution.network.outgoing[l].end)])) }
  }

  private mutating func wakePredecessors(of i: Int) {
    for l in solution.network.incoming.range(of: i) { late.insert(Int(place[Int(solution.network.incoming[l].end)])) }
  }

  /// Moves what has to move: forward until nothing is left, then backward.
  private mutating func settle() {
    while let next = early.popFirst() {
      let i = Int(solution.order[next])
      guard solution.forward.update(i, in: solution.network) else { continue }
      shown.insert(next)
      wakeSuccessors(of: i)
      late.insert(next)  // its free slack
      wakePredecessors(of: i)  // theirs
    }
    let reach = solution.forward.reach
    solution.forward.measure(solution.network)
    // The forecast is the end of all that no fixed date binds.
    if reach != solution.forward.reach { for place in solution.order.indices { late.insert(place) } }
    while let next = late.popLast() {
      let i = Int(solution.order[next])
      guard solution.backward.update(i, in: solution.network, solution.forward) else { continue }
      shown.insert(next)
      wakePredecessors(of: i)
    }
  }

  private var report: PlanReport {
    PlanReport(
      project: project, ids: ids, network: solution.network, forward: solution.forward, backward: solution.backward)
  }

  /// The first milestone that a report has driven out of our age.
  private func outOfRange() -> Diagnostic? {
    var waiting = shown
    var reached: [Int] = []
    while let next = waiting.popFirst() {
      let i = Int(solution.order[next])
      if i < solution.network.milestoneCount { reached.append(i) }
    }
    return report.outOfRange(among: reached.sorted())
  }

  /// Shows what has moved in the plan.
  ///
  /// - Returns: the milestones that look different now.
  private mutating func show() -> [Int] {
    let report = report
    var changed: [Int] = []
    while let next = shown.popFirst() {
      let i = Int(solution.order[next])
      if i >= solution.network.milestoneCount { continue }
      let isSummary = solution.network.nodes[i].shape == .summaryFinish
      let milestone = isSummary ? report.summary(i, solution.plan.milestones) : report.milestone(i)
      let old = solution.plan.milestones[i]
      if milestone == old { continue }
      solution.tally.remove(old)
      solution.tally.add(milestone)
      solution.plan.milestones[i] = milestone
      changed.append(i)
      let parent = Int(solution.network.nodes[i].parent)
      if parent >= 0 { shown.insert(Int(place[parent])) }
    }
    if solution.network.finish == nil {
      solution.plan.finish = CivilDate(dayNumber: solution.forward.reach.lastDay)
    }
    solution.tally.mark(&solution.plan)
    return changed
  }
}

extension PlanNetwork {
  /// Has the summaries above a milestone started if, and only if, a child is.
  ///
  /// - Returns: those of which that is news.
  fileprivate mutating func updateSummaries(above i: Int) -> [Int] {
    var changed: [Int] = []
    var summary = Int(nodes[i].parent)
    while summary >= 0 {
      let hasStarted = incoming.range(of: summary).contains { l in
        let child = nodes[Int(incoming[l].end)]
        return child.opening < 0 ? child.state != .open : nodes[Int(child.opening)].state == .started
      }
      let opening = Int(nodes[summary].opening)
      if hasStarted == (nodes[opening].state == .started) { return changed }
      nodes[opening].state = hasStarted ? .started : .open
      changed.append(summary)
      summary = Int(nodes[summary].parent)
    }
    return changed
  }
}
