package import Core

/// Backward plans: answer of `GET /v1/projects/{id}/plan` and output of `plan show`.
package struct PlanMessage: Codable, Hashable, Sendable {
  package var projects: [ProjectPlanMessage]

  package init(_ plans: [ProjectPlan]) { projects = plans.map(ProjectPlanMessage.init) }
}

package struct ProjectPlanMessage: Codable, Hashable, Sendable {
  package var id: String
  package var finish: String
  package var feasible: Bool
  /// Smallest total slack of unfinished milestones.
  @Null package var minSlack: Int?
  package var milestones: [PlannedMilestoneMessage]

  package init(_ plan: ProjectPlan) {
    id = plan.project.text
    finish = plan.finish.description
    feasible = plan.isFeasible
    minSlack = plan.minSlack
    milestones = plan.milestones.map(PlannedMilestoneMessage.init)
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
