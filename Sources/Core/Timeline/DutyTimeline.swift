/// Lays out every duty of a portfolio: a pure function of ledger, plans and the stretch of time looked at.
package struct DutyTimeline {
  let portfolio: Portfolio
  let plans: [ProjectID: ProjectPlan]

  package init(portfolio: Portfolio, plans: [ProjectID: ProjectPlan]) {
    self.portfolio = portfolio
    self.plans = plans
  }

  /// Duties in the ledger's order.
  ///
  /// - Parameters:
  ///   - since: occurrences of recurring duties that had lapsed by then are left out.
  ///   - through: occurrences that come due later are left out.
  package func duties(since: Instant, through: Instant) -> [Duty] {
    var duties: [Duty] = []
    for project in portfolio.projects {
      append(project, to: &duties)
      append(progressOf: project, since: since, through: through, to: &duties)
    }
    for row in portfolio.responsibilities { append(row, since: since, through: through, to: &duties) }
    for quota in portfolio.quotas { append(quota, since: since, through: through, to: &duties) }
    return duties
  }

  // MARK: Milestones

  private func append(_ project: Project, to duties: inout [Duty]) {
    guard let plan = plans[project.id] else { return }
    let startPolicy = policy(for: .start, of: project)
    let finishPolicy = policy(for: .finish, of: project)
    guard startPolicy != nil || finishPolicy != nil else { return }
    let summaries = Set(project.milestones.compactMap(\.parent))
    for (milestone, planned) in zip(project.milestones, plan.milestones) {
      guard planned.isAnchored, !summaries.contains(milestone.id) else { continue }
      let calendarID = milestone.calendar ?? project.calendar
      guard let calendar = portfolio.calendars[calendarID] else { continue }
      let assignments = replacing(project.assignments, with: milestone.assignments)
      func duty(_ kind: Duty.Kind, due: CivilDate, at time: TimeOfDay, policy: PolicyID, isDone: Bool) -> Duty {
        var duty = Duty(
          id: DutyID("\(project.id)/\(milestone.id):\(kind)"), kind: kind, title: milestone.name, project: project.id,
          milestone: milestone.id, due: due, dueAt: portfolio.zone.instant(due, time), calendar: calendarID,
          policy: policy, assignments: assignments, isDone: isDone,
          isProvisional: planned.flags.contains(.lateProvisional))
        duty.startRung = startRung(project.startLevel, of: policy)
        return duty
      }
      // A point in time has one due date, not two.
      if milestone.duration.amount > 0, let startPolicy {
        duties.append(
          duty(
            .start, due: planned.latestStart, at: calendar.hours.opening, policy: startPolicy,
            isDone: milestone.actualStart != nil || milestone.actualFinish != nil))
      }
      if let finishPolicy {
        duties.append(
          duty(
            .finish, due: planned.latestFinish, at: calendar.hours.closing, policy: finishPolicy,
            isDone: milestone.actualFinish != nil))
      }
    }
  }

  // MARK: Responsibility rows

  private func append(_ row: Responsibility, since: Instant, through: Instant, to duties: inout [Duty]) {
    guard let calendar = portfolio.calendars[row.calendar] else { return }
    let time = row.dueTime ?? calendar.hours.closing
    switch row.schedule {
    case .undated:
      return
    case .once(let due):
      guard let policy = policy(for: .responsibility, of: row.policies) else { return }
      var whole = Duty(
        id: DutyID(row.id), kind: .responsibility, title: row.title, row: row.id, due: due,
        dueAt: portfolio.zone.instant(due, time), calendar: row.calendar, policy: policy,
        assignments: row.assignments, isDone: !row.done.isEmpty, isProvisional: calendar.isProvisional(due))
      whole.startRung = startRung(row.startLevel, of: policy)
      duties += fanned(whole, over: row.fanOut)
    case .recurring(let recurrence):
      guard let policy = policy(for: .report, of: row.policies) else { return }
      // One period more on either side: a shift can move an occurrence across the edge, and the next one says when the
      // last one lapses.
      let window = (portfolio.zone.date(of: since) - 800)...(portfolio.zone.date(of: through) + 400)
      let occurrences = recurrence.occurrences(in: window, calendar: calendar)
      let nominals = Set(occurrences.lazy.map(\.nominal))
      for (index, occurrence) in occurrences.enumerated() {
        let dueAt = portfolio.zone.instant(occurrence.due, time)
        // A shift past a holiday can put two on the same day, or the first after the second: neither ends the other.
        let next = occurrences[index...].first { $0.due > occurrence.due }
        let lapsesAt = next.map { portfolio.zone.instant($0.due, time) }
        guard dueAt <= through, lapsesAt ?? .distantFuture > since else { continue }
        func isAmong(_ done: Set<CivilDate>) -> Bool {
          done.contains(occurrence.nominal) || done.contains(occurrence.due) && !nominals.contains(occurrence.due)
        }
        var whole = Duty(
          id: DutyID("\(row.id)@\(occurrence.nominal)"), kind: .report, title: row.title, row: row.id,
          due: occurrence.due, dueAt: dueAt, calendar: row.calendar, policy: policy, assignments: row.assignments,
          isDone: isAmong(row.done), lapsesAt: lapsesAt,
          isProvisional: calendar.isProvisional(max(occurrence.nominal, occurrence.due)))
        whole.startRung = startRung(row.startLevel, of: policy)
        whole.window = row.window?.window(due: occurrence.due, calendar)
        duties +=
          row.isPerParty ? shared(whole, row) { isAmong(row.doneBy[$0] ?? []) } : fanned(whole, over: row.fanOut)
      }
    }
  }

  /// The duty itself, or one for each deliverable owed.
  private func fanned(_ whole: Duty, over fanOut: [Responsibility.FanOut]) -> [Duty] {
    guard !fanOut.isEmpty else { return [whole] }
    return fanOut.flatMap { part in
      part.deliverables.map { deliverable in
        var duty = whole
        duty.id = DutyID("\(whole.id)/\(part.id)/\(deliverable.id)")
        duty.title = "\(whole.title) · \(part.name) · \(deliverable.name)"
        duty.assignments = replacing(whole.assignments, with: part.assignments)
        duty.isDone = whole.isDone || deliverable.done != nil
        return duty
      }
    }
  }

  /// `own` takes the place of `general` in every role it names.
  func replacing(_ general: [Assignment], with own: [Assignment]) -> [Assignment] {
    let roles = Set(own.map(\.role))
    return roles.isEmpty ? general : general.filter { !roles.contains($0.role) } + own
  }

  /// The first that watches such duties and is for the project; a row has no category, area or money.
  func policy(for kind: Duty.Kind, of project: Project) -> PolicyID? {
    policy(for: kind, among: project.policies) { $0.covers(project) }
  }

  func policy(for kind: Duty.Kind, of named: [PolicyID]) -> PolicyID? {
    policy(for: kind, among: named) { _ in false }
  }

  private func policy(
    for kind: Duty.Kind, among named: [PolicyID], where covers: (Applicability) -> Bool
  ) -> PolicyID? {
    (named.isEmpty ? portfolio.defaultPolicies : named).first { id in
      guard let policy = portfolio.policies[id], policy.watches.contains(kind) else { return false }
      return policy.applies.map(covers) ?? true
    }
  }
}
