// A silence is forgotten easily: its end is a duty of whoever asked for it, chased by a policy that watches `silence`.

extension DutyTimeline {
  /// One for each silence that has not ended: due on its last day, over with it.
  func appendSilences(since: Instant, to duties: inout [Duty]) {
    guard let policy = portfolio.silencePolicy, let calendar = portfolio.calendars[portfolio.defaultCalendar]
    else { return }
    for answer in portfolio.silences {
      guard case .silence(let silence) = answer.content, silence.until > since else { continue }
      let due = portfolio.zone.date(of: silence.until - 1)
      duties.append(
        Duty(
          id: DutyID("silence/\(answer.number)"), kind: .silence,
          title: "\(answer.number)：\(silence.matchers.map(\.description).joined(separator: " "))（\(answer.reason)）",
          due: due, dueAt: silence.until, calendar: calendar.id, policy: policy,
          assignments: answer.party.map { [Assignment(.lead, $0)] } ?? [], lapsesAt: silence.until,
          isProvisional: calendar.isProvisional(due)))
    }
  }
}

extension Portfolio {
  /// The first of the defaults that watches silences.
  var silencePolicy: PolicyID? {
    defaultPolicies.first { policies[$0]?.watches.contains(.silence) ?? false }
  }
}
