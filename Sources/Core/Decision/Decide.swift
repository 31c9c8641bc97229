/// Brings the state of a duty up to the facts at `now`: total, deterministic, without a clock.
///
/// Asked twice at the same instant it decides nothing the second time. At most one rung is raised: the highest one due;
/// every lower pending rung is superseded, because the ladder only goes up.
///
/// - Parameter since: up to when earlier decisions were complete. A closed duty's rungs that came due after it are
///   accounted for; older ones belong to a time before the daemon knew the duty.
/// - Returns: the new state, the rung to raise if any, journal lines that say why, and the next instant to ask again.
///   The caller numbers the alert and finishes the decision with `DutyState.raised`.
package func decide(
  _ duty: Duty, _ state: DutyState?, ladder: Ladder, since: Instant, at now: Instant
) -> Decision {
  var decision = Decision(state: state)
  if case .closed(let closing)? = state?.phase {
    if duty.isDone || closing == .lapsed { return decision }
    reopen(duty, ladder, at: now, &decision)
  } else if duty.isDone {
    close(duty, as: .done, ladder, since: since, at: now, &decision)
    return decision
  }
  if let lapsesAt = duty.lapsesAt, lapsesAt <= now {
    close(duty, as: .lapsed, ladder, since: since, at: now, &decision)
    return decision
  }
  if decision.state != nil { follow(duty, ladder, at: now, &decision) }
  climb(duty, ladder, at: now, &decision)
  decision.next = ladder.nextInstant(duty, decision.state)
  return decision
}

/// The duty left the ledger.
package func withdraw(_ state: DutyState, at now: Instant) -> Decision {
  var decision = Decision(state: state)
  guard state.phase == .open else { return decision }
  settle(state.pending, as: .cancelled, reason: "withdrawn from the ledger", due: state.due, at: now, &decision)
  decision.state?.phase = .closed(.withdrawn)
  decision.closesAlerts = true
  decision.journal.append(
    JournalEntry(at: now, .dutyClosed, duty: state.duty, due: state.due, reason: DutyState.Closing.withdrawn.rawValue))
  return decision
}

// MARK: Steps of a decision

/// Closes without raising anything: what was due meanwhile is accounted for, not sent.
private func close(
  _ duty: Duty, as closing: DutyState.Closing, _ ladder: Ladder, since: Instant, at now: Instant,
  _ decision: inout Decision
) {
  if decision.state == nil {
    // Untouched, and nothing came due: there is nothing to account for.
    let cameDue = ladder.pending(duty, nil).contains { $0.instant.map { since < $0 && $0 <= now } ?? false }
    guard cameDue else { return }
    schedule(duty, ladder.rungs.map(\.id), at: now, &decision)
  }
  guard let state = decision.state, state.phase == .open else { return }
  let reason = closing == .done ? "reported done" : "the next occurrence is due"
  settle(state.pending, as: .cancelled, reason: reason, due: state.due, at: now, &decision)
  decision.state?.phase = .closed(closing)
  decision.closesAlerts = true
  decision.journal.append(
    JournalEntry(at: now, .dutyClosed, duty: duty.id, due: state.due, reason: closing.rawValue))
}

/// A closed duty is open again: rungs that were cancelled with it are pending once more.
private func reopen(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  decision.state?.phase = .open
  decision.state?.due = duty.due
  decision.state?.settled.removeAll { $0.due == duty.due && $0.outcome == .cancelled }
  decision.journal.append(JournalEntry(at: now, .dutyReopened, duty: duty.id, due: duty.due))
  let settled = Set((decision.state?.settled ?? []).lazy.filter { $0.due == duty.due }.map(\.rung))
  schedule(duty, ladder.rungs.map(\.id).filter { !settled.contains($0) }, at: now, &decision)
}

