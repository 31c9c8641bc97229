package import Core

/// Backward plans: answer of `GET /v1/projects/{id}/plan` and output of `plan show`.
package struct PlanMessage: Codable, Hashable, Sendable {
  package var projects: [ProjectPlanMessage]

  package init(_ plans: [(project: Project, plan: ProjectPlan)], calendars: [CalendarID: WorkCalendar]) {
    let versions = calendars.mapValues(CalendarVersionMessage.init)
    projects = plans.map { project, plan in
      ProjectPlanMessage(
        plan, limits: plan.limits(of: project, calendars: calendars),
        calendars: project.calendarsInUse.reduce(into: [:]) { $0[$1.text] = versions[$1] })
    }
  }
}

package struct ProjectPlanMessage: Codable, Hashable, Sendable {
  package var id: String
  package var finish: String
  package var feasible: Bool
  /// Smallest total slack of unfinished milestones.
  @Null package var minSlack: Int?
  /// A date in it leans on days that no notice covers yet.
  package var provisional: Bool
  package var milestones: [PlannedMilestoneMessage]
  /// Soft limits on how long a stretch of the project takes.
  package var limits: [LimitMessage]
  /// What the plan was made with, by id.
  package var calendars: [String: CalendarVersionMessage]

  init(_ plan: ProjectPlan, limits: [LimitCheck], calendars: [String: CalendarVersionMessage]) {
    id = plan.project.text
    finish = plan.finish.description
    feasible = plan.isFeasible
    minSlack = plan.minSlack
    provisional = plan.isProvisional
    milestones = plan.milestones.map(PlannedMilestoneMessage.init)
    self.limits = limits.map(LimitMessage.init)
    self.calendars = calendars
  }
}

/// The state of a calendar: another notice, another version.
package struct CalendarVersionMessage: Codable, Hashable, Sendable {
  package var version: String
  /// Last day that published notices cover; null where the calendar needs none.
  @Null package var coveredThrough: String?

  init(_ calendar: WorkCalendar) {
    version = calendar.version
    coveredThrough = calendar.coveredThrough?.description
  }
}

/// How a stretch of a project compares with the limit set for it.
package struct LimitMessage: Codable, Hashable, Sendable {
  package struct Stretch: Codable, Hashable, Sendable {
    package var start: String
    package var finish: String
    /// The last day within the limit.
    package var due: String
    package var exceeded: Bool

    init(_ stretch: LimitCheck.Stretch) {
      start = stretch.start.description
      finish = stretch.finish.description
      due = stretch.due.description
      exceeded = stretch.isExceeded
    }
  }

  package var name: String
  package var from: String
  package var to: String
  /// `40wd`, `24mo`.
  package var within: String
  /// By the latest dates, and by the earliest.
  package var planned: Stretch
  package var forecast: Stretch

  init(_ check: LimitCheck) {
    name = check.limit.name
    from = check.limit.from.text
    to = check.limit.to.text
    within = check.limit.within.description
    planned = Stretch(check.planned)
    forecast = Stretch(check.forecast)
  }
}

/// Finish dates are inclusive; slack is in working days of the milestone's calendar.
package struct PlannedMilestoneMessage: Codable, Hashable, Sendable {
  package var id: String
  package var earliestStart: String
  package var earliestFinish: String
  package var latestStart: String
  package var latestFinish: String
  @Null package var totalSlack: Int?
  @Null package var freeSlack: Int?
  package var critical: Bool
  package var flags: [String]

  package init(_ milestone: PlannedMilestone) {
    id = milestone.id.text
    earliestStart = milestone.earliestStart.description
    earliestFinish = milestone.earliestFinish.description
    latestStart = milestone.latestStart.description
    latestFinish = milestone.latestFinish.description
    totalSlack = milestone.totalSlack
    freeSlack = milestone.freeSlack
    critical = milestone.isCritical
    flags = milestone.flags.names
  }
}

/// Why there is no plan: output of `plan show -o json` when it fails.
package struct PlanErrorsMessage: Codable, Hashable, Sendable {
  package struct Item: Codable, Hashable, Sendable {
    package var code: String
    package var message: String
    package var file: String
    package var line: Int
    package var column: Int
    @Null package var project: String?
    @Null package var milestone: String?
  }

  package var errors: [Item]

  package init(_ diagnostics: [Diagnostic]) {
    errors = diagnostics.filter { $0.severity == .error }.map {
      Item(
        code: $0.code, message: $0.message, file: $0.place.file, line: $0.place.line, column: $0.place.column,
        project: $0.project?.text, milestone: $0.milestone?.text)
    }
  }
}
