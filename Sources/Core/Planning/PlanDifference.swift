/// What changed between two states of the ledger, the gravest first.
package struct PlanDifference: Hashable, Sendable {
  package var statusDate: CivilDate
  package var projects: [ProjectDifference]

  package init(statusDate: CivilDate, projects: [ProjectDifference]) {
    self.statusDate = statusDate
    self.projects = projects
  }

  package struct Change<Value: Hashable & Sendable>: Hashable, Sendable {
    package var old: Value
    package var new: Value
    package init(old: Value, new: Value) {
      self.old = old
      self.new = new
    }
  }

  package enum Presence: String, Hashable, Sendable { case added, removed, kept }

  /// The gravest thing that happened, in the order of their gravity.
  package enum Gravity: Int, Hashable, Comparable, Sendable {
    case infeasible, feasible, removed, added, finished, reopened, moved, slight
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  package struct ProjectDifference: Hashable, Sendable {
    package var id: ProjectID
    package var name: String
    package var presence: Presence
    package var finish: DateChange?
    package var isFeasible: Change<Bool>?
    package var minSlack: Change<Int?>?
    /// The gravest first; empty for a project that came or went.
    package var milestones: [MilestoneDifference]

    package init(
      id: ProjectID, name: String, presence: Presence, finish: DateChange? = nil, isFeasible: Change<Bool>? = nil,
      minSlack: Change<Int?>? = nil, milestones: [MilestoneDifference]
    ) {
      self.id = id
      self.name = name
      self.presence = presence
      self.finish = finish
      self.isFeasible = isFeasible
      self.minSlack = minSlack
      self.milestones = milestones
    }

    package var gravity: Gravity {
      if let isFeasible { return isFeasible.new ? .feasible : .infeasible }
      switch presence {
      case .added: return .added
      case .removed: return .removed
      case .kept: return milestones.first.map { max($0.gravity, .feasible) } ?? .slight
      }
    }
  }

  package struct MilestoneDifference: Hashable, Sendable {
    package var id: MilestoneID
    package var name: String
    package var presence: Presence
    /// Of those that moved: latest start and finish, earliest start and finish.
    package var dates: [DateChange]
    /// Nil stands for finished work.
    package var totalSlack: Change<Int?>?
    package var isFeasible: Change<Bool>?
    package var isCritical: Change<Bool>?
    package var isFinished: Change<Bool>?

    package init(
      id: MilestoneID, name: String, presence: Presence, dates: [DateChange], totalSlack: Change<Int?>? = nil,
      isFeasible: Change<Bool>? = nil, isCritical: Change<Bool>? = nil, isFinished: Change<Bool>? = nil
    ) {
      self.id = id
      self.name = name
      self.presence = presence
      self.dates = dates
      self.totalSlack = totalSlack
      self.isFeasible = isFeasible
      self.isCritical = isCritical
      self.isFinished = isFinished
    }

    package var gravity: Gravity {
      if let isFeasible { return isFeasible.new ? .feasible : .infeasible }
      if presence != .kept { return presence == .added ? .added : .removed }
      if let isFinished { return isFinished.new ? .finished : .reopened }
      return dates.contains { $0.field == .latestStart || $0.field == .latestFinish } ? .moved : .slight
    }

    /// The longest way a late date has gone.
    fileprivate var distance: Int { dates.reduce(0) { max($0, abs($1.workingDays)) } }
  }

  package struct DateChange: Hashable, Sendable {
    package enum Field: String, Hashable, Sendable, CaseIterable {
      case projectFinish, latestStart, latestFinish, earliestStart, earliestFinish
    }

    package var field: Field
    package var old: CivilDate
    package var new: CivilDate
    /// Of the new calendar; positive when later.
    package var workingDays: Int

    package init(field: Field, old: CivilDate, new: CivilDate, workingDays: Int) {
      self.field = field
      self.old = old
      self.new = new
      self.workingDays = workingDays
    }
  }

  package var isEmpty: Bool { projects.isEmpty }
}

extension PlanDifference {
  /// Both planned as of the same day.
  package init(old: Portfolio, new: Portfolio, today: CivilDate) {
    let (oldPlans, newPlans) = (old.plans(today: today).plans, new.plans(today: today).plans)
    let before = Dictionary(old.projects.map { ($0.id, $0) }) { first, _ in first }
    let after = Set(new.projects.map(\.id))
    var found: [ProjectDifference] = []
    for project in old.projects where !after.contains(project.id) {
      found.append(ProjectDifference(id: project.id, name: project.name, presence: .removed, milestones: []))
    }
    for project in new.projects {
      if let earlier = before[project.id] {
        let compared = Comparison(
          earlier, oldPlans[project.id], project, newPlans[project.id], calendars: new.calendars)
        if let difference = compared.difference { found.append(difference) }
      } else {
        found.append(ProjectDifference(id: project.id, name: project.name, presence: .added, milestones: []))
      }
    }
    let sorted = found.enumerated().sorted {
      ($0.element.gravity, -$0.element.distance, $0.offset) < ($1.element.gravity, -$1.element.distance, $1.offset)
    }
    self.init(statusDate: today, projects: sorted.map(\.element))
  }
}

extension PlanDifference.ProjectDifference {
  fileprivate var distance: Int {
    max(finish.map { abs($0.workingDays) } ?? 0, milestones.reduce(0) { max($0, $1.distance) })
  }
}

/// Two states of one project.
private struct Comparison {
  private let old: Project
  private let new: Project
  private let calendars: [CalendarID: WorkCalendar]
  private(set) var difference: PlanDifference.ProjectDifference?

  init(
    _ old: Project, _ oldPlan: ProjectPlan?, _ new: Project, _ newPlan: ProjectPlan?,
    calendars: [CalendarID: WorkCalendar]
  ) {
    self.old = old
    self.new = new
    self.calendars = calendars
    let milestones = compare(oldPlan?.milestones ?? [], newPlan?.milestones ?? [])
    var found = PlanDifference.ProjectDifference(
      id: new.id, name: new.name, presence: .kept, milestones: milestones)
    if let a = oldPlan?.finish, let b = newPlan?.finish, a != b {
      found.finish = moved(.projectFinish, from: a, to: b, in: new.calendar)
    }
    found.isFeasible = change(oldPlan?.isFeasible ?? true, newPlan?.isFeasible ?? true)
    found.minSlack = change(oldPlan?.minSlack, newPlan?.minSlack)
    let isSame = milestones.isEmpty && found.finish == nil && found.isFeasible == nil && found.minSlack == nil
    difference = isSame ? nil : found
  }

  private func change<Value>(_ old: Value, _ new: Value) -> PlanDifference.Change<Value>? {
    old == new ? nil : PlanDifference.Change(old: old, new: new)
  }

  private func moved(
    _ field: PlanDifference.DateChange.Field, from old: CivilDate, to new: CivilDate, in calendar: CalendarID
  ) -> PlanDifference.DateChange? {
    if old == new { return nil }
    let days = (calendars[calendar] ?? .everyDay).count(after: old, through: new)
    return PlanDifference.DateChange(field: field, old: old, new: new, workingDays: days)
  }

  /// Milestones are what their ids say, wherever they stand.
  private func compare(
    _ before: [PlannedMilestone], _ after: [PlannedMilestone]
  ) -> [PlanDifference.MilestoneDifference] {
    let earlier = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
    let later = Set(after.map(\.id))
    var found: [PlanDifference.MilestoneDifference] = []
    for (milestone, planned) in zip(old.milestones, before) where !later.contains(planned.id) {
      found.append(
        PlanDifference.MilestoneDifference(id: planned.id, name: milestone.name, presence: .removed, dates: []))
    }
    for (milestone, planned) in zip(new.milestones, after) {
      guard let was = earlier[planned.id] else {
        var added = PlanDifference.MilestoneDifference(
          id: planned.id, name: milestone.name, presence: .added, dates: [])
        if planned.flags.contains(.infeasible) { added.isFeasible = PlanDifference.Change(old: true, new: false) }
        found.append(added)
        continue
      }
      let difference = compare(was, planned, name: milestone.name, calendar: milestone.calendar ?? new.calendar)
      let isSame =
        difference.dates.isEmpty && difference.totalSlack == nil && difference.isFeasible == nil
        && difference.isCritical == nil
      if !isSame { found.append(difference) }
    }
    return found.enumerated().sorted {
      ($0.element.gravity, -$0.element.distance, $0.offset) < ($1.element.gravity, -$1.element.distance, $1.offset)
    }.map(\.element)
  }

  private func compare(
    _ old: PlannedMilestone, _ new: PlannedMilestone, name: String, calendar: CalendarID
  ) -> PlanDifference.MilestoneDifference {
    PlanDifference.MilestoneDifference(
      id: new.id, name: name, presence: .kept,
      dates: [
        moved(.latestStart, from: old.latestStart, to: new.latestStart, in: calendar),
        moved(.latestFinish, from: old.latestFinish, to: new.latestFinish, in: calendar),
        moved(.earliestStart, from: old.earliestStart, to: new.earliestStart, in: calendar),
        moved(.earliestFinish, from: old.earliestFinish, to: new.earliestFinish, in: calendar),
      ].compactMap { $0 }, totalSlack: change(old.totalSlack, new.totalSlack),
      isFeasible: change(!old.flags.contains(.infeasible), !new.flags.contains(.infeasible)),
      isCritical: change(old.isCritical, new.isCritical),
      isFinished: change(old.totalSlack == nil, new.totalSlack == nil))
  }
}
