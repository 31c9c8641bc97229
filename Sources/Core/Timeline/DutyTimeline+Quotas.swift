extension DutyTimeline {
  /// One duty for each share and period, due at its end, and one for each point of the pace before it. It is done when the
  /// number is reached by what is on record.
  func append(_ quota: Quota, since: Instant, through: Instant, to duties: inout [Duty]) {
    guard let policy = policy(for: .quota, of: quota.policies), let calendar = portfolio.calendars[quota.calendar]
    else { return }
    let (zone, closing) = (portfolio.zone, calendar.hours.closing)
    let last = min(quota.until ?? zone.date(of: through), zone.date(of: through))
    let first = quota.period.end(of: max(quota.from, zone.date(of: since) - 800))
    for share in quota.shares {
      let projects = quota.members(share, of: portfolio.projects)
      let assignments = quota.assignments.replaced(by: share.assignments)
      let title = quota.title + (share.area.map { " · \($0)" } ?? "")
      func duty(_ id: String, _ title: String, due: CivilDate, target: Int64, lapsesAt: Instant) -> Duty {
        Duty(
          id: DutyID(id), kind: .quota, title: title, row: quota.id, due: due, dueAt: zone.instant(due, closing),
          calendar: quota.calendar, policy: policy, assignments: assignments,
          isDone: quota.reading(of: projects, at: due, calendar: calendar).meets(target), lapsesAt: lapsesAt,
          isProvisional: calendar.isProvisional(due))
      }
      var end = first
      while end <= last {
        let next = quota.period.end(after: end)
        let (dueAt, lapsesAt) = (zone.instant(end, closing), zone.instant(next, closing))
        let id = "\(quota.id)@\(end)" + (share.area.map { "/\($0)" } ?? "")
        let start = quota.period.start(of: end)
        for percent in quota.pace where dueAt > since {
          let due = start + ((end - start + 1) * percent / 100 - 1)
          guard due >= max(quota.from, start) else { continue }
          // Rounded up: of five, half is three.
          let target = (share.target * Int64(percent) + 99) / 100
          duties.append(duty("\(id)/\(percent)%", "\(title)（序时\(percent)%）", due: due, target: target, lapsesAt: dueAt))
        }
        if lapsesAt > since { duties.append(duty(id, title, due: end, target: share.target, lapsesAt: lapsesAt)) }
        end = next
      }
    }
  }
}
