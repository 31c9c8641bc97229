package import Core

/// Output of `plan progress -o json`. Percentages are rounded to hundredths.
package struct ProgressMessage: Codable, Hashable, Sendable {
  package var at: String
  /// `morning` or `evening`.
  package var moment: String
  /// Null: against the plan as it stands.
  @Null package var baseline: String?
  package var projects: [ProjectMessage]

  package init(_ progress: PlanProgress) {
    at = progress.at.description
    moment = progress.moment.rawValue
    baseline = progress.baseline?.description
    projects = progress.projects.map(ProjectMessage.init)
  }

  package struct ProjectMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var reading: ReadingMessage
    package var plannedFinish: String
    package var forecastFinish: String
    package var forecastDelay: Int
    package var milestones: [MilestoneMessage]
    package var unplanned: [String]
    package var missing: [String]

    init(_ project: PlanProgress.ProjectProgress) {
      id = project.id.text
      name = project.name
      reading = ReadingMessage(project.reading)
      plannedFinish = project.plannedFinish.description
      forecastFinish = project.forecastFinish.description
      forecastDelay = project.forecastDelay
      milestones = project.milestones.map(MilestoneMessage.init)
      unplanned = project.unplanned.map(\.text)
      missing = project.missing.map(\.text)
    }
  }

  package struct MilestoneMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var weight: Int
    package var reading: ReadingMessage
    package var plannedStart: String
    package var plannedFinish: String
    package var forecastFinish: String
    package var forecastDelay: Int

    init(_ milestone: PlanProgress.MilestoneProgress) {
      id = milestone.id.text
      name = milestone.name
      weight = milestone.weight
      reading = ReadingMessage(milestone.reading)
      plannedStart = milestone.plannedStart.description
      plannedFinish = milestone.plannedFinish.description
      forecastFinish = milestone.forecastFinish.description
      forecastDelay = milestone.forecastDelay
    }
  }

  package struct ReadingMessage: Codable, Hashable, Sendable {
    package var planned: Double
    package var early: Double
    package var elapsed: Double
    package var actual: Double
    /// Percentage points behind the plan.
    package var lag: Double
    /// Actual over planned, in percent.
    @Null package var ratio: Double?
    /// `ahead`, `onCourse`, `behind`.
    package var standing: String

    init(_ reading: PlanProgress.Reading) {
      planned = rounded(reading.planned)
      early = rounded(reading.early)
      elapsed = rounded(reading.elapsed)
      actual = rounded(reading.actual)
      lag = rounded(reading.lag)
      ratio = reading.ratio.map { rounded($0 * 100) }
      standing = reading.standing.rawValue
    }
  }
}

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 + 0 }

/// A frozen plan as a file: output of `plan baseline -o json`, input of `plan progress --baseline`.
package struct BaselineMessage: Codable, Hashable, Sendable {
  /// Of this form of the file.
  package var version: Int
  package var taken: String
  package var projects: [ProjectMessage]

  package struct ProjectMessage: Codable, Hashable, Sendable {
    package var id: String
    package var finish: String
    package var milestones: [MilestoneMessage]
  }

  package struct MilestoneMessage: Codable, Hashable, Sendable {
    package var id: String
    package var earliestStart: String
    package var earliestFinish: String
    package var latestStart: String
    package var latestFinish: String
    package var weight: Int
  }

  package init(_ baseline: Baseline) {
    version = 1
    taken = baseline.taken.description
    projects = baseline.projects.map { project in
      ProjectMessage(
        id: project.id.text, finish: project.finish.description,
        milestones: project.milestones.map {
          MilestoneMessage(
            id: $0.id.text, earliestStart: $0.earliestStart.description,
            earliestFinish: $0.earliestFinish.description, latestStart: $0.latestStart.description,
            latestFinish: $0.latestFinish.description, weight: $0.weight)
        })
    }
  }

  /// Nil where the file is of another version, or a date or a weight in it is none.
  package var baseline: Baseline? {
    guard version == 1, let taken = CivilDate(iso: taken) else { return nil }
    var result = Baseline(taken: taken, projects: [])
    for project in projects {
      guard let finish = CivilDate(iso: project.finish) else { return nil }
      var frozen = Baseline.FrozenProject(id: ProjectID(project.id), finish: finish, milestones: [])
      for milestone in project.milestones {
        guard let earliestStart = CivilDate(iso: milestone.earliestStart),
          let earliestFinish = CivilDate(iso: milestone.earliestFinish),
          let latestStart = CivilDate(iso: milestone.latestStart),
          let latestFinish = CivilDate(iso: milestone.latestFinish), (0...1_000_000).contains(milestone.weight)
        else { return nil }
        frozen.milestones.append(
          Baseline.FrozenMilestone(
            id: MilestoneID(milestone.id), earliestStart: earliestStart, earliestFinish: earliestFinish,
            latestStart: latestStart, latestFinish: latestFinish, weight: milestone.weight))
      }
      result.projects.append(frozen)
    }
    return result
  }
}
