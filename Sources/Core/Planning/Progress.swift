/// How far the work is against how far it should be (时序进度). Everything in percent, 0…100.
///
///     100 ┤        early ╭────╭── late = the backward plan
///         │            ╭─╯  ╭─╯      above the early curve: ahead
///         │         ╭──╯ ╭──╯        between the two: on course
///       0 ┼─────────╯────╯────────   below the late curve: behind
package struct PlanProgress: Hashable, Sendable {
  package var at: CivilDate
  package var moment: Moment
  /// When the baseline was frozen; nil: measured against the plan as it stands.
  package var baseline: CivilDate?
  package var projects: [ProjectProgress]

  /// When on the day the report is made: whether the day's own work counts.
  package enum Moment: String, Hashable, Sendable, CaseIterable { case morning, evening }

  package enum Standing: String, Hashable, Sendable, CaseIterable { case ahead, onCourse, behind }

  package struct Reading: Hashable, Sendable {
    /// By the late dates: the least that keeps the plan.
    package var planned: Double
    /// By the early dates.
    package var early: Double
    /// Days gone by over all days: what bulletins mean by 达到时序进度.
    package var elapsed: Double
    package var actual: Double

    /// Percentage points by which the work is behind the plan; negative when it is ahead.
    package var lag: Double { planned - actual }
    /// Actual over planned; nil where nothing is planned yet.
    package var ratio: Double? { planned > 0 ? actual / planned : nil }

    package var standing: Standing {
      // Sums of thirds are not exact.
      actual < planned - 1e-9 ? .behind : actual > early + 1e-9 ? .ahead : .onCourse
    }
  }

  package struct ProjectProgress: Hashable, Sendable {
    package var id: ProjectID
    package var name: String
    package var reading: Reading
    package var plannedFinish: CivilDate
    package var forecastFinish: CivilDate
    /// Working days by which the forecast is past the planned finish; negative before it.
    package var forecastDelay: Int
    package var milestones: [MilestoneProgress]
    /// In the ledger and not in the baseline: not counted.
    package var unplanned: [MilestoneID]
    /// In the baseline and no longer in the ledger: not counted.
    package var missing: [MilestoneID]
  }

  package struct MilestoneProgress: Hashable, Sendable {
    package var id: MilestoneID
    package var name: String
    package var weight: Int
    package var reading: Reading
    package var plannedStart: CivilDate
    package var plannedFinish: CivilDate
    package var forecastFinish: CivilDate
    package var forecastDelay: Int
  }

  /// The year's time-proportional progress at the end of a month: month / 12.
  package static func ofYear(throughMonth month: Int) -> Double { Double(month) / 12 * 100 }
}

extension PlanProgress {
  /// - Parameter baseline: nil: the plan as it stands. Projects that it does not hold are left out.
  package init(of portfolio: Portfolio, against baseline: Baseline?, at day: CivilDate, _ moment: Moment = .evening) {
    let plans = portfolio.plans(today: day).plans
    let frozen = Dictionary((baseline?.projects ?? []).map { ($0.id, $0) }) { first, _ in first }
    at = day
    self.moment = moment
    self.baseline = baseline?.taken
    projects = portfolio.projects.compactMap { project in
      guard let plan = plans[project.id],
        let promise = baseline == nil ? Baseline.FrozenProject(project, plan) : frozen[project.id]
      else { return nil }
      return ProgressMeter(project, plan, promise, portfolio.calendars, at: day, moment).progress
    }
  }
}

/// Reads the progress of one project.
struct ProgressMeter {
  let project: Project
  let calendars: [CalendarID: WorkCalendar]
  /// The instant of the report: work before this day's beginning counts.
  let instant: Int
  private(set) var progress: PlanProgress.ProjectProgress?

