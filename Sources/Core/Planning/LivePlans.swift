/// The plans of the projects that reports come in for. A second report on the same day moves only what depends on it.
struct LivePlans: Sendable {
  private var day: CivilDate?
  private var plans: [ProjectID: LivePlan] = [:]

  /// Plans a project, from where its last plan stood if only its progress has changed since.
  ///
  /// - Parameter calendars: the same at every call, up to `forget`.
  /// - Returns: what `Planner.plan` would give.
  mutating func plan(_ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate) -> PlanOutcome {
    if day != today {
      forget()
      day = today
    }
    if plans[project.id]?.follow(project) == true, let live = plans[project.id] {
      return PlanOutcome(plan: live.plan, diagnostics: live.warnings)
    }
    let (live, diagnostics) = LivePlan.make(project, calendars: calendars, today: today)
    if let live { plans[project.id] = live }
    return PlanOutcome(plan: live?.plan, diagnostics: diagnostics)
  }

  /// To be called when calendars or the ledger have changed.
  mutating func forget() { plans = [:] }
}
