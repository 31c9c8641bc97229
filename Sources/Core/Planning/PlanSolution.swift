/// A plan and what it was made from.
struct PlanSolution: Sendable {
  var network: PlanNetwork
  let order: [Int32]
  var forward: ForwardPass
  var backward: BackwardPass
  var plan: ProjectPlan
  var tally = PlanTally()

  init(_ report: PlanReport, order: [Int32]) {
    network = report.network
    forward = report.forward
    backward = report.backward
    self.order = order
    let project = report.project
    plan = ProjectPlan(
      project: project.id, finish: CivilDate(dayNumber: network.finish ?? forward.reach.lastDay),
      statusDate: CivilDate(dayNumber: network.status), isFeasible: true, minSlack: nil, isProvisional: false,
      milestones: PlanSolution.milestones(report, order: order))
    for milestone in plan.milestones { tally.add(milestone) }
    tally.mark(&plan)
  }

  private static func milestones(_ report: PlanReport, order: [Int32]) -> [PlannedMilestone] {
    var planned: [PlannedMilestone] = []
    planned.reserveCapacity(report.network.milestoneCount)
    for i in 0..<report.network.milestoneCount { planned.append(report.milestone(i)) }
    if report.network.nodes.count == report.network.milestoneCount { return planned }
    for i in order.lazy.map(Int.init) where report.network.nodes[i].shape == .summaryFinish {
      planned[i] = report.summary(i, planned)
    }
    return planned
  }

  func warnings(for project: Project) -> [Diagnostic] {
    if project.finish != nil || tally.unanchored == 0 { return [] }
    return [
      Diagnostic(
        .warning, code: "plan.noAnchor",
        "Project \(project.id) has no finish date: milestones without a deadline are planned back from the forecast.",
        at: project.place, project: project.id)
    ]
  }
}

/// What is true of a plan because it is true of some of its milestones.
struct PlanTally: Sendable {
  private var infeasible = 0
  private var provisional = 0
  private(set) var unanchored = 0
  private var minSlack = PlanNetwork.never
  /// The milestone of the smallest slack may have gone.
  private var isStale = false

  mutating func add(_ milestone: PlannedMilestone) {
    count(milestone, 1)
    minSlack = min(minSlack, milestone.totalSlack ?? PlanNetwork.never)
  }

  mutating func remove(_ milestone: PlannedMilestone) {
    count(milestone, -1)
    if milestone.totalSlack == minSlack { isStale = true }
  }

  private mutating func count(_ milestone: PlannedMilestone, _ one: Int) {
    if milestone.flags.contains(.infeasible) { infeasible += one }
    if milestone.flags.contains(.provisional) { provisional += one }
    if milestone.isUnfinished && !milestone.isAnchored { unanchored += one }
  }

  /// Tells the plan, after everything is added and removed.
  mutating func mark(_ plan: inout ProjectPlan) {
    if isStale {
      minSlack = plan.milestones.lazy.compactMap(\.totalSlack).min() ?? PlanNetwork.never
      isStale = false
    }
    plan.isFeasible = infeasible == 0
    plan.isProvisional = provisional > 0
    plan.minSlack = minSlack == PlanNetwork.never ? nil : minSlack
  }
}
