/// Brings the state of a duty up to the facts at `now`: total, deterministic, without a clock.
///
/// Asked twice at the same instant it decides nothing the second time. At most one rung is raised: the highest one due;
/// every lower pending rung is superseded, because the ladder only goes up.
///
/// - Parameter since: up to when earlier decisions were complete. A closed duty's rungs that came due after it are
///   accounted for; older ones belong to a time before the daemon knew the duty.
/// - Parameter restraint: what answers keep from being raised.
/// - Parameter keepsJournal: false: lines of the journal are not made up.
/// - Returns: the new state, the rung to raise if any, journal lines that say why, and the next instant to ask again.
///   Where a rung is to be raised, the caller numbers the alert, finishes the state with `DutyState.raised`, and asks the
///   ladder for the next instant: it hangs on the alert.
package func decide(
  _ duty: Duty, _ state: consuming DutyState?, ladder: Ladder, since: Instant, restraint: Restraint = .none,
  keepsJournal: Bool = true, at now: Instant
) -> Decision {
  var decision = Decision(state: state, keepsJournal: keepsJournal)
  if case .closed(let closing)? = decision.state?.phase {
    // One that lapsed is over, unless its period ends later now: it was put off, or the clock had run ahead.
    if duty.isDone || closing == .lapsed && duty.lapsesAt.map({ $0 <= now }) ?? true { return decision }
    reopen(duty, ladder, at: now, &decision)
  } else if duty.isDone {
    close(duty, as: .done, ladder, since: since, at: now, &decision)
    return decision
  }
  if let lapsesAt = duty.lapsesAt, lapsesAt <= now {
    close(duty, as: .lapsed, ladder, since: since, at: now, &decision)
    return decision
  }
  if decision.state != nil {
    follow(duty, ladder, at: now, &decision)
    expireAnswer(duty, restraint, at: now, &decision)
  }
  if !restraint.isHeld(at: now) {
    bringBack(duty, ladder, restraint, at: now, &decision)
    climb(duty, ladder, restraint, at: now, &decision)
  }
  if decision.raise == nil { decision.next = ladder.nextInstant(duty, decision.state, restraint, after: now) }
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
    schedule(duty, ladder.ids, at: now, &decision)
  }
  guard let state = decision.state, state.phase == .open else { return }
  let reason = closing == .done ? "reported done" : "the next occurrence is due"
  settle(state.pending, as: .cancelled, reason: reason, due: state.due, at: now, &decision)
  decision.state?.phase = .closed(closing)
  decision.closesAlerts = true
  decision.journal.append(
    JournalEntry(at: now, .dutyClosed, duty: duty.id, due: state.due, reason: closing.rawValue))
}

/// A closed duty is open again, perhaps for another date.
private func reopen(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  decision.state?.phase = .open
  decision.state?.due = duty.due
  decision.journal.append(JournalEntry(at: now, .dutyReopened, duty: duty.id, due: duty.due))
  renew(duty, ladder, at: now, &decision)
  // Its alerts were closed with it, and nobody could answer them: silence counts from here. An answer that would have run out
  // could not either.
  decision.state?.lastAlert?.at = now
  if ladder.policy.answers.acknowledgementHolds != nil { decision.state?.lastAlert?.isAnswered = false }
}

/// Follows a due date that moved, or a ladder whose rungs changed.
private func follow(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  guard let state = decision.state else { return }
  if state.due == duty.due {
    let marks = RungMarks(state, for: duty.due, on: ladder)
    if !marks.hasStrangers, marks.settled.union(marks.pending).count == ladder.rungs.count { return }
    let gone = state.pending.filter { ladder.index(of: $0) == nil }
    settle(gone, as: .cancelled, reason: "no longer on the ladder", due: state.due, at: now, &decision)
  } else {
    settle(state.pending, as: .cancelled, reason: "due moved to \(duty.due)", due: state.due, at: now, &decision)
    decision.journal.append(
      JournalEntry(
        at: now, .dutyMoved, duty: duty.id, due: duty.due, detail: ["from": "\(state.due)", "to": "\(duty.due)"]))
    decision.state?.due = duty.due
  }
  renew(duty, ladder, at: now, &decision)
}

/// Schedules the rungs that are neither pending nor settled for the date in force. Those that would only say again what
/// the last alert said are superseded at once.
private func renew(_ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision) {
  guard let state = decision.state else { return }
  let marks = RungMarks(state, for: duty.due, on: ladder)
  let known = marks.settled.union(marks.pending)
  let new = ladder.ids.indices.filter { !known.contains($0) }.map { ladder.ids[$0] }
  if new.isEmpty { return }
  schedule(duty, new, at: now, &decision)
  leaveOutSaid(new, duty, ladder, at: now, &decision)
}

