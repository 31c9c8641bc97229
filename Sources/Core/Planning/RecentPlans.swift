/// The plans looked at last. A plan takes more room than the project it is of, and is quickly made again.
struct RecentPlans: Sendable {
  private var day: CivilDate?
  private var plans: [ProjectID: ProjectPlan] = [:]

  private static let limit = 64

  /// Nil where there is nothing to plan.
  mutating func plan(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) -> ProjectPlan? {
    if day == today, let plan = plans[project.id] { return plan }
    let plan = Planner.plan(project, calendars: calendars, today: today).plan
    if day != today || plans.count >= Self.limit { plans.removeAll(keepingCapacity: true) }
    day = today
    plans[project.id] = plan
    return plan
  }

  mutating func forget(_ project: ProjectID) { plans.removeValue(forKey: project) }
}
