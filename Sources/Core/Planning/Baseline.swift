/// Plans frozen on a day, for progress to be measured against: the promise, whatever the ledger says later.
package struct Baseline: Hashable, Sendable {
  /// Status date of the plans.
  package var taken: CivilDate
  package var projects: [FrozenProject]

  package init(taken: CivilDate, projects: [FrozenProject]) {
    self.taken = taken
    self.projects = projects
  }

  package struct FrozenProject: Hashable, Sendable {
    package var id: ProjectID
    package var finish: CivilDate
    /// Without summaries, which are what their children are.
    package var milestones: [FrozenMilestone]

    package init(id: ProjectID, finish: CivilDate, milestones: [FrozenMilestone]) {
      self.id = id
      self.finish = finish
      self.milestones = milestones
    }
  }

  /// The backward plan is the late pair of dates; the early pair is the other edge of the banana.
  package struct FrozenMilestone: Hashable, Sendable {
    package var id: MilestoneID
    package var earliestStart: CivilDate
    package var earliestFinish: CivilDate
    package var latestStart: CivilDate
    package var latestFinish: CivilDate
    /// Days of work; 0 for a point in time.
    package var weight: Int

    package init(
      id: MilestoneID, earliestStart: CivilDate, earliestFinish: CivilDate, latestStart: CivilDate,
      latestFinish: CivilDate, weight: Int
    ) {
      self.id = id
      self.earliestStart = earliestStart
      self.earliestFinish = earliestFinish
      self.latestStart = latestStart
      self.latestFinish = latestFinish
      self.weight = weight
    }
  }

  /// The backward plans of a ledger as they stand; projects without a plan are left out.
  package init(of portfolio: Portfolio, today: CivilDate) {
    let plans = portfolio.plans(today: today).plans
    taken = today
    projects = portfolio.projects.compactMap { project in plans[project.id].map { FrozenProject(project, $0) } }
  }
}

extension Baseline.FrozenProject {
  init(_ project: Project, _ plan: ProjectPlan) {
    let summaries = Set(project.milestones.compactMap(\.parent))
    id = project.id
    finish = plan.finish
    milestones = zip(project.milestones, plan.milestones).compactMap { milestone, planned in
      summaries.contains(milestone.id)
        ? nil
        : Baseline.FrozenMilestone(
          id: planned.id, earliestStart: planned.earliestStart, earliestFinish: planned.earliestFinish,
          latestStart: planned.latestStart, latestFinish: planned.latestFinish, weight: milestone.duration.amount)
    }
  }
}
