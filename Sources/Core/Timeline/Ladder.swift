/// A policy read in one calendar and time zone: turns its triggers into instants.
package final class Ladder: Sendable {
  package let policy: Policy
  package let rungs: [Rung]
  package let calendar: WorkCalendar
  package let zone: ZoneRules
  /// Where the policy is an older version: the levels of the one in force, by whose rungs duties count.
  private let levelsInForce: [String]
  /// Ids of the rungs, in their order.
  let ids: [String]
  /// Of each rung, its triggers in words: they stand in every alert.
  private let words: [[String]]
  /// Of the policy; unknown where nobody keeps versions.
  let version: PolicyVersion

  package init(
    policy: Policy, calendar: WorkCalendar, zone: ZoneRules, insteadOf inForce: Policy? = nil,
    version: PolicyVersion = .unknown
  ) {
    levelsInForce = inForce?.rungs.map(\.level) ?? []
    self.policy = policy
    rungs = policy.rungs
    ids = policy.rungs.map(\.id)
    words = policy.rungs.map { $0.triggers.map { "\($0)" } }
    self.version = version
    self.calendar = calendar
    self.zone = zone
  }

  /// A trigger in words, as it stands in the policy.
  func text(of trigger: Trigger, at rung: Int) -> String {
    rungs[rung].triggers.firstIndex(of: trigger).map { words[rung][$0] } ?? "\(trigger)"
  }

  package func index(of rung: String) -> Int? { ids.firstIndex(of: rung) }

  /// The same, looked for from `guess` on: what is found at once is a comparison of equals, and those are quick.
  func index(of rung: String, from guess: Int) -> Int? {
    let guess = min(guess, ids.count)
    return ids[guess...].firstIndex(of: rung) ?? ids[..<guess].firstIndex(of: rung)
  }

  /// The rung that a duty's ladder starts at: from the due date on it stands in for every lower one. Nil: the lowest.
  package func start(of duty: Duty) -> Int? {
    var level = policy.startLevel
    let place = Int(duty.startRung)
    if place > 0 { level = levelsInForce.isEmpty ? rungs[place].level : levelsInForce[place] }
    return level.flatMap { level in rungs.firstIndex { $0.level == level } }
  }

  /// Whether a rung is passed over because the ladder starts above it. Reminders stay.
  package func isPassedOver(_ index: Int, startingAt start: Int?) -> Bool {
    guard let start, index < start else { return false }
    return !rungs[index].triggers.allSatisfy(\.isReminder)
  }

  /// When an edge of a reporting window comes: when it opens, or has been locked, on a working day not before.
  package func instant(of edge: ReportingWindow.Edge, of window: ReportingWindow, rung: Rung) -> Instant? {
    switch edge {
    case .opens: instant(on: window.opens, .later, rung: rung)
    case .reminds: window.reminds.map { instant(on: $0, .earlier, rung: rung) }
    case .locks: instant(on: window.locks + 1, .later, rung: rung)
    }
  }

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
