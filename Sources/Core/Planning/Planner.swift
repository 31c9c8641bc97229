/// Plans a project back from its fixed end.
package enum Planner {
  /// - Returns: the plan, or nil with every error found; warnings may come with a plan.
  package static func plan(
    _ project: Project, calendars: [CalendarID: WorkCalendar], today: CivilDate
  ) -> PlanOutcome {
    PlanOutcome(plan: nil, diagnostics: [])
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