/// Follows a due date that moved, or a ladder whose rungs changed.
private func follow(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  guard let state = decision.state else { return }
  if state.due == duty.due {
    let ids = ladder.rungs.map(\.id)
    let settled = Set(state.settled.lazy.filter { $0.due == duty.due }.map(\.rung))
    let gone = state.pending.filter { !ids.contains($0) }
    if !gone.isEmpty {
      settle(gone, as: .cancelled, reason: "no longer on the ladder", due: state.due, at: now, &decision)
    }
    let new = ids.filter { !settled.contains($0) && !state.pending.contains($0) }
    if new.isEmpty { return }
    schedule(duty, new, at: now, &decision)
    // The ladder only goes up: a rung put in below the one reached comes too late.
    guard let last = state.lastAlert, last.due == duty.due, let reached = ladder.index(of: last.rung) else { return }
    let below = new.filter { ladder.index(of: $0)! < reached }
    settle(below, as: .superseded, reason: "\(last.rung) was raised already", due: duty.due, at: now, &decision)
    return
  }

  settle(state.pending, as: .cancelled, reason: "due moved to \(duty.due)", due: state.due, at: now, &decision)
  decision.journal.append(
    JournalEntry(
      at: now, .dutyMoved, duty: duty.id, due: duty.due, detail: ["from": "\(state.due)", "to": "\(duty.due)"]))
  decision.state?.due = duty.due
  // A rung that was cancelled when the date moved away may come due again now that it is back.
  decision.state?.settled.removeAll { $0.due == duty.due && $0.outcome == .cancelled }
  let settled = Set((decision.state?.settled ?? []).lazy.filter { $0.due == duty.due }.map(\.rung))
  schedule(duty, ladder.rungs.map(\.id).filter { !settled.contains($0) }, at: now, &decision)
  // What was already sent is not sent again: rungs up to the highest one raised count as done if their new instant has
  // passed. Those still to come speak of a new date, and stay.
  guard let lastRung = state.lastAlert?.rung, let reached = ladder.index(of: lastRung) else { return }
  let passed = ladder.pending(duty, decision.state)
    .filter { $0.index <= reached && ($0.instant.map { $0 <= now } ?? false) }
    .map { ladder.rungs[$0.index].id }
  settle(passed, as: .superseded, reason: "already raised for \(state.due)", due: duty.due, at: now, &decision)
}

/// Raises the highest rung that is due.
private func climb(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  let pending = ladder.pending(duty, decision.state)
  func isDue(_ rung: PendingRung) -> Bool { rung.instant.map { $0 <= now } ?? false }
  guard let top = pending.last(where: isDue), let instant = top.instant, let trigger = top.trigger else { return }
  if decision.state == nil { schedule(duty, ladder.rungs.map(\.id), at: now, &decision) }
  let rung = ladder.rungs[top.index]
  let lower = pending.filter { $0.index < top.index }
  if trigger == .promiseBroken, let promise = decision.state?.lastAlert?.promise {
    decision.journal.append(
      JournalEntry(
        at: now, .promiseBroken, duty: duty.id, due: duty.due, alert: decision.state?.lastAlert?.alert,
        detail: ["promise": "\(promise)"]))
  }
  settle(
    lower.map { ladder.rungs[$0.index].id }, as: .superseded, reason: "\(rung.id) is due", due: duty.due, at: now,
    &decision)
  decision.raise = Decision.Raise(
    rung: rung, reason: Alert.Reason(trigger: "\(trigger)", scheduledAt: instant),
    superseded: lower.filter(isDue).map { ladder.rungs[$0.index].id })
  decision.state?.pending.removeAll { $0 == rung.id }
  decision.state?.settled.append(
    DutyState.Settlement(due: duty.due, rung: rung.id, outcome: .raised, at: now))
}

// MARK: Bookkeeping

private func schedule(_ duty: Duty, _ rungs: [String], at now: Instant, _ decision: inout Decision) {
  var state = decision.state ?? DutyState(duty: duty.id, due: duty.due, pending: [])
  state.pending += rungs
  decision.state = state
  decision.journal.append(
    JournalEntry(
      at: now, .dutyScheduled, duty: duty.id, due: duty.due, detail: ["rungs": rungs.joined(separator: ",")]))
}

private func settle(
  _ rungs: [String], as outcome: DutyState.Outcome, reason: String, due: CivilDate, at now: Instant,
  _ decision: inout Decision
) {
  guard let duty = decision.state?.duty else { return }
  for rung in rungs {
    decision.state?.pending.removeAll { $0 == rung }
    decision.state?.settled.append(DutyState.Settlement(due: due, rung: rung, outcome: outcome, at: now))
    decision.journal.append(
      JournalEntry(at: now, outcome.journalKind, duty: duty, due: due, rung: rung, reason: reason))
  }
}

extension DutyState.Outcome {
  fileprivate var journalKind: JournalEntry.Kind {
    switch self {
    case .raised: .rungRaised
    case .superseded: .rungSuperseded
    case .silenced: .rungSilenced
    case .excused: .rungExcused
    case .cancelled: .rungCancelled
    }
  }
}

extension DutyState {
  /// Takes note of the alert made of a raised rung; it may go unanswered from here on.
  package mutating func raised(_ alert: Alert) {
    lastAlert = RaisedAlert(alert: alert.id, due: alert.due, rung: alert.rung, level: alert.level, at: alert.raisedAt)
  }
}
