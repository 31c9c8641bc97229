/// Which days are worked: a weekly rule, explicit days off and explicit make-up days. An explicit day wins over the week.
///
/// Every question is O(1). `W(t)`, the number of working days before day t, and its inverse `wd[k]`, the k-th working
/// day, are all that the planner needs (planning rules §1.1: `F = wd[W(S)+d−1]+1`, `S = wd[W(F)−d]`).
package struct WorkCalendar: Hashable, Sendable {
  package let id: CalendarID
  package let week: Week
  package let exceptions: [CivilDate: Exception]
  /// Last day that published notices cover. A date after it is provisional. Nil: the calendar needs no notice.
  package let coveredThrough: CivilDate?
  package let hours: WorkingHours

  /// What the planner's passes use; the rest of the type is for everyone else.
  let index: WorkdayIndex

  package struct Exception: Hashable, Sendable {
    package let isWorking: Bool
    package let name: String
    package init(isWorking: Bool, name: String = "") {
      self.isWorking = isWorking
      self.name = name
    }
  }

  /// - Precondition: `week` has a working day; the loader refuses an empty one.
  package init(
    id: CalendarID, week: Week = .mondayToFriday, exceptions: [CivilDate: Exception] = [:],
    coveredThrough: CivilDate? = nil, hours: WorkingHours = .office
  ) {
    precondition(week.count > 0, "a calendar without a working day")
    self.id = id
    self.week = week
    self.exceptions = exceptions
    self.coveredThrough = coveredThrough
    self.hours = hours
    let days = exceptions.keys.map { Int($0.dayNumber) }
    index = WorkdayIndex(week: week, start: days.min() ?? 0, end: (days.max() ?? -1) + 1) { day in
      let date = CivilDate(dayNumber: day)
      return exceptions[date]?.isWorking ?? week.contains(date.weekday)
    }
  }

  /// Every day is worked: calendar-day arithmetic is the same code with this calendar.
  package static let everyDay = WorkCalendar(id: "everyday", week: .allDays)

  package func isWorking(_ date: CivilDate) -> Bool { index.isWorking(Int(date.dayNumber)) }

  /// W(t): working days before `day`, counted from a fixed origin (negative before it).
  package func workingDays(before day: Int) -> Int { index.workingDays(before: day) }

  /// wd[k]: the day number of the working day with index `k`.
  package func workingDay(_ k: Int) -> Int { index.workingDay(k) }

  /// The n-th working day after `date` (n > 0) or before it (n < 0); `date` itself is not counted. 0 gives `date`.
  package func add(_ n: Int, to date: CivilDate) -> CivilDate {
    let day = Int(date.dayNumber)
    if n > 0 { return CivilDate(dayNumber: workingDay(workingDays(before: day + 1) - 1 + n)) }
    if n < 0 { return CivilDate(dayNumber: workingDay(workingDays(before: day) + n)) }
    return date
  }

  /// Working days in (a, b]; negative when b is before a.
  package func count(after a: CivilDate, through b: CivilDate) -> Int {
    workingDays(before: Int(b.dayNumber) + 1) - workingDays(before: Int(a.dayNumber) + 1)
  }

  /// `date` if it is worked, else the next day that is.
  package func onOrAfter(_ date: CivilDate) -> CivilDate {
    CivilDate(dayNumber: index.startAtOrAfter(Int(date.dayNumber)))
  }

  /// `date` if it is worked, else the last day that was.
  package func onOrBefore(_ date: CivilDate) -> CivilDate {
    CivilDate(dayNumber: index.startAtOrBefore(Int(date.dayNumber)))
  }

  package func isProvisional(_ date: CivilDate) -> Bool {
    coveredThrough.map { date > $0 } ?? false
  }
}

/// The days of the week that are worked.
package struct Week: Hashable, Sendable {
  /// Bit 0 = Monday … bit 6 = Sunday.
  package let bits: UInt8

  /// Weekdays as ISO numbers, 1 = Monday … 7 = Sunday; others are ignored.
  package init(_ weekdays: some Sequence<Int>) {
    bits = weekdays.reduce(0) { (1...7).contains($1) ? $0 | 1 << UInt8($1 - 1) : $0 }
  }

  package static let mondayToFriday = Week(1...5)
  package static let allDays = Week(1...7)

  package var count: Int { bits.nonzeroBitCount }

  package func contains(_ weekday: Int) -> Bool { bits & (1 << UInt8(weekday - 1)) != 0 }
}
