/// The days off and make-up days that a stretch of work or a wait runs over, as the holiday notices name them.
package struct CrossedDays: Hashable, Sendable {
  /// Neighbouring days of one notice: 10月1–7日 国庆节.
  package struct Run: Hashable, Sendable {
    package var name: String
    package var first: CivilDate
    package var last: CivilDate
    /// Make-up days 调休上班; otherwise days off.
    package var isWorking: Bool

    package var days: Int { last - first + 1 }
  }

  /// In the order of time.
  package var runs: [Run] = []
  /// Days off by the weekly rule alone.
  package var weekendDays = 0

  package init() {}

  /// Of the days from `first` through `last`; nothing when `last` is before `first`.
  package init(_ calendar: WorkCalendar, from first: CivilDate, through last: CivilDate) {
    guard first <= last else { return }
    for number in Int(first.dayNumber)...Int(last.dayNumber) {
      let day = CivilDate(dayNumber: number)
      guard let exception = calendar.exceptions[day] else {
        if !calendar.week.contains(day.weekday) { weekendDays += 1 }
        continue
      }
      if let end = runs.indices.last, runs[end].name == exception.name, runs[end].isWorking == exception.isWorking,
        runs[end].last + 1 == day
      {
        runs[end].last = day
      } else {
        runs.append(Run(name: exception.name, first: day, last: day, isWorking: exception.isWorking))
      }
    }
  }

  package var holidays: [Run] { runs.filter { !$0.isWorking } }
  package var makeUpDays: [Run] { runs.filter(\.isWorking) }
  package var holidayDays: Int { holidays.reduce(0) { $0 + $1.days } }
}
