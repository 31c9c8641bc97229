/// A stretch of the calendar that figures are reported for. Weeks end on Sunday.
package enum Period: String, Hashable, Sendable, CaseIterable {
  case week, month, quarter, year

  /// The last day of the period that `day` is in.
  package func end(of day: CivilDate) -> CivilDate {
    switch self {
    case .week: day + (7 - day.weekday)
    case .month: day.endOfMonth
    case .quarter: day.adding(months: 2 - (day.month - 1) % 3).endOfMonth
    case .year: day.adding(months: 12 - day.month).endOfMonth
    }
  }

  /// The first day of the period that `day` is in.
  package func start(of day: CivilDate) -> CivilDate {
    switch self {
    case .week: day - (day.weekday - 1)
    case .month: day - (day.day - 1)
    case .quarter: Period.month.start(of: day.adding(months: -((day.month - 1) % 3)))
    case .year: Period.month.start(of: day.adding(months: 1 - day.month))
    }
  }

  /// The end of the period before the one that ends on `end`.
  package func end(before end: CivilDate) -> CivilDate { start(of: end) - 1 }

  package func end(after end: CivilDate) -> CivilDate { self.end(of: end + 1) }
}
