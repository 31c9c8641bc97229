// How the engine takes answers: checked, kept, and carried through to plans, due dates and pending rungs.

extension Engine {
  /// Takes an answer. Said again it gives nothing; what it moves, moves with it, and nothing sent is sent again.
  package mutating func take(_ given: Answer) throws(AnswerProblem) -> [Transition] {
    guard let (answer, tried, first) = try prepared(given) else { return [] }
    // What came due a moment ago is on the books before the answer is heard.
    let entered = enterDue(at: answer.at)
    book = tried
    return entered + [first] + carryThrough(answer)
  }

  /// The answer as it is kept, the book with it, and what is to be stored of it; nil: it was said before.
  func prepared(
    _ given: Answer, saidOn day: CivilDate? = nil
  ) throws(AnswerProblem) -> (answer: Answer, book: AnswerBook, transition: Transition)? {
    let (answer, isRepeated) = try checked(given, saidOn: day)
    if isRepeated { return nil }
    var first = Transition(at: answer.at)
    first.answers = [answer]
    first.journal = [journalEntry(of: answer)]
    var tried = book
    tried.take(answer)
    if let root = answer.root(in: book), let project = ledger.projects.first(where: { $0.id.text == root }) {
      let applied = tried.applied(to: project, calendars: ledger.calendars)
      let today = portfolio.zone.date(of: answer.at)
      let outcome = Planner.plan(applied, calendars: ledger.calendars, today: today)
      guard outcome.plan != nil || plans[project.id] == nil else {
        throw .senseless(outcome.diagnostics.first { $0.severity == .error }?.message ?? "no plan can follow it")
      }
    }
    return (answer, tried, first)
  }

  /// The answer that `given` says again.
  package func kept(_ given: Answer) -> Answer? {
    guard let (answer, _) = try? checked(given) else { return nil }
    return book.answers.last { answer.repeats($0) }
  }

  /// Reads the answers into the ledger, and plans again what they bear on.
  mutating func applyAnswers(at now: Instant) {
    portfolio = book.applied(to: ledger)
    let today = portfolio.zone.date(of: now)
    let roots = book.roots
    for index in portfolio.projects.indices where roots.contains(portfolio.projects[index].id.text) {
      let project = portfolio.projects[index]
      if project == ledger.projects[index] { continue }
      if let plan = Planner.plan(project, calendars: portfolio.calendars, today: today).plan {
        plans[project.id] = plan
      } else {
        // The ledger has changed so that no plan can follow both: the ledger spoke last.
        portfolio.projects[index] = ledger.projects[index]
      }
    }
    factory = AlertFactory(
      portfolio: portfolio, plans: plans, isDrill: factory.isDrill, instance: factory.instance)
  }

  func laidOutDuties(of part: Portfolio) -> [Duty] {
    var duties = DutyTimeline(portfolio: part, plans: plans).duties(since: laidOut.since, through: laidOut.through)
    let roots = book.roots
    for index in duties.indices where !roots.isEmpty {
      if roots.contains((duties[index].project?.text ?? duties[index].row) ?? "") {
        book.apply(to: &duties[index], in: portfolio)
      }
    }
    DutyTimeline.withholdUnreported(&duties, of: part.quotas)
    return duties
  }

  package func restraint(on duty: Duty, at now: Instant) -> Restraint {
    var restraint = Restraint.none
    // A silence does not keep its own end quiet.
    if !book.isIdle, duty.kind != .silence {
      let project = duty.project.flatMap { id in factory.project(id) }
      restraint = book.restraint(on: DutyFacts(duty, project: project), in: portfolio.zone, at: now)
    }
    restraint.answerExpires = answerExpiry(of: duty)
    if !portfolio.inhibitions.isEmpty, let project = duty.project, let open = alertsOfProject[project] {
      restraint.inhibitions = portfolio.inhibitions(on: duty, by: open.compactMap { openAlerts[$0] })
    }
    return restraint
  }

  /// When the answer to the last alert of a duty ceases to hold: at the closing of the last day of the policy's span.
  private func answerExpiry(of duty: Duty) -> Instant? {
    guard let index = index(of: duty.id), let policy = policy(of: index),
      let span = policy.answers.acknowledgementHolds, let last = states[index]?.lastAlert, last.isAnswered,
      let at = openAlerts[last.alert]?.answeredAt(by: policy, book), let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    return Ladder(policy: policy, calendar: calendar, zone: portfolio.zone).answerBy(span, raised: at)
  }

  func policy(of duty: DutyID) -> Policy? { index(of: duty).flatMap { policy(of: $0) } }

