package import Core

/// Output of `plan diff -o json`, the gravest first.
package struct PlanDifferenceMessage: Codable, Hashable, Sendable {
  package var statusDate: String
  package var projects: [ProjectMessage]

  package init(_ difference: PlanDifference) {
    statusDate = difference.statusDate.description
    projects = difference.projects.map(ProjectMessage.init)
  }

  /// Null where nothing changed.
  package struct ProjectMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    /// `added`, `removed`, `kept`.
    package var presence: String
    @Null package var finish: DateMessage?
    @Null package var feasible: BooleanMessage?
    @Null package var minSlack: NumberMessage?
    package var milestones: [MilestoneMessage]

    init(_ project: PlanDifference.ProjectDifference) {
      id = project.id.text
      name = project.name
      presence = project.presence.rawValue
      finish = project.finish.map(DateMessage.init)
      feasible = project.isFeasible.map(BooleanMessage.init)
      minSlack = project.minSlack.map(NumberMessage.init)
      milestones = project.milestones.map(MilestoneMessage.init)
    }
  }

  package struct MilestoneMessage: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var presence: String
    /// Only those that moved.
    package var dates: [DateMessage]
    @Null package var totalSlack: NumberMessage?
    @Null package var feasible: BooleanMessage?
    @Null package var critical: BooleanMessage?
    @Null package var finished: BooleanMessage?

    init(_ milestone: PlanDifference.MilestoneDifference) {
      id = milestone.id.text
      name = milestone.name
      presence = milestone.presence.rawValue
      dates = milestone.dates.map(DateMessage.init)
      totalSlack = milestone.totalSlack.map(NumberMessage.init)
      feasible = milestone.isFeasible.map(BooleanMessage.init)
      critical = milestone.isCritical.map(BooleanMessage.init)
      finished = milestone.isFinished.map(BooleanMessage.init)
    }
  }

  package struct DateMessage: Codable, Hashable, Sendable {
    /// `projectFinish`, `latestStart`, `latestFinish`, `earliestStart`, `earliestFinish`.
    package var field: String
    package var old: String
    package var new: String
    /// Positive when later.
    package var workingDays: Int

    init(_ change: PlanDifference.DateChange) {
      field = change.field.rawValue
      old = change.old.description
      new = change.new.description
      workingDays = change.workingDays
    }
  }

  package struct BooleanMessage: Codable, Hashable, Sendable {
    package var old: Bool
    package var new: Bool

    init(_ change: PlanDifference.Change<Bool>) { (old, new) = (change.old, change.new) }
  }

  package struct NumberMessage: Codable, Hashable, Sendable {
    @Null package var old: Int?
    @Null package var new: Int?

    init(_ change: PlanDifference.Change<Int?>) { (old, new) = (change.old, change.new) }
  }
}

// MARK: Read back

extension PlanDifferenceMessage {
  /// Nil where it is none that a daemon writes.
  package var difference: PlanDifference? {
    guard let statusDate = CivilDate(iso: statusDate) else { return nil }
    var result = PlanDifference(statusDate: statusDate, projects: [])
    for project in projects {
      guard let read = project.difference else { return nil }
      result.projects.append(read)
    }
    return result
  }
}

extension PlanDifferenceMessage.ProjectMessage {
  fileprivate var difference: PlanDifference.ProjectDifference? {
    guard let presence = PlanDifference.Presence(rawValue: presence) else { return nil }
    let read = milestones.compactMap(\.difference)
    let moved = finish.map(\.change)
    guard read.count == milestones.count, moved == nil || moved! != nil else { return nil }
    return PlanDifference.ProjectDifference(
      id: ProjectID(id), name: name, presence: presence, finish: moved ?? nil, isFeasible: feasible?.change,
      minSlack: minSlack?.change, milestones: read)
  }
}

extension PlanDifferenceMessage.MilestoneMessage {
  fileprivate var difference: PlanDifference.MilestoneDifference? {
    guard let presence = PlanDifference.Presence(rawValue: presence) else { return nil }
    let moved = dates.compactMap(\.change)
    guard moved.count == dates.count else { return nil }
    return PlanDifference.MilestoneDifference(
      id: MilestoneID(id), name: name, presence: presence, dates: moved, totalSlack: totalSlack?.change,
      isFeasible: feasible?.change, isCritical: critical?.change, isFinished: finished?.change)
  }
}

extension PlanDifferenceMessage.DateMessage {
  fileprivate var change: PlanDifference.DateChange? {
    guard let field = PlanDifference.DateChange.Field(rawValue: field), let old = CivilDate(iso: old),
      let new = CivilDate(iso: new)
    else { return nil }
    return PlanDifference.DateChange(field: field, old: old, new: new, workingDays: workingDays)
  }
}

extension PlanDifferenceMessage.BooleanMessage {
  fileprivate var change: PlanDifference.Change<Bool> { PlanDifference.Change(old: old, new: new) }
}

extension PlanDifferenceMessage.NumberMessage {
  fileprivate var change: PlanDifference.Change<Int?> { PlanDifference.Change(old: old, new: new) }
}
