package import Core

extension SlowPlanner {
  /// Calendars as rows of days, made once for many projects.
  package struct Calendars {
    let walkers: [CalendarID: Walker]
    let every: Walker
    let coveredThrough: [CalendarID: Int]

    /// - Parameter day: near the status dates of the projects.
    package init(_ calendars: [CalendarID: WorkCalendar], around day: CivilDate) {
      let base = Int(day.dayNumber) - 700
      walkers = calendars.mapValues { Walker($0, from: base) }
      every = Walker(.everyDay, from: base)
      coveredThrough = calendars.compactMapValues { $0.coveredThrough.map { Int($0.dayNumber) } }
    }
  }
}

/// A calendar as a row of days, read naively.
final class Walker: Sendable {
  private let base: Int
  private let days: [Bool]

  init(_ calendar: WorkCalendar, from base: Int) {
    self.base = base
    days = (0..<1800).map { offset in
      let date = CivilDate(dayNumber: base + offset)
      return calendar.exceptions[date]?.isWorking ?? calendar.week.contains(date.weekday)
    }
  }

  func works(_ day: Int) -> Bool { days[day - base] }

  func count(from: Int, to: Int) -> Int {
    from <= to ? (from..<to).count { works($0) } : -(to..<from).count { works($0) }
  }
}
