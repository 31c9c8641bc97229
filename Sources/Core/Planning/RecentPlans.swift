/// The plans looked at last. A plan takes more room than the project it is of, and is quickly made again.
///
/// They serve for the late dates of duties only. Those hang on fixed dates, not on the day of planning, so that a plan of
/// an earlier day is as good.
struct RecentPlans: Sendable {
  private var plans: [ProjectID: ProjectPlan] = [:]

  private static let limit = 64

  /// Nil where there is nothing to plan.
  mutating func plan(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) -> ProjectPlan? {
    if let plan = plans[project.id] { return plan }
    let plan = Planner.plan(project, calendars: calendars, today: today).plan
    if plans.count >= Self.limit { plans.removeAll(keepingCapacity: true) }
    plans[project.id] = plan
    return plan
  }

  mutating func forget(_ project: ProjectID) { plans.removeValue(forKey: project) }
}
