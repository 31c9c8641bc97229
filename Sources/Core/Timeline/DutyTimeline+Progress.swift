extension DutyTimeline {
  /// One duty for each period of a project that something is known or held of, due at its end.
  func append(
    progressOf project: Project, _ plan: ProjectPlan, since: Instant, through: Instant, to duties: inout [Duty]
  ) {
    guard let id = policy(for: .progress, of: project), let policy = portfolio.policies[id],
      let rule = policy.assessment, let calendar = portfolio.calendars[project.calendar]
    else { return }
    let last = portfolio.zone.date(of: through)
    let judgements = Assessor(project, plan, policy, rule, calendars: portfolio.calendars).judgements(through: last)
    func judged(_ end: CivilDate) -> Instant {
      portfolio.zone.instant(calendar.onOrAfter(calendar.date(end, plus: rule.delay)), policy.timeOfDay)
    }
    for (index, judgement) in judgements.enumerated() where judgement.isKnown || !judgement.held.isEmpty {
      let dueAt = judged(judgement.end)
      // Two weeks can be judged on the same morning after a long holiday: neither ends the other.
      var next = rule.period.end(after: judgement.end)
      while judged(next) <= dueAt { next = rule.period.end(after: next) }
      let lapsesAt = judged(next)
      guard dueAt <= through, lapsesAt > since else { continue }
      duties.append(
        Duty(
          id: DutyID("\(project.id)/progress@\(judgement.end)"), kind: .progress, title: project.name,
          project: project.id, due: judgement.end, dueAt: dueAt, calendar: project.calendar, policy: id,
          assignments: project.assignments,
          lapsesAt: lapsesAt, isProvisional: calendar.isProvisional(portfolio.zone.date(of: dueAt)),
          held: Dictionary(
            judgements[index].held.map { (policy.rungs[$0.key].id, $0.value) }, uniquingKeysWith: { first, _ in first })
        )
      )
    }
  }
}
