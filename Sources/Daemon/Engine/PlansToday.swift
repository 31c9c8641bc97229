package import Core

/// Plans as they stand on the day they are asked for. The engine's own were made when the ledger was loaded: their late
/// dates, which duties hang on, do not age, but slack, feasibility and early dates do.
package struct PlansToday {
  private let portfolio: Portfolio
  private let today: CivilDate
  private let indexOfProject: [ProjectID: Int]
  private var made: [ProjectID: ProjectPlan] = [:]

  package init(_ facts: EngineFacts) {
    portfolio = facts.portfolio
    today = facts.portfolio.zone.date(of: facts.at)
    indexOfProject = Dictionary(
      portfolio.projects.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  package func project(_ id: ProjectID) -> Project? { indexOfProject[id].map { portfolio.projects[$0] } }

  /// Nil where there is nothing to plan.
  package mutating func plan(_ id: ProjectID) -> ProjectPlan? {
    if let plan = made[id] { return plan }
    guard let project = project(id) else { return nil }
    let plan = Planner.plan(project, calendars: portfolio.calendars, today: today).plan
    made[id] = plan
    return plan
  }

  /// Total slack of a duty's milestone, in working days.
  package mutating func slack(of duty: Duty) -> Int? {
    guard let project = duty.project, let milestone = duty.milestone else { return nil }
    return plan(project)?.milestones.first { $0.id == milestone }?.totalSlack
  }
}
