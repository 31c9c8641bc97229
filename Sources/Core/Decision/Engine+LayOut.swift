// How duties come into the table and go out of it.

extension Engine {
  /// What is to be laid out anew.
  enum Scope {
    /// All of it, and every duty is decided.
    case everything
    /// What differs from the portfolio that was in force before.
    case changes
    /// What time alone brings new duties: rows that recur, quotas, projects judged by period.
    case series

    var isEverything: Bool {
      if case .everything = self { return true }
      return false
    }
  }

  /// Brings the duties up to the portfolio, every state up to them, and arms the wheel.
  ///
  /// - Parameters:
  ///   - since: up to when duties were brought up to date; what lapsed after it is still to be closed.
  ///   - before: the portfolio that the table was laid out from, where it is not the one in force.
  mutating func layOut(
    _ scope: Scope, from since: Instant, at now: Instant, before: Portfolio? = nil
  ) -> (change: TimelineChange, transitions: [Transition]) {
    layouts += 1
    // Every duty is decided then.
    if scope.isEverything { turn = nil }
    laidOut = (min(since, now), now + Int64(Limits.horizonDays) * 86_400)
    var change = TimelineChange()
    var waiting = derive(scope, before: before ?? portfolio, at: now, &change)
    var transitions: [Transition] = []
    if !ledger.answers.isEmpty {
      transitions = takeFiled(at: now)
      if transitions.contains(where: { !$0.answers.isEmpty }) {
        let before = portfolio
        applyAnswers(at: now)
        waiting = derive(.everything, before: before, at: now, &change)
      }
    }
    withdrawGone(at: now, &transitions)
    waiting += takeOverdue()
    decideAll(waiting, at: now, &transitions)
    decidedThrough = max(decidedThrough, now)
    // Well before the last occurrence laid out: the longest period is a year, and its reminders come a month ahead.
    wheel.arm(Self.horizonTimer, at: (now + 30 * 86_400).tick)
    return (change, transitions)
  }

  /// - Returns: the slots to be decided, in the ledger's order.
  private mutating func derive(
    _ scope: Scope, before: Portfolio, at now: Instant, _ change: inout TimelineChange
  ) -> [Int] {
    let (portfolio, today) = (portfolio, portfolio.zone.date(of: now))
    let timeline = DutyTimeline(portfolio: portfolio) {
      Planner.plan($0, calendars: portfolio.calendars, today: today).plan
    }
    var roots = timeline.roots(of: share)
    if case .series = scope {
      roots = roots.filter { timeline.isSeries($0.root, at: $0.position) }
    } else {
      for root in table.roots(without: roots.lazy.map(\.root)) {
        let gone = table.slots(of: root)
        change.withdrawn += gone.count
        remove(gone)
        table.forget(root)
      }
      if !scope.isEverything {
        let all = roots
        roots = []
        for (position, root) in all {
          if hasChanged(root, at: position, since: before, timeline) {
            roots.append((position, root))
          } else {
            table.place(root, at: position)
          }
        }
      }
    }
    return lay(roots, timeline, before: before, decidesAll: scope.isEverything, &change)
  }

  /// How many roots are laid out at a time: what they are drawn up as takes several times the room of what is kept.
  private static var wave: Int { 4_096 }

  /// Lays out many roots. What duties they have is found out by all workers, what the table has of them one by one.
  private mutating func lay(
    _ roots: [(position: Int, root: DutyRoot)], _ timeline: DutyTimeline, before: Portfolio, decidesAll: Bool,
    _ change: inout TimelineChange
  ) -> [Int] {
    let (since, through) = laidOut
    let (touched, putOff, zone) = (book.roots, book.firstPutOff, portfolio.zone)
    var waiting: [Int] = []
    for start in stride(from: 0, to: roots.count, by: Self.wave) {
      let wave = roots[start..<min(start + Self.wave, roots.count)]
      let drafts = workers.map(wave) { item in
        // What was put off lapses later than its own period says: `answered` leaves out what is over all the same.
        let first = putOff[item.root.text].map { min(since, zone.instant($0, .midnight)) }
        return timeline.drafts(of: item.root, at: item.position, since: first ?? since, through: through)
      }
      for ((position, root), drafts) in zip(wave, drafts) {
        waiting += lay(drafts, of: root, at: position, before: before, touched, decidesAll: decidesAll, &change)
      }
    }
    return waiting
  }

  private func hasChanged(
    _ root: DutyRoot, at position: Int, since before: Portfolio, _ timeline: DutyTimeline
  ) -> Bool {
    guard let old = table.position(of: root), !timeline.isSeries(root, at: position) else { return true }
    return switch root {
    case .project:
      portfolio.projects[position].hangsOnToday || before.projects[old] != portfolio.projects[position]
    case .row: before.responsibilities[old] != portfolio.responsibilities[position]
    case .quota, .silences: true
    }
  }

