/// The backward plan 倒排计划 of one project.
package struct ProjectPlan: Hashable, Sendable {
  package var project: ProjectID
  /// The date planned back from: the project's finish, or the forecast where the ledger gives none.
  package var finish: CivilDate
  package var statusDate: CivilDate
  /// No milestone is infeasible.
  package var isFeasible: Bool
  /// Smallest total slack of unfinished milestones; nil when all are finished.
  package var minSlack: Int?
  /// A date in it lies past the published calendar.
  package var isProvisional: Bool
  /// In the ledger's order.
  package var milestones: [PlannedMilestone]

  package init(
    project: ProjectID, finish: CivilDate, statusDate: CivilDate, isFeasible: Bool, minSlack: Int?,
    isProvisional: Bool, milestones: [PlannedMilestone]
  ) {
    self.project = project
    self.finish = finish
    self.statusDate = statusDate
    self.isFeasible = isFeasible
    self.minSlack = minSlack
    self.isProvisional = isProvisional
    self.milestones = milestones
  }
}

/// Dates of one milestone. Finish dates are inclusive; slack is in working days of the milestone's calendar.
package struct PlannedMilestone: Hashable, Sendable {
  package var id: MilestoneID
  package var earliestStart: CivilDate
  package var earliestFinish: CivilDate
  package var latestStart: CivilDate
  package var latestFinish: CivilDate
  /// Nil for finished work.
  package var totalSlack: Int?
  package var freeSlack: Int?
  package var isCritical: Bool
  /// The late dates trace to a fixed date (project finish, deadline, constraint), not to the forecast.
  package var isAnchored: Bool
  package var flags: PlanFlags
  /// The successor (or nil: a fixed date of its own or of the project) that binds the latest finish.
  package var latestFinishBoundBy: MilestoneID?

  package init(
    id: MilestoneID, earliestStart: CivilDate, earliestFinish: CivilDate, latestStart: CivilDate,
    latestFinish: CivilDate, totalSlack: Int?, freeSlack: Int?, isCritical: Bool, isAnchored: Bool, flags: PlanFlags,
    latestFinishBoundBy: MilestoneID?
  ) {
    self.id = id
    self.earliestStart = earliestStart
    self.earliestFinish = earliestFinish
    self.latestStart = latestStart
    self.latestFinish = latestFinish
    self.totalSlack = totalSlack
    self.freeSlack = freeSlack
    self.isCritical = isCritical
    self.isAnchored = isAnchored
    self.flags = flags
    self.latestFinishBoundBy = latestFinishBoundBy
  }
}

/// Conditions judged by dates (planning rules §1.6, rule 22).
package struct PlanFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// Latest finish is before the status date.
  package static let overdue = PlanFlags(rawValue: 1 << 0)
  /// Not started and latest start is before the status date.
  package static let lateStartPassed = PlanFlags(rawValue: 1 << 1)
  package static let infeasible = PlanFlags(rawValue: 1 << 2)
  package static let constraintConflict = PlanFlags(rawValue: 1 << 3)
  /// Its dates lean on days that no published notice covers yet, be it by way of what they are bound by.
  package static let provisional = PlanFlags(rawValue: 1 << 4)
  /// 100 % without an actual finish.
  package static let completeWithoutFinish = PlanFlags(rawValue: 1 << 5)
  /// Progress without an actual start: treated as unstarted.
  package static let progressWithoutStart = PlanFlags(rawValue: 1 << 6)
  package static let actualInFuture = PlanFlags(rawValue: 1 << 7)
  /// Not only a forecast leans on days that no notice covers: the late dates do. Always with `provisional`, which is
  /// what people are shown.
  package static let lateProvisional = PlanFlags(rawValue: 1 << 8)

  /// As in JSON, in this order.
  package var names: [String] {
    let all: [(PlanFlags, String)] = [
      (.overdue, "overdue"), (.lateStartPassed, "lateStart.passed"), (.infeasible, "infeasible"),
      (.constraintConflict, "constraint.conflict"), (.provisional, "provisional"),
      (.completeWithoutFinish, "complete.withoutFinish"), (.progressWithoutStart, "progress.withoutStart"),
      (.actualInFuture, "actual.inFuture"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
