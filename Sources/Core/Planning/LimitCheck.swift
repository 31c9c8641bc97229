/// How a stretch of a project compares with the limit set for it.
package struct LimitCheck: Hashable, Sendable {
  package var limit: DurationLimit
  /// By the backward plan: from the latest start through the latest finish.
  package var planned: Stretch
  /// By the forecast: from the earliest start through the earliest finish.
  package var forecast: Stretch

  package struct Stretch: Hashable, Sendable {
    package var start: CivilDate
    package var finish: CivilDate
    /// The last day within the limit.
    package var due: CivilDate
    package var isExceeded: Bool { finish > due }
  }

  package var isExceeded: Bool { planned.isExceeded || forecast.isExceeded }
}

extension ProjectPlan {
  /// The limits of the project as the plan keeps them, in the ledger's order; recorded starts and finishes count as such.
  package func limits(of project: Project, calendars: [CalendarID: WorkCalendar]) -> [LimitCheck] {
    if project.limits.isEmpty { return [] }
    let calendar = calendars[project.calendar] ?? .everyDay
    return project.limits.compactMap { limit in
      guard let from = milestones.first(where: { $0.id == limit.from }),
        let to = milestones.first(where: { $0.id == limit.to })
      else { return nil }
      func stretch(_ start: CivilDate, _ finish: CivilDate) -> LimitCheck.Stretch {
        LimitCheck.Stretch(start: start, finish: finish, due: limit.due(from: start, in: calendar))
      }
      return LimitCheck(
        limit: limit, planned: stretch(from.latestStart, to.latestFinish),
        forecast: stretch(from.earliestStart, to.earliestFinish))
    }
  }

  /// A limit that is not kept is a warning: 原则上, and for people to judge.
  package func limitWarnings(_ project: Project, calendars: [CalendarID: WorkCalendar]) -> [Diagnostic] {
    limits(of: project, calendars: calendars).filter(\.isExceeded).map { check in
      let limit = check.limit
      let stretch = check.planned.isExceeded ? check.planned : check.forecast
      let basis = check.planned.isExceeded ? "By its latest dates" : "By the forecast"
      return Diagnostic(
        .warning, code: "plan.limitExceeded",
        "\(basis), \(limit.name) of project \(project.id) (\(limit.from) to \(limit.to)) runs from \(stretch.start) to "
          + "\(stretch.finish); within \(limit.within) it would end by \(stretch.due).", at: limit.place,
        project: project.id, milestone: limit.to)
    }
  }
}

extension DurationLimit {
  func due(from start: CivilDate, in calendar: WorkCalendar) -> CivilDate {
    switch within.unit {
    case .workingDays: calendar.add(within.amount, to: start)
    case .months: start.adding(months: within.amount)
    default: start + within.amount
    }
  }
}

extension NetworkBuilder {
  mutating func checkLimits() {
    for limit in project.limits {
      for id in [limit.from, limit.to] where names.index(of: id) == nil { unknown(id, in: limit) }
    }
  }
}
