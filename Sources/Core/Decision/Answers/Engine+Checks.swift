// What has to be true of an answer before it is taken.

extension Engine {
  /// The answer as it is kept: numbered, its subject in the form the book knows, with the ledger's word on it.
  ///
  /// - Parameter day: on which it was said, where a ledger says another than that on which it is taken.
  func checked(_ given: Answer, saidOn day: CivilDate? = nil) throws(AnswerProblem) -> (
    answer: Answer, isRepeated: Bool
  ) {
    var answer = given
    answer.number = book.nextNumber
    answer.content = try normalized(given.content)
    if let party = answer.party, portfolio.parties[party] == nil { throw .unknownParty(party) }
    if book.isRepeated(answer) { return (answer, true) }
    let today = portfolio.zone.date(of: answer.at)
    switch answer.content {
    case .extend(let subject, let to): try check(extensionOf: subject, to: to, at: answer.at)
    case .approve(let number), .refuse(let number):
      guard let request = book.requests[number] else { throw .nothingOpen(number) }
      if request.isSamePerson(as: answer) { throw .samePerson }
    case .excuse(_, _, let through): if through < today { throw .inThePast(through) }
    case .pause(let subject, let from):
      if from > today { throw .inTheFuture(from) }
      if book.pause(of: subject) != nil { throw .alreadyPaused(subject) }
      if let last = book.pauses[subject]?.last?.through, from < last {
        throw .senseless(Saying(en: "\(subject) was paused until \(last) already", zh: "\(subject) 此前已停缓建至 \(last)"))
      }
    case .resume(let subject, let on):
      guard let pause = book.pause(of: subject) else { throw .notPaused(subject) }
      if on > today { throw .inTheFuture(on) }
      if on < pause.from {
        throw .senseless(
          Saying(en: "\(subject) has been paused only since \(pause.from)", zh: "\(subject) 从 \(pause.from) 起才停缓建"))
      }
      answer.basis = basis(of: subject)
    case .report(let subject, let progress):
      try checkWindow(of: subject, on: day ?? today)
      answer.basis = try basis(of: progress, on: subject, at: answer.at)
    case .verify(let subject):
      guard let report = book.reports[subject], report.standing == .awaiting else { throw .nothingReported(subject) }
      if (report.finisher ?? report.answer).isSamePerson(as: answer) { throw .samePerson }
    case .giveBack(let subject):
      guard let report = book.reports[subject], report.standing != .givenBack else { throw .nothingReported(subject) }
    case .silence(let silence):
      if silence.until <= silence.from { throw .senseless(.silenceWithoutLength) }
      if silence.until <= answer.at { throw .inThePast(portfolio.zone.date(of: silence.until)) }
    case .unsilence(let number):
      guard case .silence(let silence)? = book.silences[number]?.content, silence.until > answer.at else {
        throw .nothingOpen(number)
      }
    case .handOver(let from, let to):
      for party in [from, to] where portfolio.parties[party] == nil { throw .unknownParty(party) }
      if from == to { throw .senseless(Saying(en: "\(from) cannot hand over to itself", zh: "\(from) 不能向自己交账")) }
    case .comment(let id): if openAlerts[id] == nil { throw .unknownAlert(id) }
    case .unacknowledge(let id, let party):
      guard let alert = openAlerts[id] else { throw .unknownAlert(id) }
      guard
        alert.acknowledgements.indices.contains(where: {
          alert.isStanding($0, book) && (party == nil || alert.acknowledgements[$0].party == party)
        })
      else { throw .senseless(Saying(en: "alert \(id) has no such acknowledgement", zh: "督办单 \(id) 没有这份签收")) }
      answer.basis = String(alert.acknowledgements.count)
    }
    return (answer, false)
  }

  /// A milestone's extension is its finish's; a report on a duty of a milestone is one on the milestone.
  func normalized(_ content: Answer.Content) throws(AnswerProblem) -> Answer.Content {
    guard let subject = content.subject else { return content }
    guard isKnown(subject) else { throw unknown(subject) }
    switch content {
    case .extend(let subject, let to):
      let finish = Subject("\(subject):finish")
      return .extend(slot(of: DutyID(finish.text)) == nil ? subject : finish, to: to)
    case .report(_, let progress): return .report(Subject(subject.withoutKind), progress)
    case .verify: return .verify(Subject(subject.withoutKind))
    case .giveBack: return .giveBack(Subject(subject.withoutKind))
    case .pause, .resume:
      guard subject.root == subject.text else {
        throw .notFor(subject, expected: Saying(en: "a project or a row", zh: "项目或条目"))
      }
      return content
    default: return content
    }
  }

