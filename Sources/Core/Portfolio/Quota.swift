/// A number that a set of projects has to reach by the end of every period 任务指标: 每季度新开工 5 个.
package struct Quota: Hashable, Sendable {
  package enum Event: String, Hashable, Sendable, CaseIterable {
    /// Work begun in the period.
    case started
    /// All work finished in the period.
    case finished
    /// A report made in the period: its ratio is how fresh the data are.
    case reported
  }

  package enum Measure: Hashable, Sendable {
    /// How many projects.
    case count(Event)
    /// What share of them, in per cent.
    case ratio(Event)
    /// Invested since the beginning of the year, in yuan, by the last report of the period.
    case invested
    /// Total investment of the projects that finished in the period, in yuan.
    case total
  }

  /// One area's part, or, without a name, the whole.
  package struct Share: Hashable, Sendable {
    package var area: String?
    package var target: Int64
    /// Replace the quota's own in the same role.
    package var assignments: [Assignment]
    package init(area: String?, target: Int64, assignments: [Assignment] = []) {
      self.area = area
      self.target = target
      self.assignments = assignments
    }
  }

  package var id: String
  package var title: String
  package var measure: Measure
  package var filter: Applicability
  package var shares: [Share]
  package var period: Period
  package var from: CivilDate
  package var until: CivilDate?
  /// At these shares of a period, in per cent, the same share of the target is due.
  package var pace: [Int]
  /// Started and finished are this milestone, by id or name 签约, 开工, 入库; nil: the whole project.
  package var milestone: String?
  /// The row whose reports have to be in, by the lead of each share, before a number counts.
  package var reports: String?
  /// So long after the end of a period its reports are taken; what came in later does not count for it. Nil: always.
  package var locks: Span?
  package var assignments: [Assignment]
  package var calendar: CalendarID
  package var policies: [PolicyID]
  package var place: Place

  package init(
    id: String, title: String, measure: Measure, filter: Applicability = Applicability(), shares: [Share],
    period: Period, from: CivilDate, until: CivilDate? = nil, pace: [Int] = [], assignments: [Assignment] = [],
    calendar: CalendarID, policies: [PolicyID] = [], place: Place
  ) {
    self.id = id
    self.title = title
    self.measure = measure
    self.filter = filter
    self.shares = shares
    self.period = period
    self.from = from
    self.until = until
    self.pace = pace
    self.assignments = assignments
    self.calendar = calendar
    self.policies = policies
    self.place = place
  }
}

/// How far a share has come in the period up to a day.
package struct QuotaReading: Hashable, Sendable {
  /// Projects in the set; of none nothing can be said.
  package var projects: Int
  /// In the unit of the target; nil: not known, because somebody in the set has not reported.
  package var reached: Int64?

  package func meets(_ target: Int64) -> Bool { projects > 0 && (reached.map { $0 >= target } ?? false) }
}

extension Quota {
  /// The set that a share is counted over.
  package func members(_ share: Share, of all: [Project]) -> [Project] {
    all.filter { filter.covers($0) && (share.area == nil || $0.area == share.area) }
  }

  /// - Parameters:
  ///   - projects: the members of a share.
  ///   - day: the last day that counts; the period is the one it lies in.
  package func reading(of projects: [Project], at day: CivilDate, calendar: WorkCalendar = .everyDay) -> QuotaReading {
    let first = period.start(of: day)
    let inPeriod = first...max(first, day)
    let (end, locks) = (period.end(of: day), locks)
    func counts(_ report: ProgressReport) -> Bool {
      inPeriod.contains(report.date) && report.isInTime(for: end, locks: locks, calendar)
    }
    var reading = QuotaReading(projects: projects.count, reached: nil)
    if projects.isEmpty { return reading }
    switch measure {
    case .count(let event):
      reading.reached = Int64(projects.count { $0.happened(event, of: milestone, in: inPeriod, counts) })
    case .ratio(let event):
      let hits = projects.count { $0.happened(event, of: milestone, in: inPeriod, counts) }
      reading.reached = Int64(100 * hits / projects.count)
    case .total:
      var sum: Int64 = 0
      for project in projects where project.happened(.finished, of: milestone, in: inPeriod, counts) {
        guard let total = project.investment.total else { return reading }
        sum += total
      }
      reading.reached = sum
    case .invested:
      var sum: Int64 = 0
      for project in projects {
        let last = project.reports.filter { counts($0) && $0.invested != nil }.max { $0.date < $1.date }
        guard let invested = last?.invested else { return reading }
        sum += invested
      }
      reading.reached = sum
    }
    return reading
  }
}

extension Project {
  fileprivate func happened(
    _ event: Quota.Event, of milestone: String?, in days: ClosedRange<CivilDate>, _ counts: (ProgressReport) -> Bool
  ) -> Bool {
    let summaries = Set(milestones.compactMap(\.parent))
    let parts = milestones.filter { part in
      !summaries.contains(part.id) && (milestone.map { $0 == part.id.text || $0 == part.name } ?? true)
    }
    switch event {
    case .started:
      return parts.compactMap { $0.actualStart ?? $0.actualFinish }.min().map(days.contains) ?? false
    case .finished:
      let finishes = parts.map(\.actualFinish)
      guard !parts.isEmpty, finishes.allSatisfy({ $0 != nil }) else { return false }
      return finishes.compactMap { $0 }.max().map(days.contains) ?? false
    case .reported:
      return reports.contains(where: counts)
    }
  }
}
