/// A construction project as the ledger states it. Valid by construction once it is in a `Portfolio`.
package struct Project: Hashable, Sendable {
  package var id: ProjectID
  package var name: String
  package var area: String?
  package var category: String?
  /// 批次, e.g. 开工 2021Q3.
  package var batch: String?
  package var stage: String?
  package var investment: Investment
  package var calendar: CalendarID
  /// Calendar of lags without one of their own; nil: the project's calendar.
  package var lagCalendar: CalendarID?
  package var start: CivilDate?
  /// The fixed end date that the plan is pushed back from (inclusive).
  package var finish: CivilDate?
  /// Status date 统计日期: remaining work cannot start before it; nil: today.
  package var statusDate: CivilDate?
  package var assignments: [Assignment]
  /// In order of preference; empty: the configuration's list.
  package var policies: [PolicyID]
  /// The level that its ladders start at; nil: the lowest.
  package var startLevel: String?
  package var milestones: [Milestone]
  package var limits: [DurationLimit]
  /// What was reported of its progress, in any order.
  package var reports: [ProgressReport]
  package var note: String?
  package var place: Place

  package init(
    id: ProjectID, name: String, area: String? = nil, category: String? = nil, batch: String? = nil,
    stage: String? = nil, investment: Investment = Investment(), calendar: CalendarID,
    lagCalendar: CalendarID? = nil, start: CivilDate? = nil, finish: CivilDate? = nil,
    statusDate: CivilDate? = nil, assignments: [Assignment] = [], policies: [PolicyID] = [],
    milestones: [Milestone] = [], limits: [DurationLimit] = [], reports: [ProgressReport] = [],
    note: String? = nil, place: Place
  ) {
    self.id = id
    self.name = name
    self.area = area
    self.category = category
    self.batch = batch
    self.stage = stage
    self.investment = investment
    self.calendar = calendar
    self.lagCalendar = lagCalendar
    self.start = start
    self.finish = finish
    self.statusDate = statusDate
    self.assignments = assignments
    self.policies = policies
    self.milestones = milestones
    self.limits = limits
    self.reports = reports
    self.note = note
    self.place = place
  }
}

extension Project {
  /// Whether its late dates may be others when it is planned on another day: a period that the law sets is running, and
  /// what is left of it grows less by itself.
  package var hangsOnToday: Bool {
    statusDate == nil
      && milestones.contains { $0.term.isStatutory && $0.actualStart != nil && $0.actualFinish == nil }
  }

  /// Every calendar that its plan counts in, each once.
  package var calendarsInUse: [CalendarID] {
    var named: Set<CalendarID> = [calendar]
    if let lagCalendar { named.insert(lagCalendar) }
    for milestone in milestones {
      if let own = milestone.calendar { named.insert(own) }
      named.formUnion(milestone.links.namedCalendars)
    }
    return named.sorted()
  }
}

/// Money of a project, in whole yuan, as far as it is known.
package struct Investment: Hashable, Sendable {
  package var total: Int64?
  package var thisYear: Int64?
  package var done: Int64?
  package init(total: Int64? = nil, thisYear: Int64? = nil, done: Int64? = nil) {
    self.total = total
    self.thisYear = thisYear
    self.done = done
  }
}
