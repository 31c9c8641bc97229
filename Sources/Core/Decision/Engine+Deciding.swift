// How one duty is decided, and what is decided is carried out.

extension Engine {
  mutating func decideDuty(_ slot: Int, at now: Instant, _ transitions: inout [Transition]) {
    // Its timer may have been left by one that had the slot before.
    guard table.isLive(slot), let ladder = ladder(at: slot) else { return }
    let goesByKept = kept(at: slot) != nil
    let duty = duty(slot)
    let restraint = restraint(on: duty, slot, at: now)
    let state = states.take(slot)
    let wasOpen = state?.phase == .open
    var decision = decide(
      duty, state, ladder: ladder, since: decidedThrough, restraint: restraint, keepsJournal: keepsBooks, at: now)
    var alert: Alert?
    if let raise = decision.raise {
      let made = factory.alert(nextAlertID(at: now), for: duty, raise, ladder: ladder, at: now)
      decision.state?.raised(made, by: ladder.version)
      decision.next = ladder.nextInstant(duty, decision.state, restraint, after: now)
      alert = made
    }
    if !goesByKept { adopt(duty, ladder.version, wasOpen: wasOpen, at: now, &decision) }
    states[slot] = decision.state
    arm(slot, at: decision.next)
    // No state changes without a line that says so.
    if decision.journal.isEmpty, alert == nil { return }
    var transition = carryOut(decision, for: duty.id, at: now)
    if !goesByKept, decision.state?.lastAlert?.version == ladder.version,
      let new = versions.refer(to: ladder.version, ladder.policy)
    {
      transition.policies.append(new)
    }
    if let alert {
      openAlerts.add(alert)
      transition.alerts.append(alert)
      if keepsBooks { enter(alert, by: ladder, in: &transition) }
    }
    transitions.append(transition)
    if let project = duty.project, released.remove(project) != nil { lookAgain(at: project, now, &transitions) }
  }

  private func enter(_ alert: Alert, by ladder: Ladder, in transition: inout Transition) {
    transition.deliveries += factory.deliveries(of: alert, ladder: ladder)
    transition.journal.append(
      JournalEntry(
        at: alert.raisedAt, .rungRaised, duty: alert.duty, due: alert.due, rung: alert.rung, alert: alert.id,
        reason: alert.reason.trigger,
        detail: ["level": alert.level, "scheduled": portfolio.zone.iso(alert.reason.scheduledAt)]))
  }

  /// Decides what `enterDue` has found.
  mutating func decideOverdue(at now: Instant, _ transitions: inout [Transition]) {
    decideTogether(takeOverdue(), at: now, &transitions)
  }

  /// - Parameter root: whose stay, because they are still to be laid out anew; nil: nobody's.
  mutating func takeOverdue(except root: DutyRoot? = nil) -> [Int] {
    let staying = overdue.filter { table.isLive($0) && table.root($0) == root }
    defer { overdue = staying }
    return staying.isEmpty ? overdue : overdue.filter { !staying.contains($0) }
  }

  // MARK: What closes comes first

  mutating func decideTogether(_ slots: [Int], at now: Instant, _ transitions: inout [Transition]) {
    for slot in closingFirst(slots, at: now) { decideDuty(slot, at: now, &transitions) }
  }

  /// Duties that are to be decided together, those first whose alerts are closed by it. An alert that goes must not hold others back in
  /// the very call in which it goes: one of them would be raised on a lower rung, and then again on the one that comes back.
  func closingFirst(_ slots: [Int], at now: Instant) -> [Int] {
    guard openAlerts.listsProjects else { return slots }
    // Who comes first may hold the other back: that must not hang on when their timers were set.
    let slots = slots.filter(table.isLive).map { ($0, table.id($0, in: portfolio)) }.sorted { $0.1 < $1.1 }.map(\.0)
    return slots.filter { isClosing($0, at: now) } + slots.filter { !isClosing($0, at: now) }
  }

  private func isClosing(_ slot: Int, at now: Instant) -> Bool {
    table.isLive(slot) && table.isOver(slot, at: now) && states[slot]?.phase == .open
  }

  /// An alert was closed that may have held others back: what it alone silenced comes back.
  private mutating func lookAgain(at project: ProjectID, _ now: Instant, _ transitions: inout [Transition]) {
    let slots = table.slots(of: .project(project)).map(Int.init)
    let silenced = slots.filter { states[$0]?.settled.contains { $0.outcome == .silenced } == true }
    if silenced.isEmpty { return }
    if slots.contains(where: { isClosing($0, at: now) }) {
      // It may hold them back itself until it is decided; then it will be looked again.
      released.insert(project)
      return
    }
    for slot in silenced { decideDuty(slot, at: now, &transitions) }
  }

  mutating func carryOut(_ decision: Decision, for duty: DutyID, at now: Instant) -> Transition {
    var transition = Transition(at: now)
    if let state = decision.state { transition.states.append(state) }
    transition.journal = decision.journal.entries
    if let id = decision.reopensAlert, var alert = openAlerts[id] {
      alert.state = .raised
      openAlerts.replace(alert)
      transition.alerts.append(alert)
    }
    guard decision.closesAlerts else { return transition }
    for var alert in openAlerts.removeAll(of: duty) {
      alert.state = .closed
      if let project = alert.project, openAlerts.listsProjects { released.insert(project) }
      transition.alerts.append(alert)
      transition.journal.append(
        JournalEntry(at: now, .alertClosed, duty: duty, due: alert.due, rung: alert.rung, alert: alert.id))
    }
    return transition
  }

  // MARK: Restraints

  package func restraint(on duty: Duty, at now: Instant) -> Restraint {
    restraint(on: duty, slot(of: duty.id), at: now)
  }

  func restraint(on duty: Duty, _ slot: Int?, at now: Instant) -> Restraint {
    var restraint = Restraint.none
    // A silence does not keep its own end quiet.
    if !book.isIdle, duty.kind != .silence {
      let project = duty.project.flatMap { id in factory.project(id) }
      restraint = book.restraint(on: DutyFacts(duty, project: project), in: portfolio.zone, at: now)
    }
    if let slot { restraint.answerExpires = answerExpiry(of: duty, slot) }
    if openAlerts.listsProjects, let project = duty.project {
      restraint.inhibitions = portfolio.inhibitions(on: duty, by: openAlerts.all(of: project))
    }
    return restraint
  }

  /// When the answer to the last alert of a duty ceases to hold: at the closing of the last day of the policy's span.
  private func answerExpiry(of duty: Duty, _ slot: Int) -> Instant? {
    guard let last = states[slot]?.lastAlert, last.isAnswered, let policy = policy(at: slot),
      let span = policy.answers.acknowledgementHolds,
      let at = openAlerts[last.alert]?.answeredAt(by: policy, book), let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    return Ladder(policy: policy, calendar: calendar, zone: portfolio.zone).answerBy(span, raised: at)
  }

  func policy(of duty: DutyID) -> Policy? { slot(of: duty).flatMap { policy(at: $0) } }
}