  /// Lays out the duties of one root; those that are there already keep their slots, states and timers.
  ///
  /// - Parameter touched: projects and rows that some answer bears on.
  /// - Returns: the slots to be decided.
  private mutating func lay(
    _ drafts: [DutyDraft], of root: DutyRoot, at position: Int, before: Portfolio, _ touched: Set<String>,
    decidesAll: Bool, _ change: inout TimelineChange
  ) -> [Int] {
    let drafts = answered(drafts, of: root, at: position, isTouched: touched.contains(root.text))
    var decidesAll = decidesAll
    // A milestone with the same date may still have come into another calendar, or under another ladder.
    if case .project = root, let old = table.position(of: root), before.projects[old] != portfolio.projects[position] {
      decidesAll = true
    }
    let (kept, gone) = table.match(drafts, of: root, at: position, in: portfolio, before: before)
    change.withdrawn += gone.count
    remove(gone)
    let number = table.place(root, at: position)
    var slots: [Int32] = []
    slots.reserveCapacity(drafts.count)
    var waiting: [Int] = []
    for (draft, known) in zip(drafts, kept) {
      if let known {
        if table.due(Int(known)) != draft.due { change.moved += 1 }
        if decidesAll || table.differs(known, from: draft) { waiting.append(Int(known)) }
        slots.append(table.put(draft, of: number, in: known))
        continue
      }
      let slot = table.put(draft, of: number)
      if !dormantStates.isEmpty {
        states[Int(slot)] = dormantStates.removeValue(forKey: table.id(Int(slot), in: portfolio))
      }
      slots.append(slot)
      waiting.append(Int(slot))
      change.added += 1
    }
    table.assign(slots, to: number)
    return waiting
  }

  /// Duties of one project or row anew, in the portfolio in force; `before` is the one they were laid out from.
  mutating func lay(
    _ root: DutyRoot, at position: Int, before: Portfolio, plan: ProjectPlan?, at now: Instant,
    _ transitions: inout [Transition]
  ) {
    var change = TimelineChange()
    let timeline = DutyTimeline(portfolio: portfolio) { _ in plan }
    let waiting = lay([(position, root)], timeline, before: before, decidesAll: true, &change)
    withdrawGone(at: now, &transitions)
    decideTogether(waiting, at: now, &transitions)
  }

  /// The duties as the answers given leave them.
  private func answered(
    _ drafts: [DutyDraft], of root: DutyRoot, at position: Int, isTouched: Bool
  ) -> [DutyDraft] {
    var drafts = drafts
    if case .quota = root {
      for index in drafts.indices {
        guard case .whole(var duty) = drafts[index], duty.isDone, isUnreported(duty, portfolio.quotas[position]) else {
          continue
        }
        duty.isDone = false
        drafts[index] = .whole(duty)
      }
    }
    if !isTouched { return drafts }
    return drafts.compactMap { draft -> DutyDraft? in
      switch draft {
      case .whole(var duty):
        book.apply(to: &duty, in: portfolio)
        return duty.lapsesAt.map { $0 > laidOut.since } ?? true ? .whole(duty) : nil
      case .milestone(var milestone):
        var table = DutyTable()
        let slot = Int(table.put(draft, of: table.place(root, at: position)))
        var duty = table.duty(slot, in: portfolio)
        book.apply(to: &duty, in: portfolio)
        (milestone.due, milestone.isDone, milestone.isProvisional) = (duty.due, duty.isDone, duty.isProvisional)
        return .milestone(milestone)
      }
    }
  }

  /// Whether the lead of a share has still to hand in a report that locks by the day the share is due: what is unknown is
  /// never good. An occurrence that has lapsed is no longer waited for. Rows are laid out before quotas.
  private func isUnreported(_ duty: Duty, _ quota: Quota) -> Bool {
    guard let row = quota.reports else { return false }
    let leads = Set(duty.assignments.lazy.filter { $0.role == .lead }.map(\.party))
    let days = quota.period.start(of: duty.due)...duty.due
    return table.slots(of: .row(row)).contains { slot in
      let report = table.duty(Int(slot), in: portfolio)
      guard !report.isDone, let window = report.window, days.contains(window.locks) else { return false }
      return report.assignments.contains { $0.role == .lead && leads.contains($0.party) }
    }
  }

  private mutating func remove(_ slots: [Int32]) {
    for slot in slots {
      if let state = states.take(Int(slot)) { dormantStates[state.duty] = state }
      arm(Int(slot), at: nil)
      table.remove(slot)
    }
  }

  /// Duties on the books that have left the ledger.
  private mutating func withdrawGone(at now: Instant, _ transitions: inout [Transition]) {
    // An occurrence past the horizon is not gone: the clock was set back, and will come to it again.
    let lastDay = portfolio.zone.date(of: laidOut.through)
    let gone = dormantStates.values.filter { $0.phase == .open && !($0.duty.isOccurrence && $0.due > lastDay) }
    for state in gone.sorted(by: { $0.duty < $1.duty }) {
      let decision = withdraw(state, at: now)
      transitions.append(carryOut(decision, for: state.duty, at: now))
      dormantStates[state.duty] = decision.state
    }
  }
}