  /// Acknowledgements were taken back: as though they had not been given, silence counts from when the alert was raised.
  private mutating func withdrawn(_ id: AlertID, at now: Instant, _ transitions: inout [Transition]) {
    guard var alert = openAlerts[id], let index = index(of: alert.duty) else { return }
    let policy = policy(of: alert.duty)
    var transition = Transition(at: now)
    if alert.state == .acknowledged, !alert.isAnswered(by: policy, book) {
      alert.state = .raised
      openAlerts[id] = alert
      transition.alerts.append(alert)
    }
    if states[index]?.lastAlert?.alert == id {
      states[index]?.lastAlert?.isAnswered = alert.state == .acknowledged
      states[index]?.lastAlert?.promise = alert.standing(book).last { $0.promise != nil }?.promise
    }
    if let state = states[index] { transition.states.append(state) }
    transitions.append(transition)
    decideDuty(index, at: now, &transitions)
  }

  private mutating func carryThrough(_ answer: Answer) -> [Transition] {
    var transitions: [Transition] = []
    switch answer.content {
    case .approve, .pause, .resume, .report, .verify, .giveBack:
      if let root = answer.root(in: book) { relay(root, at: answer.at, &transitions) }
    case .unsilence:
      for index in states.indices where states[index]?.settled.contains(where: { $0.outcome == .silenced }) == true {
        decideDuty(index, at: answer.at, &transitions)
      }
      if silencePolicy != nil { transitions += layOut(from: decidedThrough, at: answer.at) }
    case .silence: if silencePolicy != nil { transitions += layOut(from: decidedThrough, at: answer.at) }
    case .handOver: applyAnswers(at: answer.at)
    case .unacknowledge(let id, _): withdrawn(id, at: answer.at, &transitions)
    case .extend, .refuse, .excuse, .comment: break
    }
    return transitions
  }

  /// Plans one project, or reads one row, again and brings its duties up to that.
  private mutating func relay(_ root: String, at now: Instant, _ transitions: inout [Transition]) {
    var part = ledger
    part.projects = ledger.projects.filter { $0.id.text == root }
    part.responsibilities = ledger.responsibilities.filter { $0.id == root }
    if let project = part.projects.first, let index = portfolio.projects.firstIndex(where: { $0.id == project.id }) {
      let applied = book.applied(to: project, calendars: ledger.calendars)
      let today = portfolio.zone.date(of: now)
      if let plan = Planner.plan(applied, calendars: ledger.calendars, today: today).plan {
        (portfolio.projects[index], plans[project.id]) = (applied, plan)
        part.projects = [applied]
      }
      factory = AlertFactory(
        portfolio: portfolio, plans: plans, isDrill: factory.isDrill, instance: factory.instance)
    }
    let fresh = laidOutDuties(of: part)
    let old = duties.indices.filter { (duties[$0].project?.text ?? duties[$0].row) == root }
    guard fresh.map(\.id) == old.map({ duties[$0].id }) else {
      // A milestone has come under a fixed date, or lost it: which duties there are has changed.
      transitions += layOut(from: decidedThrough, at: now)
      return
    }
    for (index, duty) in zip(old, fresh) {
      duties[index] = duty
      decideDuty(index, at: now, &transitions)
    }
  }

  private func journalEntry(of answer: Answer) -> JournalEntry {
    var detail = answer.content.fields
    detail["answer"] = String(answer.number)
    if !answer.basis.isEmpty { detail["basis"] = answer.basis }
    var subject = answer.content.subject
    if case .approve(let number) = answer.content { subject = book.requests[number]?.content.subject }
    if case .refuse(let number) = answer.content { subject = book.requests[number]?.content.subject }
    detail["subject"] = subject?.text
    let duty = subject.flatMap { self.index(of: DutyID($0.text)) }.map { duties[$0] }
    var alert: AlertID?
    if case .comment(let id) = answer.content { alert = id }
    if case .unacknowledge(let id, _) = answer.content { alert = id }
    return JournalEntry(
      at: answer.at, answer.content.kind.journalKind, duty: duty?.id, due: duty?.due, alert: alert,
      party: answer.party, actor: answer.actor, reason: answer.reason, detail: detail)
  }
}

extension Answer {
  /// The project or row it bears on; for an approval that of its request.
  fileprivate func root(in book: AnswerBook) -> String? {
    if let subject = content.subject { return subject.root }
    guard case .approve(let number) = content else { return nil }
    return book.answers.first { $0.number == number }?.content.subject?.root
  }
}

extension Answer.Kind {
  /// Under which heading the journal has it.
  package var journalKind: JournalEntry.Kind {
    switch self {
    case .extend: .extensionAsked
    case .approve: .extensionApproved
    case .refuse: .extensionRefused
    case .excuse: .dutyExcused
    case .pause: .dutyPaused
    case .resume: .dutyResumed
    case .report: .progressReported
    case .verify: .reportVerified
    case .giveBack: .reportReturned
    case .silence: .silenceAdded
    case .unsilence: .silenceEnded
    case .handOver: .partyHandedOver
    case .comment: .alertCommented
    case .unacknowledge: .alertUnacknowledged
    }
  }
}