/// Of rungs just scheduled, those that would only say again what the last alert said are superseded at once.
private func leaveOutSaid(
  _ new: [String], _ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision
) {
  guard let last = decision.state?.lastAlert else { return }
  let reached = ladder.index(of: last.rung)
  let said = ladder.pending(duty, decision.state).filter { rung in
    guard new.contains(ladder.ids[rung.index]) else { return false }
    // The rung reached was renamed, or the policy replaced: what had come due by then was said under another name.
    guard let reached else { return rung.instant.map { $0 <= last.at } ?? false }
    // The ladder only goes up: a rung put in below the one reached comes too late.
    if last.due == duty.due { return rung.index < reached }
    // For another date, rungs count as said once they have passed. Those still to come speak of the new date, and stay.
    return rung.index <= reached && rung.instant.map { $0 <= now } ?? false
  }
  settle(
    said.map { ladder.ids[$0.index] }, as: .superseded, reason: "\(last.rung) was raised already for \(last.due)",
    due: duty.due, at: now, &decision)
}

/// Rungs below the level that the ladder starts at are not lost: they are on the books until that level, or one above it, is
/// raised and speaks for them.
private func passOver(
  _ duty: Duty, _ ladder: Ladder, raising index: Int, at now: Instant, _ decision: inout Decision
) {
  guard let start = ladder.start(of: duty), index >= start, let pending = decision.state?.pending else { return }
  let passed = pending.filter { id in
    ladder.index(of: id).map { ladder.isPassedOver($0, startingAt: start) } ?? false
  }
  settle(
    passed, as: .superseded, reason: "the ladder starts at \(ladder.rungs[start].level)", due: duty.due, at: now,
    &decision)
}

/// An acknowledgement that no longer holds: silence counts again, from the moment it ran out.
private func expireAnswer(_ duty: Duty, _ restraint: Restraint, at now: Instant, _ decision: inout Decision) {
  guard let last = decision.state?.lastAlert, last.isAnswered, let end = restraint.answerExpires, end <= now else {
    return
  }
  decision.state?.lastAlert?.isAnswered = false
  decision.state?.lastAlert?.at = end
  decision.reopensAlert = last.alert
  decision.journal.append(
    JournalEntry(
      at: now, .acknowledgementExpired, duty: duty.id, due: last.due, rung: last.rung, alert: last.alert))
}

/// Schedules afresh what was silenced and is so no more, as far as it says more than what has been said. Of those that are
/// due the highest speaks for all, as after downtime; one that a clock set back has put off waits for its instant again.
private func bringBack(
  _ duty: Duty, _ ladder: Ladder, _ restraint: Restraint, at now: Instant, _ decision: inout Decision
) {
  guard let state = decision.state else { return }
  let reached = state.lastAlert.flatMap { $0.due == duty.due ? ladder.index(of: $0.rung) : nil } ?? -1
  func isFree(_ item: DutyState.Settlement) -> Bool {
    guard item.due == duty.due, item.outcome == .silenced, let rung = ladder.index(of: item.rung) else { return false }
    return rung > reached && !ladder.isPassedOver(rung, startingAt: ladder.start(of: duty))
      && restraint.suppression(of: ladder.rungs[rung], at: now) == nil
  }
  let free = state.settled.filter(isFree).map(\.rung)
  if free.isEmpty { return }
  decision.state?.settled.removeAll(where: isFree)
  schedule(duty, free, reason: "no longer silenced", at: now, &decision)
  // What was said for another date meanwhile counts here as well.
  if let last = state.lastAlert, last.due != duty.due, ladder.index(of: last.rung) != nil {
    leaveOutSaid(free, duty, ladder, at: now, &decision)
  }
}

/// Raises the highest rung that is due and may be raised; what is due above it is recorded as excused or silenced.
private func climb(
  _ duty: Duty, _ ladder: Ladder, _ restraint: Restraint, at now: Instant, _ decision: inout Decision
) {
  func isDue(_ rung: PendingRung) -> Bool { rung.instant.map { $0 <= now } ?? false }
  var pending = ladder.pending(duty, decision.state)
  if skipMissed(pending, duty, ladder, at: now, &decision) { pending = ladder.pending(duty, decision.state) }
  let due = pending.filter(isDue)
  guard !due.isEmpty else { return }
  if decision.state == nil { schedule(duty, ladder.ids, at: now, &decision) }
  var top: PendingRung?
  // Missed ones one by one, if the office wants to see them all: the others follow at the same instant.
  for rung in ladder.policy.misfire == .each ? due : due.reversed() {
    guard let suppression = restraint.suppression(of: ladder.rungs[rung.index], due: rung.instant, at: now) else {
      top = rung
      break
    }
    settle(
      [ladder.ids[rung.index]], as: suppression.outcome, reason: suppression.reason, due: duty.due, at: now,
      &decision)
  }
  guard let top, let instant = top.instant, let trigger = top.trigger else { return }
  let rung = ladder.ids[top.index]
  // Of missed ones taken one by one, those below may have been recorded just now as excused or silenced.
  let left = decision.state?.pending ?? []
  let lower = pending.filter { $0.index < top.index && left.contains(ladder.ids[$0.index]) }
  judgePromise(duty, ladder, raising: top.index, trigger, at: now, &decision)
  passOver(duty, ladder, raising: top.index, at: now, &decision)
  if !lower.isEmpty {
    settle(
      lower.map { ladder.ids[$0.index] }, as: .superseded, reason: "\(rung) is due", due: duty.due, at: now, &decision)
  }
  decision.raise = Decision.Raise(
    rung: top.index, reason: Alert.Reason(trigger: ladder.text(of: trigger, at: top.index), scheduledAt: instant),
    superseded: lower.filter(isDue).map { ladder.ids[$0.index] })
  decision.state?.cross(out: rung)
  decision.state?.settled.append(DutyState.Settlement(due: duty.due, rung: rung, outcome: .raised, at: now))
}

