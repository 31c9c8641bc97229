// How the engine takes answers: checked, kept, and carried through to plans, due dates and pending rungs.

extension Engine {
  /// Takes an answer. Said again it gives nothing; what it moves, moves with it, and nothing sent is sent again.
  package mutating func take(_ given: Answer) throws(AnswerProblem) -> [Transition] {
    guard let (answer, tried, prepared) = try prepared(given) else { return [] }
    var first = prepared
    // What came due a moment ago is on the books before the answer is heard: with it in one transaction, behind it in the
    // journal, which says first what was asked and then what came of it.
    for transition in enterDue(at: answer.at) { first.append(transition) }
    book = tried
    var transitions = [first] + carryThrough(answer)
    decideOverdue(at: answer.at, &transitions)
    return transitions
  }

  /// The answer as it is kept, the book with it, and what is to be stored of it; nil: it was said before.
  mutating func prepared(
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
      let outcome = livePlans.plan(applied, calendars: ledger.calendars, today: today)
      guard outcome.plan != nil || Planner.plan(project, calendars: ledger.calendars, today: today).plan == nil else {
        let message = outcome.diagnostics.first { $0.severity == .error }?.message
        throw .senseless(message.map { Saying($0) } ?? Saying(en: "no plan can follow it", zh: "照此排不出计划"))
      }
    }
    return (answer, tried, first)
  }

  /// The answer that `given` says again.
  package func kept(_ given: Answer) -> Answer? {
    guard let (answer, _) = try? checked(given) else { return nil }
    return book.answers.last { answer.repeats($0) }
  }

  /// Reads the answers into the ledger.
  mutating func applyAnswers(at now: Instant) {
    var applied = book.applied(to: ledger)
    let (today, roots) = (ledger.zone.date(of: now), book.roots)
    for index in applied.projects.indices where roots.contains(applied.projects[index].id.text) {
      let project = applied.projects[index]
      if project == ledger.projects[index] { continue }
      // The ledger has changed so that no plan can follow both: the ledger spoke last.
      if Planner.plan(project, calendars: applied.calendars, today: today).plan == nil {
        applied.projects[index] = ledger.projects[index]
      }
    }
    factory = AlertFactory(portfolio: applied, isDrill: factory.isDrill, instance: factory.instance)
  }

  /// Acknowledgements were taken back: as though they had not been given, silence counts from when the alert was raised, and
  /// what they promised is forgotten.
  private mutating func withdrawn(_ id: AlertID, at now: Instant, _ transitions: inout [Transition]) {
    guard var alert = openAlerts[id], let slot = slot(of: alert.duty) else { return }
    let policy = policy(of: alert.duty)
    var transition = Transition(at: now)
    if alert.state == .acknowledged, !alert.isAnswered(by: policy, book) {
      alert.state = .raised
      openAlerts.replace(alert)
      transition.alerts.append(alert)
    }
    if states[slot]?.lastAlert?.alert == id {
      states[slot]?.lastAlert?.isAnswered = alert.state == .acknowledged
      // One that had run out moved it.
      if alert.standing(book).isEmpty { states[slot]?.lastAlert?.at = alert.raisedAt }
    }
    if let last = states[slot]?.lastAlert, let promise = last.promise,
      alert.acknowledgements.indices.contains(where: {
        alert.acknowledgements[$0].promise == promise && !alert.isStanding($0, book)
      })
    {
      let still = promiseStill(of: alert.duty, since: last)
      states[slot]?.lastAlert?.promise = still
    }
    if let state = states[slot] { transition.states.append(state) }
    transitions.append(transition)
    decideTogether([slot] + takeOverdue(), at: now, &transitions)
  }

  /// What was promised last of a duty for the date in force, by whoever still stands by it, and is still to be judged: a promise
  /// outlives the alert that it was given for.
  private func promiseStill(of duty: DutyID, since last: DutyState.RaisedAlert) -> CivilDate? {
    let raisedOn = portfolio.zone.date(of: last.at)
    let given = openAlerts.all(of: duty).filter { $0.due == last.due }.flatMap { $0.standing(book) }
    return given.filter { $0.promise.map { $0 >= raisedOn } ?? false }.max { $0.at < $1.at }?.promise
  }

  private mutating func carryThrough(_ answer: Answer) -> [Transition] {
    var transitions: [Transition] = []
    switch answer.content {
    case .approve, .pause, .resume, .report, .verify, .giveBack:
      if let root = answer.root(in: book) { relay(root, at: answer.at, &transitions) }
    case .unsilence:
      let silenced = states.slots.filter { states[$0]!.settled.contains { $0.outcome == .silenced } }
      // The end of the silence itself may just have come due, and is taken back below.
      decideTogether(silenced + takeOverdue(except: .silences), at: answer.at, &transitions)
      laySilences(at: answer.at, &transitions)
    case .silence: laySilences(at: answer.at, &transitions)
    case .handOver: applyAnswers(at: answer.at)
    case .unacknowledge(let id, _): withdrawn(id, at: answer.at, &transitions)
    case .extend, .refuse, .excuse, .comment: break
    }
    return transitions
  }

  /// Plans one project, or reads one row, again and brings its duties up to that.
  private mutating func relay(_ root: String, at now: Instant, _ transitions: inout [Transition]) {
    let before = portfolio
    if let index = factory.index(of: ProjectID(root)) {
      let applied = book.applied(to: ledger.projects[index], calendars: ledger.calendars)
      let outcome = livePlans.plan(applied, calendars: ledger.calendars, today: portfolio.zone.date(of: now))
      if let plan = outcome.plan {
        factory.replace(applied)
        lay(.project(applied.id), at: index, before: before, plan: plan, at: now, &transitions)
      }
    }
    if let index = ledger.responsibilities.firstIndex(where: { $0.id == root }) {
      lay(.row(root), at: index, before: before, plan: nil, at: now, &transitions)
    }
    // A number may have been reached by it.
    let project = factory.project(ProjectID(root))
    for (index, quota) in ledger.quotas.enumerated()
    where quota.id == root || quota.reports == root || project.map(quota.filter.covers) ?? false {
      lay(.quota(quota.id), at: index, before: before, plan: nil, at: now, &transitions)
    }
  }

  /// A silence was added, or ended: its end is a duty, where some policy watches silences.
  private mutating func laySilences(at now: Instant, _ transitions: inout [Transition]) {
    guard portfolio.silencePolicy != nil else { return }
    let before = portfolio
    applyAnswers(at: now)
    lay(.silences, at: 0, before: before, plan: nil, at: now, &transitions)
  }

  private func journalEntry(of answer: Answer) -> JournalEntry {
    var detail = NamedWords(answer.content.fields)
    detail["answer"] = String(answer.number)
    if !answer.basis.isEmpty { detail["basis"] = answer.basis }
    var subject = answer.content.subject
    if case .approve(let number) = answer.content { subject = book.requests[number]?.content.subject }
    if case .refuse(let number) = answer.content { subject = book.requests[number]?.content.subject }
    detail["subject"] = subject?.text
    let duty = subject.flatMap { slot(of: DutyID($0.text)) }.map { self.duty($0) }
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
