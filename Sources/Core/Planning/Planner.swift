/// Plans a project back from its fixed end (倒排工期): classic CPM at day granularity, across working-day calendars.
///
///     project ─► NetworkBuilder ─► TopologicalOrder ─► ForwardPass ─► BackwardPass ─► PlanReport ─► plan
///                 names → numbers   or the circles      early dates    late dates      numbers → dates
///
/// Both passes always run and both pairs of dates are shown; the backward plan is the late pair. O(milestones + links).
package enum Planner {
  /// - Returns: the plan, or nil with every error found; warnings may come with a plan.
  package static func plan(
    _ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate
  ) -> PlanOutcome {
    let builder = NetworkBuilder(project, calendars: calendars, today: today)
    var network = builder.network
    var diagnostics = builder.diagnostics
    let topology = TopologicalOrder(network)
    diagnostics += cycles(topology.cycles, in: project, summaryStart: builder.summaryStart)
    if project.milestones.isEmpty { diagnostics.append(nothingToPlan(project)) }
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      return PlanOutcome(plan: nil, diagnostics: diagnostics)
    }
    let forward = ForwardPass(&network, order: topology.order)
    let backward = BackwardPass(network, order: topology.order, forward: forward)
    let report = PlanReport(project, network, order: topology.order, forward: forward, backward: backward)
    diagnostics += report.diagnostics
    return PlanOutcome(plan: report.plan, diagnostics: diagnostics)
  }

  private static func nothingToPlan(_ project: Project) -> Diagnostic {
    project.finish == nil
      ? Diagnostic(
        code: "plan.noAnchor", "Project \(project.id) has neither a finish date nor a milestone: nothing to plan.",
        at: project.place, project: project.id)
      : Diagnostic(
        .warning, code: "plan.noMilestones", "Project \(project.id) has no milestones.", at: project.place,
        project: project.id)
  }

  /// Names the members in the direction of the links, from the one that stands first in the ledger.
  ///
  /// The two points of a summary are one milestone to the reader, and two circles with the same members are one.
  private static func cycles(_ cycles: [[Int32]], in project: Project, summaryStart: [Int32]) -> [Diagnostic] {
    if cycles.isEmpty { return [] }
    var owner: [Int32: Int] = [:]
    for (i, start) in summaryStart.enumerated() where start >= 0 { owner[start] = i }
    var seen: Set<Set<Int>> = []
    return cycles.compactMap { members in
      var path: [Int] = []
      for i in members.map({ owner[$0] ?? Int($0) }) where path.last != i { path.append(i) }
      if path.count > 1, path.first == path.last { path.removeLast() }
      let first = path.indices.min { path[$0] < path[$1] } ?? 0
      path = Array(path[first...] + path[..<first])
      guard seen.insert(Set(path)).inserted else { return nil }
      let names = (path + path.prefix(1)).map { project.milestones[$0].id.text }
      return Diagnostic(
        code: "plan.cycle", "The links run in a circle: \(names.joined(separator: " → ")). Remove one of them.",
        at: project.milestones[path[0]].place, project: project.id, milestone: project.milestones[path[0]].id)
    }
  }
}

package struct PlanOutcome: Sendable {
  package var plan: ProjectPlan?
  package var diagnostics: [Diagnostic]
  package init(plan: ProjectPlan?, diagnostics: [Diagnostic]) {
    self.plan = plan
    self.diagnostics = diagnostics
  }
}