  private func isKnown(_ subject: Subject) -> Bool {
    slot(of: DutyID(subject.text)) != nil
      || slots(under: subject.root).contains { subject.covers(table.id($0, in: portfolio)) }
      || factory.project(ProjectID(subject.text)) != nil || milestone(subject) != nil
  }

  private func unknown(_ subject: Subject) -> AnswerProblem {
    let names =
      ledger.projects.map(\.id.text) + ledger.responsibilities.map(\.id)
      + slots(under: subject.root).map { table.id($0, in: portfolio).text }
    return .unknownSubject(subject, nearest: nearestName(to: subject.text, among: names))
  }

  private func check(extensionOf subject: Subject, to: CivilDate, at now: Instant) throws(AnswerProblem) {
    if let slot = slot(of: DutyID(subject.text)) {
      let duty = duty(slot)
      if duty.isDone { throw .senseless(Saying(en: "\(subject) is done", zh: "\(subject) 已经办结")) }
      if now >= duty.dueAt { throw .tooLate(due: duty.due) }
      if to <= duty.due { throw .notLater(than: duty.due) }
      return
    }
    guard let project = factory.project(ProjectID(subject.text)), let finish = project.finish else {
      throw .notFor(subject, expected: Saying(en: "a duty, or a project with a fixed finish", zh: "事项，或有固定完成日期的项目"))
    }
    if portfolio.zone.date(of: now) > finish { throw .tooLate(due: finish) }
    if to <= finish { throw .notLater(than: finish) }
  }

  /// A report that was given back may be mended after the lock.
  private func checkWindow(of subject: Subject, on day: CivilDate) throws(AnswerProblem) {
    guard let window = slot(of: DutyID(subject.text)).flatMap({ duty($0).window }) else { return }
    switch window.standing(on: day) {
    case .notOpen: throw .notOpenYet(opens: window.opens)
    case .open: return
    case .locked: if book.reports[subject]?.standing != .givenBack { throw .locked(since: window.locks) }
    }
  }

  /// What the ledger says of the date that a resumption moves.
  private func basis(of subject: Subject) -> String {
    if let project = ledger.projects.first(where: { $0.id.text == subject.text }) {
      return project.finish?.description ?? ""
    }
    guard case .once(let due)? = ledger.responsibilities.first(where: { $0.id == subject.text })?.schedule else {
      return ""
    }
    return due.description
  }

  /// The ledger's word on each field, and until when nobody is chased, if the finish is to be verified.
  private func basis(of progress: ReportedProgress, on subject: Subject, at now: Instant) throws(AnswerProblem)
    -> String
  {
    if progress.isEmpty { throw .senseless(.emptyReport) }
    let today = portfolio.zone.date(of: now)
    for date in [progress.start, progress.finish] { if let date, date > today { throw .inTheFuture(date) } }
    let milestone = milestone(subject)
    if milestone == nil, slot(of: DutyID(subject.text)) == nil {
      throw .notFor(subject, expected: Saying(en: "a milestone, or a duty of a row", zh: "节点，或条目的事项"))
    }
    if milestone == nil, progress.finish == nil {
      throw .senseless(Saying(en: "of a row only its finish is reported", zh: "条目只报完成日期"))
    }
    let start = progress.start ?? milestone?.actualStart
    if let fault = RecordedProgress(
      actualStart: start, actualFinish: progress.finish ?? milestone?.actualFinish, percent: progress.percent
    ).faults.first {
      throw .senseless(Saying(fault.message))
    }
    var parts = AnswerBook.Report.basis(of: milestone)
    if progress.finish != nil, let until = verificationEnd(of: subject, at: now) { parts.append(String(until.seconds)) }
    return parts.joined(separator: "|")
  }

  private func milestone(_ subject: Subject) -> Milestone? {
    let names = subject.text.split(separator: "/", maxSplits: 1).map(String.init)
    guard names.count == 2, let project = ledger.projects.first(where: { $0.id.text == names[0] }) else { return nil }
    guard let milestone = project.milestones.first(where: { $0.id.text == names[1] }) else { return nil }
    return project.milestones.contains { $0.parent == milestone.id } ? nil : milestone
  }

  /// Until when a reported finish may wait to be verified; nil: the policy asks for no verification.
  private func verificationEnd(of subject: Subject, at now: Instant) -> Instant? {
    var ends: [Instant] = []
    for slot in slots(under: subject.root) where subject.covers(duty(slot).id) {
      let duty = duty(slot)
      guard let policy = policy(at: slot), let span = policy.answers.verifyWithin,
        let calendar = portfolio.calendars[duty.calendar]
      else { continue }
      ends.append(Ladder(policy: policy, calendar: calendar, zone: portfolio.zone).answerBy(span, raised: now))
    }
    return ends.min()
  }
}
