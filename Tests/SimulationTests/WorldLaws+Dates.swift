import Core
import TestSupport

// Dates counted day by day, as on the fingers.

extension WorldLaws {
  private var zone: ZoneRules { world.portfolio.zone }

  /// When the rung's own dates come; what waits for silence or a promise has none.
  func instants(_ rung: Rung, _ duty: Duty) -> [Instant] {
    rung.triggers.compactMap { instant($0, rung, duty, due: duty.due, dueAt: duty.dueAt) }
  }

  func instant(_ trigger: Trigger, _ rung: Rung, _ duty: Duty, due: CivilDate, dueAt: Instant) -> Instant? {
    let calendar = world.portfolio.calendars[duty.calendar]!
    let time = rung.timeOfDay ?? world.portfolio.policies[duty.policy]!.timeOfDay
    func worked(_ day: CivilDate, _ step: Int) -> CivilDate {
      var day = day
      while !rung.isUrgent, !calendar.isWorking(day) { day = day + step }
      return day
    }
    switch trigger {
    case .due(let span):
      let step = span.amount <= 0 ? -1 : 1
      guard let day = count(span, from: due, calendar) else {
        let instant = dueAt + Int64(span.amount) * (span.unit == .hours ? 3600 : 60)
        let day = zone.date(of: instant)
        return worked(day, step) == day ? instant : zone.instant(worked(day, step), time)
      }
      return zone.instant(worked(day, step), time)
    case .late(let span):
      return count(span, from: due, calendar).map { zone.instant(worked($0 + 1, 1), time) }
    default: return nil
    }
  }

  /// Nil for wall time.
  private func count(_ span: Span, from day: CivilDate, _ calendar: WorkCalendar) -> CivilDate? {
    switch span.unit {
    case .days: return day + span.amount
    case .months: return day.adding(months: span.amount)
    case .workingDays:
      var (day, left) = (day, abs(span.amount))
      while left > 0 {
        day = day + (span.amount < 0 ? -1 : 1)
        if calendar.isWorking(day) { left -= 1 }
      }
      return day
    case .hours, .minutes, .seconds, .workingHours: return nil
    }
  }

  /// A row is due when the ledger says, later by the working days it was paused, and not before what was approved.
  func moved(_ duty: Duty) -> [String] {
    if duty.kind != .progress, zone.date(of: duty.dueAt) != duty.due {
      return ["\(duty.id) is due on \(duty.due), and at \(zone.iso(duty.dueAt))"]
    }
    let approved = world.book.extensions[Subject(duty.id.text)]
    guard duty.kind == .responsibility, let id = duty.row,
      let row = world.portfolio.responsibilities.first(where: { $0.id == id }), case .once(let stated) = row.schedule
    else {
      guard let approved, duty.due < approved else { return [] }
      return ["\(duty.id) is due on \(duty.due), and was put off to \(approved)"]
    }
    let calendar = world.portfolio.calendars[row.calendar]!
    var days = 0
    for pause in world.book.pauses[Subject(id)] ?? [] where pause.basis == "\(stated)" {
      guard let through = pause.through, through > pause.from else { continue }
      days += (0..<(through - pause.from)).count { calendar.isWorking(pause.from + $0) }
    }
    let own = days == 0 ? stated : count(Span(days, .workingDays), from: stated, calendar)!
    let due = max(own, approved ?? own)
    return due == duty.due ? [] : ["\(duty.id) is due on \(duty.due), by the ledger and the answers on \(due)"]
  }
}
