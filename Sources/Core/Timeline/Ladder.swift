/// A policy read in one calendar and time zone: turns its triggers into instants.
package struct Ladder: Sendable {
  package let policy: Policy
  package let calendar: WorkCalendar
  package let zone: ZoneRules
  /// Ids of the rungs, in their order.
  let ids: [String]

  package init(policy: Policy, calendar: WorkCalendar, zone: ZoneRules) {
    self.policy = policy
    ids = policy.rungs.map(\.id)
    self.calendar = calendar
    self.zone = zone
  }

  package var rungs: [Rung] { policy.rungs }

  package func index(of rung: String) -> Int? { ids.firstIndex(of: rung) }

  /// When `due ± span` of a duty comes.
  ///
  /// Days, working days and months count from the due day and land at the rung's time of day; hours, working hours,
  /// minutes and seconds count from the due instant. Unless urgent, a day off is avoided: a rung up to the due day moves
  /// to the working day before, so that a warning still comes in time; a later one to the working day after.
  package func instant(of span: Span, for duty: Duty, rung: Rung) -> Instant {
    let direction: Direction = span.amount <= 0 ? .earlier : .later
    if let instant = onTheClock(duty.dueAt, plus: span) { return onWorkingDay(instant, direction, rung: rung) }
    return instant(on: date(duty.due, plus: span), direction, rung: rung)
  }

  /// When `late > span` comes: the first day past `due + span`.
  package func instant(past span: Span, for duty: Duty, rung: Rung) -> Instant {
    instant(on: date(duty.due, plus: span) + 1, .later, rung: rung)
  }

  /// When a period is judged.
  package func instantOfJudgement(of duty: Duty, rung: Rung) -> Instant {
    instant(on: zone.date(of: duty.dueAt), .later, rung: rung)
  }

  /// When `unanswered span` runs out for an alert raised at `raised`.
  package func instant(of span: Span, sinceRaised raised: Instant, rung: Rung) -> Instant {
    if let instant = onTheClock(raised, plus: span) { return onWorkingDay(instant, .later, rung: rung) }
    return instant(on: date(zone.date(of: raised), plus: span), .later, rung: rung)
  }

  /// When a promise for `day` counts as broken: the next working morning.
  package func instant(afterPromise day: CivilDate, rung: Rung) -> Instant {
    instant(on: day + 1, .later, rung: rung)
  }

  /// `span` after an instant, at the same time of day where it counts days.
  package func instant(_ start: Instant, plus span: Span) -> Instant {
    if let instant = onTheClock(start, plus: span) { return instant }
    let (day, time) = zone.local(start)
    return zone.instant(date(day, plus: span), time)
  }

  /// By when an alert raised at `raised` has to be answered: the closing of the last day.
  package func answerBy(_ span: Span, raised: Instant) -> Instant {
    if let instant = onTheClock(raised, plus: span) { return instant }
    let day = calendar.onOrAfter(date(zone.date(of: raised), plus: span))
    return zone.instant(day, calendar.hours.closing)
  }

  private enum Direction { case earlier, later }

  /// Nil for spans of days and months, which count from day to day.
  private func onTheClock(_ start: Instant, plus span: Span) -> Instant? {
    if span.unit == .workingHours {
      return WorkingTime(calendar: calendar, zone: zone).add(Int64(span.amount) * 3600, to: start)
    }
    return span.wallSeconds.map { start + $0 }
  }

  private func date(_ start: CivilDate, plus span: Span) -> CivilDate { calendar.date(start, plus: span) }

  private func instant(on day: CivilDate, _ direction: Direction, rung: Rung) -> Instant {
    zone.instant(worked(day, direction, rung), rung.timeOfDay ?? policy.timeOfDay)
  }

  private func onWorkingDay(_ instant: Instant, _ direction: Direction, rung: Rung) -> Instant {
    let day = zone.date(of: instant)
    return rung.isUrgent || calendar.isWorking(day) ? instant : self.instant(on: day, direction, rung: rung)
  }

  private func worked(_ day: CivilDate, _ direction: Direction, _ rung: Rung) -> CivilDate {
    if rung.isUrgent || calendar.isWorking(day) { return day }
    return direction == .earlier ? calendar.onOrBefore(day) : calendar.onOrAfter(day)
  }
}
