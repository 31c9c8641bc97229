// A silence is forgotten easily: its end is a duty of whoever asked for it, chased by a policy that watches `silence`.

extension Engine {
  /// One for each silence that has not ended: due on its last day, over with it.
  func silenceDuties() -> [Duty] {
    guard let policy = silencePolicy, !book.silences.isEmpty,
      let calendar = portfolio.calendars[portfolio.defaultCalendar]
    else { return [] }
    return book.silences.sorted { $0.key < $1.key }.compactMap { number, answer in
      guard case .silence(let silence) = answer.content, silence.until > laidOut.since else { return nil }
      let due = portfolio.zone.date(of: silence.until - 1)
      return Duty(
        id: DutyID("silence/\(number)"), kind: .silence,
        title: "\(number)：\(silence.matchers.map(\.description).joined(separator: " "))（\(answer.reason)）", due: due,
        dueAt: silence.until, calendar: calendar.id, policy: policy,
        assignments: answer.party.map { [Assignment(.lead, $0)] } ?? [], lapsesAt: silence.until,
        isProvisional: calendar.isProvisional(due))
    }
  }

  /// The first of the defaults that watches silences.
  var silencePolicy: PolicyID? {
    portfolio.defaultPolicies.first { portfolio.policies[$0]?.watches.contains(.silence) ?? false }
  }
}
