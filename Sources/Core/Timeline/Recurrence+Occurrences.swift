/// One turn of something recurring.
package struct Occurrence: Hashable, Sendable {
  /// The date by the rule, before any shift: names the occurrence for ever.
  package var nominal: CivilDate
  /// The date after the shift off days off.
  package var due: CivilDate
}

extension Recurrence {
  /// The occurrences with a nominal date in `window`, ascending. O(occurrences in the window).
  package func occurrences(in window: ClosedRange<CivilDate>, calendar: WorkCalendar) -> [Occurrence] {
    let first = max(from, window.lowerBound)
    let last = min(until ?? window.upperBound, window.upperBound)
    guard first <= last else { return [] }
    return nominalDates(from: first, through: last).filter { !skip.contains($0) }
      .map { Occurrence(nominal: $0, due: shifted($0, calendar)) }
  }

  /// The occurrence that has its nominal or its due date nearest to `day`: on it, where that names one. Nil where there
  /// is none about that time.
  package func nearest(to day: CivilDate, calendar: WorkCalendar) -> (occurrence: Occurrence, distance: Int)? {
    // Months are counted up to the year 9999; nothing recurs there.
    let last = CivilDate(year: 9998, month: 1, day: 1) ?? day
    let near = min(max(day, from), until ?? last, last)
    return occurrences(in: (near - 400)...(near + 400), calendar: calendar)
      .map { (occurrence: $0, distance: min(abs(day - $0.nominal), abs(day - $0.due))) }
      .min { $0.distance < $1.distance }
  }

  private func nominalDates(from first: CivilDate, through last: CivilDate) -> [CivilDate] {
    switch rule {
    case .weekly(let weekday):
      let start = first + (weekday - first.weekday + 7) % 7
      return stride(from: Int(start.dayNumber), through: Int(last.dayNumber), by: 7).map(CivilDate.init(dayNumber:))
    case .monthly(let day):
      return monthly(from: first, through: last, day: day) { _ in true }
    case .monthlyWeekday(let nth, let weekday):
      return monthly(from: first - 31, through: last, day: 1) { _ in true }.map { month in
        let date = month + (weekday - month.weekday + 7) % 7 + 7 * (min(nth, 4) - 1)
        return nth == 5 && date + 7 <= month.endOfMonth ? date + 7 : date
      }.filter { first <= $0 && $0 <= last }
    case .monthlyWorkday:
      return monthly(from: first, through: last, day: 1) { _ in true }
    case .quarterly(let month, let day):
      return monthly(from: first, through: last, day: day) { ($0 - 1) % 3 + 1 == month }
    case .yearly(let month, let day):
      return monthly(from: first, through: last, day: day) { $0 == month }
    }
  }

  private func monthly(
    from first: CivilDate, through last: CivilDate, day: Int, where isWanted: (Int) -> Bool
  ) -> [CivilDate] {
    var dates: [CivilDate] = []
    var month = first - (first.day - 1)
    while month <= last {
      let date = month + (min(day, month.endOfMonth.day) - 1)
      if isWanted(month.month), first <= date, date <= last { dates.append(date) }
      month = month.adding(months: 1)
    }
    return dates
  }

  private func shifted(_ date: CivilDate, _ calendar: WorkCalendar) -> CivilDate {
    if case .monthlyWorkday(let nth) = rule { return calendar.add(nth - 1, to: calendar.onOrAfter(date)) }
    if calendar.isWorking(date) { return date }
    switch shift {
    case .none: return date
    case .previous: return calendar.onOrBefore(date)
    case .next: return calendar.onOrAfter(date)
    case .nth(let n): return calendar.add(n, to: date)
    }
  }
}
