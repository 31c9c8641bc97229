/// Lays out the duties of a portfolio: a pure function of ledger, plans and the stretch of time looked at.
package struct DutyTimeline: Sendable {
  let portfolio: Portfolio
  /// Nil where there is nothing to plan.
  let plan: @Sendable (Project) -> ProjectPlan?

  package init(portfolio: Portfolio, plan: @escaping @Sendable (Project) -> ProjectPlan?) {
    self.portfolio = portfolio
    self.plan = plan
  }

  package init(portfolio: Portfolio, plans: [ProjectID: ProjectPlan]) {
    self.init(portfolio: portfolio) { plans[$0.id] }
  }

  /// Duties in the ledger's order.
  ///
  /// - Parameters:
  ///   - since: occurrences of recurring duties that had lapsed by then are left out.
  ///   - through: occurrences that come due later are left out.
  package func duties(since: Instant, through: Instant) -> [Duty] {
    var table = DutyTable()
    for (position, root) in roots {
      let number = table.place(root, at: position)
      for draft in drafts(of: root, at: position, since: since, through: through) {
        _ = table.put(draft, of: number)
      }
    }
    return Array(DutyList(table: table, portfolio: portfolio))
  }

  /// All that duties can come from, in the ledger's order, each with its index among its kind.
  var roots: [(position: Int, root: DutyRoot)] { roots(of: .whole) }

  /// A share of them.
  func roots(of share: DutyShare) -> [(position: Int, root: DutyRoot)] {
    var roots: [(position: Int, root: DutyRoot)] = []
    roots.reserveCapacity((portfolio.projects.count + portfolio.responsibilities.count) / share.count + 1)
    // By position: the elements are large, and only their ids are wanted.
    for position in share.positions(of: portfolio.projects.count) {
      roots.append((position, .project(portfolio.projects[position].id)))
    }
    for position in share.positions(of: portfolio.responsibilities.count) {
      roots.append((position, .row(portfolio.responsibilities[position].id)))
    }
    for position in share.positions(of: portfolio.quotas.count) {
      roots.append((position, .quota(portfolio.quotas[position].id)))
    }
    if !portfolio.silences.isEmpty, share.index == 0 { roots.append((0, .silences)) }
    return roots
  }

  func drafts(of root: DutyRoot, at position: Int, since: Instant, through: Instant) -> [DutyDraft] {
    var duties: [Duty] = []
    switch root {
    case .project:
      let project = portfolio.projects[position]
      guard let plan = plan(project) else { return [] }
      let milestones = milestoneDuties(of: project, plan)
      append(progressOf: project, plan, since: since, through: through, to: &duties)
      return milestones.map(DutyDraft.milestone) + duties.map(DutyDraft.whole)
    case .row: append(portfolio.responsibilities[position], since: since, through: through, to: &duties)
    case .quota: append(portfolio.quotas[position], since: since, through: through, to: &duties)
    case .silences: appendSilences(since: since, to: &duties)
    }
    return duties.map(DutyDraft.whole)
  }

  /// Whether time alone brings it new duties.
  func isSeries(_ root: DutyRoot, at position: Int) -> Bool {
    switch root {
    case .project: return policy(for: .progress, of: portfolio.projects[position]) != nil
    case .row:
      if case .recurring = portfolio.responsibilities[position].schedule { return true }
      return false
    case .quota, .silences: return true
    }
  }

  // MARK: Milestones

  private func milestoneDuties(of project: Project, _ plan: ProjectPlan) -> [MilestoneDuty] {
    let startPolicy = policy(for: .start, of: project)
    let finishPolicy = policy(for: .finish, of: project)
    guard startPolicy != nil || finishPolicy != nil else { return [] }
    let summaries = Set(project.milestones.lazy.compactMap(\.parent))
    var duties: [MilestoneDuty] = []
    duties.reserveCapacity(project.milestones.count)
    for (index, (milestone, planned)) in zip(project.milestones, plan.milestones).enumerated() {
      guard planned.isAnchored, summaries.isEmpty || !summaries.contains(milestone.id) else { continue }
      let calendar = milestone.calendar ?? project.calendar
      guard portfolio.calendars[calendar] != nil else { continue }
      func add(isStart: Bool, _ policy: PolicyID, isDone: Bool) {
        duties.append(
          MilestoneDuty(
            milestone: Int32(index), due: isStart ? planned.latestStart : planned.latestFinish, isStart: isStart,
            isDone: isDone, isProvisional: planned.flags.contains(.lateProvisional), policy: policy, calendar: calendar)
        )
      }
      // A point in time has one due date, not two.
      if milestone.duration.amount > 0, let startPolicy {
        add(isStart: true, startPolicy, isDone: milestone.actualStart != nil || milestone.actualFinish != nil)
      }
      if let finishPolicy { add(isStart: false, finishPolicy, isDone: milestone.actualFinish != nil) }
    }
    return duties
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
      whole.startRung = portfolio.startRung(row.startLevel, of: policy)
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
        whole.startRung = portfolio.startRung(row.startLevel, of: policy)
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
        duty.assignments = whole.assignments.replaced(by: part.assignments)
        duty.isDone = whole.isDone || deliverable.done != nil
        return duty
      }
    }
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
