extension Portfolio {
  /// The plan of every project, with the diagnostics of those that have none.
  package func plans(today: CivilDate) -> (plans: [ProjectID: ProjectPlan], diagnostics: [Diagnostic]) {
    var plans: [ProjectID: ProjectPlan] = [:]
    var diagnostics: [Diagnostic] = []
    for project in projects {
      let outcome = Planner.plan(project, calendars: calendars, today: today)
      plans[project.id] = outcome.plan
      diagnostics += outcome.diagnostics
    }
    return (plans, diagnostics)
  }
}