/// Rungs missed by more than the office cares for are superseded, not raised.
///
/// - Returns: whether there were any.
private func skipMissed(
  _ pending: [PendingRung], _ duty: Duty, _ ladder: Ladder, at now: Instant, _ decision: inout Decision
) -> Bool {
  guard case .skip(let span) = ladder.policy.misfire else { return false }
  let missed = pending.filter { rung in rung.instant.map { ladder.instant($0, plus: span) < now } ?? false }
  if missed.isEmpty { return false }
  if decision.state == nil { schedule(duty, ladder.ids, at: now, &decision) }
  settle(
    missed.map { ladder.ids[$0.index] }, as: .superseded, reason: "missed by more than \(span)", due: duty.due,
    at: now, &decision)
  return true
}

/// A promise is judged once: with the rung that it raises, or with one that is raised when its day is over. One whose
/// day is still to come outlives the alert it was given for.
private func judgePromise(
  _ duty: Duty, _ ladder: Ladder, raising index: Int, _ trigger: Trigger, at now: Instant, _ decision: inout Decision
) {
  guard let last = decision.state?.lastAlert, last.due == duty.due, let promise = last.promise else { return }
  let isBroken =
    trigger == .promiseBroken
    || ladder.rungs[index...].contains {
      $0.triggers.contains(.promiseBroken) && ladder.instant(afterPromise: promise, rung: $0) <= now
    }
  guard isBroken else { return }
  decision.state?.lastAlert?.promise = nil
  decision.journal.append(
    JournalEntry(
      at: now, .promiseBroken, duty: duty.id, due: duty.due, alert: last.alert, detail: ["promise": "\(promise)"]))
}

// MARK: Bookkeeping

/// Puts an untouched duty on the books, with every rung pending, if one of them has come due.
package func enter(_ duty: Duty, ladder: Ladder, at now: Instant) -> Decision {
  var decision = Decision(state: nil)
  if ladder.pending(duty, nil).contains(where: { $0.instant.map { $0 <= now } ?? false }) {
    schedule(duty, ladder.ids, at: now, &decision)
  }
  return decision
}

private func schedule(
  _ duty: Duty, _ rungs: [String], reason: String? = nil, at now: Instant, _ decision: inout Decision
) {
  var state = decision.state ?? DutyState(duty: duty.id, due: duty.due, pending: [])
  state.pending += rungs
  decision.state = state
  decision.journal.append(
    JournalEntry(
      at: now, .dutyScheduled, duty: duty.id, due: duty.due, reason: reason,
      detail: ["rungs": rungs.joined(separator: ",")]))
}

private func settle(
  _ rungs: [String], as outcome: DutyState.Outcome, reason: String, due: CivilDate, at now: Instant,
  _ decision: inout Decision
) {
  guard let duty = decision.state?.duty else { return }
  for rung in rungs {
    decision.state?.cross(out: rung)
    // What is cancelled may come back, and is then scheduled afresh: only the journal remembers it.
    if outcome != .cancelled {
      decision.state?.settled.append(DutyState.Settlement(due: due, rung: rung, outcome: outcome, at: now))
    }
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
  /// A rung is pending no more. An array that is emptied would keep its room, in a hundred thousand states after a storm.
  fileprivate mutating func cross(out rung: String) {
    pending.removeAll { $0 == rung }
    if pending.isEmpty { pending = [] }
  }

  /// Takes note of the alert made of a raised rung; it may go unanswered from here on. A promise not yet judged stays.
  package mutating func raised(_ alert: Alert, by version: PolicyVersion = .unknown) {
    let promise = lastAlert.flatMap { $0.due == alert.due ? $0.promise : nil }
    lastAlert = RaisedAlert(
      alert: alert.id, due: alert.due, rung: alert.rung, level: alert.level, at: alert.raisedAt, promise: promise)
    lastAlert?.version = version
  }
}