  init(
    _ project: Project, _ plan: ProjectPlan, _ promise: Baseline.FrozenProject,
    _ calendars: [CalendarID: WorkCalendar], at day: CivilDate, _ moment: PlanProgress.Moment
  ) {
    self.project = project
    self.calendars = calendars
    instant = Int(day.dayNumber) + (moment == .evening ? 1 : 0)
    let promised = Dictionary(promise.milestones.map { ($0.id, $0) }) { first, _ in first }
    let summaries = Set(project.milestones.compactMap(\.parent))
    let counted = zip(project.milestones, plan.milestones).compactMap { milestone, planned in
      promised[milestone.id].map { read(milestone, planned, $0) }
    }
    let known = Set(project.milestones.map(\.id))
    guard let first = promise.milestones.map(\.latestStart).min() else { return }
    let forecast = plan.milestones.map(\.earliestFinish).max() ?? plan.finish
    progress = PlanProgress.ProjectProgress(
      id: project.id, name: project.name,
      reading: PlanProgress.Reading(
        planned: mean(counted) { $0.planned }, early: mean(counted) { $0.early },
        elapsed: share(of: .everyDay, from: first, through: promise.finish), actual: mean(counted) { $0.actual }),
      plannedFinish: promise.finish, forecastFinish: forecast,
      forecastDelay: delay(from: promise.finish, to: forecast, in: project.calendar), milestones: counted,
      unplanned: project.milestones.map(\.id).filter { promised[$0] == nil && !summaries.contains($0) },
      missing: promise.milestones.map(\.id).filter { !known.contains($0) })
  }

  private func read(
    _ milestone: Milestone, _ planned: PlannedMilestone, _ promise: Baseline.FrozenMilestone
  ) -> PlanProgress.MilestoneProgress {
    let id = milestone.calendar ?? project.calendar
    let calendar = milestone.duration.unit == .days ? .everyDay : calendars[id] ?? .everyDay
    let isPoint = promise.weight == 0
    func expected(_ start: CivilDate, _ finish: CivilDate) -> Double {
      isPoint ? (instant > Int(finish.dayNumber) ? 100 : 0) : share(of: calendar, from: start, through: finish)
    }
    return PlanProgress.MilestoneProgress(
      id: milestone.id, name: milestone.name, weight: promise.weight,
      reading: PlanProgress.Reading(
        planned: expected(promise.latestStart, promise.latestFinish),
        early: expected(promise.earliestStart, promise.earliestFinish),
        elapsed: share(of: .everyDay, from: promise.latestStart, through: promise.latestFinish),
        actual: actual(milestone)),
      plannedStart: promise.latestStart, plannedFinish: promise.latestFinish, forecastFinish: planned.earliestFinish,
      forecastDelay: delay(from: promise.latestFinish, to: planned.earliestFinish, in: id))
  }

  /// Days gone by of those from `first` through `last`; a span without a working day is done when it is over.
  private func share(of calendar: WorkCalendar, from first: CivilDate, through last: CivilDate) -> Double {
    let start = calendar.workingDays(before: Int(first.dayNumber))
    let days = calendar.workingDays(before: Int(last.dayNumber) + 1) - start
    if days <= 0 { return instant > Int(last.dayNumber) ? 100 : 0 }
    return 100 * Double(min(days, max(0, calendar.workingDays(before: instant) - start))) / Double(days)
  }

  /// As reported: what is left says more than a percentage.
  private func actual(_ milestone: Milestone) -> Double {
    if let finish = milestone.actualFinish, Int(finish.dayNumber) < instant { return 100 }
    let days = milestone.duration.amount
    guard let start = milestone.actualStart, Int(start.dayNumber) < instant else { return 0 }
    if days == 0 { return 100 }
    if let left = milestone.remaining { return 100 * Double(max(0, days - left)) / Double(days) }
    return Double(milestone.percent ?? 0)
  }

  private func delay(from planned: CivilDate, to forecast: CivilDate, in calendar: CalendarID) -> Int {
    (calendars[calendar] ?? .everyDay).count(after: planned, through: forecast)
  }

  /// Weighted by duration; of points alone each counts the same.
  private func mean(_ milestones: [PlanProgress.MilestoneProgress], _ value: (PlanProgress.Reading) -> Double) -> Double
  {
    let total = milestones.reduce(0) { $0 + $1.weight }
    if milestones.isEmpty { return 0 }
    if total == 0 { return milestones.reduce(0) { $0 + value($1.reading) } / Double(milestones.count) }
    return milestones.reduce(0) { $0 + Double($1.weight) * value($1.reading) } / Double(total)
  }
}
