// What the ledger says, read together with the answers given since.

extension Subject {
  /// The project or row that it belongs to: `P01` of `P01/m09:finish`.
  var root: String { String(text.prefix { $0 != "/" && $0 != ":" && $0 != "@" }) }
}

extension AnswerBook {
  /// Ids of projects and rows that some answer bears on.
  package var roots: Set<String> {
    Set((Array(extensions.keys) + Array(pauses.keys) + Array(reports.keys)).map(\.root))
  }

  /// By root, the first period of a series that was put off: `W@2021-07-13` bears its date in its id.
  var firstPutOff: [String: CivilDate] {
    let periods = extensions.keys.compactMap { subject in
      let date = subject.text.drop { $0 != "@" }.dropFirst().prefix(10)
      return CivilDate(iso: date).map { (subject.root, $0) }
    }
    return Dictionary(periods, uniquingKeysWith: min)
  }

  /// The ledger with the answers, as far as they are to be planned with; and who has taken over from whom.
  package func applied(to ledger: Portfolio) -> Portfolio {
    var portfolio = ledger
    let roots = roots
    if !roots.isEmpty {
      for index in portfolio.projects.indices where roots.contains(portfolio.projects[index].id.text) {
        portfolio.projects[index] = applied(to: portfolio.projects[index], calendars: ledger.calendars)
      }
    }
    portfolio.silences = silences.values.sorted { $0.number < $1.number }
    for party in successors.keys { portfolio.parties[party]?.successor = successor(of: party) }
    return portfolio
  }

  package func applied(to ledger: Project, calendars: [CalendarID: WorkCalendar]) -> Project {
    var project = ledger
    for index in project.milestones.indices {
      guard let report = reports[Subject("\(project.id)/\(project.milestones[index].id)")] else { continue }
      report.write(to: &project.milestones[index])
    }
    if let calendar = calendars[project.calendar] {
      let days = workingDaysPaused(Subject(project.id.text), basis: ledger.finish?.description ?? "", calendar)
      if days > 0 { project.shift(by: days, calendar) }
    }
    if let to = extensions[Subject(project.id.text)], let finish = project.finish { project.finish = max(finish, to) }
    return project
  }

  /// What bears on the duty itself: done by report, put off, or moved by a pause of its row.
  package func apply(to duty: inout Duty, in portfolio: Portfolio) {
    guard let calendar = portfolio.calendars[duty.calendar] else { return }
    var due = duty.due
    if duty.project == nil {
      if reports.contains(where: { $0.key.covers(duty.id) && $0.value.isFinished }) { duty.isDone = true }
      if duty.kind == .responsibility, let row = duty.row {
        due = calendar.add(workingDaysPaused(Subject(row), basis: due.description, calendar), to: due)
      }
    }
    if let to = extensions[Subject(duty.id.text)] { due = max(due, to) }
    guard due != duty.due else { return }
    let later = portfolio.zone.instant(due, portfolio.zone.local(duty.dueAt).time)
    // The period that the occurrence of a series had, it keeps.
    duty.lapsesAt = duty.lapsesAt.map { later + ($0 - duty.dueAt) }
    duty.window = duty.window?.moved(by: due - duty.due)
    duty.isProvisional = duty.isProvisional || calendar.isProvisional(due)
    (duty.due, duty.dueAt) = (due, later)
  }

  /// Working days from the first day of each pause to the day before it was resumed. A pause counts as long as the ledger
  /// says what it said at the resumption: a new date there has taken it into account.
  private func workingDaysPaused(_ subject: Subject, basis: String, _ calendar: WorkCalendar) -> Int {
    guard let pauses = pauses[subject] else { return 0 }
    return pauses.reduce(0) { days, pause in
      guard let through = pause.through, pause.basis == basis else { return days }
      return days + calendar.count(after: pause.from - 1, through: through - 1)
    }
  }
}

extension AnswerBook.Report {
  /// It counts: nothing, or nobody, has to confirm it any more.
  private var isConfirmed: Bool { standing == .taken || standing == .verified }

  var isFinished: Bool { inForce.map { $0.isConfirmed && $0.progress.finish != nil } ?? false }

  /// Field by field: the report stands where the ledger says what it said when it was given.
  func write(to milestone: inout Milestone) {
    if standing == .givenBack {
      before.first?.write(to: &milestone)
      return
    }
    guard basis.count == 3 else { return }
    let said = AnswerBook.Report.basis(of: milestone)
    if let start = progress.start, said[0] == basis[0] { milestone.actualStart = start }
    if let finish = progress.finish, isConfirmed, said[1] == basis[1] { milestone.actualFinish = finish }
    if let percent = progress.percent, said[2] == basis[2] { milestone.percent = percent }
  }

  /// What the ledger says of start, finish and percent.
  static func basis(of milestone: Milestone?) -> [String] {
    [
      milestone?.actualStart?.description ?? "", milestone?.actualFinish?.description ?? "",
      milestone?.percent.map(String.init) ?? "",
    ]
  }
}

extension Project {
  /// Moves what is fixed and still ahead. What is finished stays.
  fileprivate mutating func shift(by days: Int, _ calendar: WorkCalendar) {
    func move(_ date: inout CivilDate?) { date = date.map { calendar.add(days, to: $0) } }
    move(&finish)
    for index in milestones.indices where milestones[index].actualFinish == nil {
      if milestones[index].actualStart == nil {
        move(&milestones[index].constraints.startOn)
        move(&milestones[index].constraints.notStartAfter)
      }
      move(&milestones[index].constraints.finishOn)
      move(&milestones[index].constraints.notFinishAfter)
      move(&milestones[index].constraints.deadline)
    }
  }
}
