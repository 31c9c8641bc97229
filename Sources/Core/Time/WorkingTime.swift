/// Working time on the clock: the hours of a calendar's working days, in a time zone.
///
/// Every question is O(1): whole days by the calendar's counts, the rest by the hours of one day. Hours are those of the
/// clock on the wall; a day of a clock change has as many as any other.
package struct WorkingTime: Sendable {
  package let calendar: WorkCalendar
  package let zone: ZoneRules

  package init(calendar: WorkCalendar, zone: ZoneRules) {
    self.calendar = calendar
    self.zone = zone
  }

  private var hours: WorkingHours { calendar.hours }

  /// Whether somebody is at work: not at night, over lunch or on a day off.
  package func isOpen(at instant: Instant) -> Bool {
    let (date, time) = zone.local(instant)
    return calendar.isWorking(date) && hours.isOpen(time)
  }

  /// `instant` if it is in working time, else when work next begins: after lunch, or at the next opening.
  package func opening(atOrAfter instant: Instant) -> Instant {
    let (date, time) = zone.local(instant)
    guard calendar.isWorking(date), time < hours.closing else {
      return zone.instant(calendar.onOrAfter(date + 1), hours.opening)
    }
    if time < hours.opening { return zone.instant(date, hours.opening) }
    if let lunch = hours.lunch, !hours.isOpen(time) { return zone.instant(date, lunch.end) }
    return instant
  }

  /// When `seconds` of working time have passed since `instant`, or had still to pass before it (`seconds` < 0).
  ///
  /// The earliest such moment forward and the latest one back: four hours from 14:00 are over at 18:00 when that is
  /// closing, not at the next opening. 0 gives `instant`.
  package func add(_ seconds: Int64, to instant: Instant) -> Instant {
    if seconds == 0 { return instant }
    let perDay = hours.secondsPerDay
    let worked = position(of: instant) + seconds
    // Forward the day that ends with the last second worked, back the one that begins with the first.
    let day = WorkingTime.floor(seconds > 0 ? worked - 1 : worked, perDay)
    let rest = worked - day * perDay
    let date = CivilDate(dayNumber: calendar.workingDay(Int(day)))
    if rest == 0 { return zone.instant(date, hours.opening) }
    // Going back, the edge of the lunch break is its end.
    if seconds < 0, let lunch = hours.lunch, rest == hours.seconds(before: lunch.start) {
      return zone.instant(date, lunch.end)
    }
    return zone.instant(date, hours.moment(afterWorking: rest))
  }

  /// Seconds of working time in [a, b); negative when b is before a.
  package func seconds(from a: Instant, to b: Instant) -> Int64 { position(of: b) - position(of: a) }

  /// Seconds of working time before `instant`, counted from the calendar's origin.
  private func position(of instant: Instant) -> Int64 {
    let (date, time) = zone.local(instant)
    let today = calendar.isWorking(date) ? hours.seconds(before: time) : 0
    return Int64(calendar.workingDays(before: Int(date.dayNumber))) * hours.secondsPerDay + today
  }

  private static func floor(_ a: Int64, _ b: Int64) -> Int64 {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
