/// What is on record of one project's progress, and what should be, at the end of any day.
struct ProgressRecord {
  /// The planned start: from here on it is judged.
  let begin: CivilDate
  private let project: Project
  private let plan: ProjectPlan
  private let rule: AssessmentRule
  private let calendars: [CalendarID: WorkCalendar]
  /// By date, ascending.
  private let reports: [ProgressReport]
  private let parts: [Milestone]

  init(
    _ project: Project, _ plan: ProjectPlan, _ rule: AssessmentRule, _ calendars: [CalendarID: WorkCalendar]
  ) {
    self.project = project
    self.plan = plan
    self.rule = rule
    self.calendars = calendars
    reports = project.reports.sorted { $0.date < $1.date }
    let summaries = Set(project.milestones.compactMap(\.parent))
    parts = project.milestones.filter { !summaries.contains($0.id) }
    begin =
      project.start ?? plan.milestones.map(\.latestStart).min() ?? reports.first?.date ?? plan.finish
  }

  /// In per cent; nil where nothing was reported in the period that ends on `end`.
  func actual(at end: CivilDate) -> Double? {
    let current = inPeriod(end)
    switch rule.measure {
    case .time, .plan: return current.last { $0.percent != nil }?.percent
    case .investment:
      guard let plan = project.investment.thisYear, plan > 0,
        let invested = current.last(where: { $0.invested != nil })?.invested
      else { return nil }
      return 100 * Double(invested) / Double(plan)
    }
  }

  func planned(at end: CivilDate) -> Double? {
    let current = inPeriod(end)
    if let stated = current.last(where: { $0.planned != nil })?.planned { return stated }
    switch rule.measure {
    case .time:
      let (gone, all) = (end - begin + 1, plan.finish - begin + 1)
      return all <= 0 ? (end >= plan.finish ? 100 : 0) : 100 * Double(min(max(gone, 0), all)) / Double(all)
    case .plan:
      return ProgressMeter(project, plan, Baseline.FrozenProject(project, plan), calendars, at: end, .evening)
        .progress?.reading.planned
    case .investment:
      if rule.period != .week { return PlanProgress.ofYear(throughMonth: end.month) }
      let year = Period.year.start(of: end)
      return 100 * Double(end - year + 1) / Double(Period.year.end(of: end) - year + 1)
    }
  }

  func lastReport(by end: CivilDate) -> CivilDate? { reports.last { $0.date <= end && isInTime($0, end) }?.date }

  /// The last `times` texts are one and the same, and the newest belongs to the period.
  func repeats(_ times: Int, at end: CivilDate) -> Bool {
    let texts = reports.filter { $0.date <= end && $0.text != nil && isInTime($0, end) }.suffix(times)
    guard texts.count == times, let newest = texts.last, newest.date >= rule.period.start(of: end) else { return false }
    return Set(texts.map { ($0.text ?? "").filter { !$0.isWhitespace } }).count == 1
  }

  func isStarted(by end: CivilDate) -> Bool {
    func isPast(_ date: CivilDate?) -> Bool { date.map { $0 <= end } ?? false }
    return parts.contains { isPast($0.actualStart) || isPast($0.actualFinish) }
      || reports.contains { $0.date <= end && (($0.percent ?? 0) > 0 || ($0.invested ?? 0) > 0) }
  }

  func isDone(by end: CivilDate) -> Bool {
    !parts.isEmpty && parts.allSatisfy { $0.actualFinish.map { $0 <= end } ?? false }
  }

  private func inPeriod(_ end: CivilDate) -> ArraySlice<ProgressReport> {
    let first = rule.period.start(of: end)
    let start = reports.firstIndex { $0.date >= first } ?? reports.endIndex
    let current = reports[start..<(reports[start...].firstIndex { $0.date > end } ?? reports.endIndex)]
    return rule.locks == nil ? current : current.filter { isInTime($0, end) }[...]
  }

  private func isInTime(_ report: ProgressReport, _ end: CivilDate) -> Bool {
    rule.locks == nil || report.isInTime(for: end, locks: rule.locks, calendars[project.calendar] ?? .everyDay)
  }
}

extension WorkCalendar {
  /// Days, working days and months from day to day.
  func date(_ start: CivilDate, plus span: Span) -> CivilDate {
    switch span.unit {
    case .workingDays: add(span.amount, to: start)
    case .months: start.adding(months: span.amount)
    default: start + span.amount
    }
  }
}
