/// All answers taken, and what of them is in force.
package struct AnswerBook: Sendable {
  package private(set) var answers: [Answer] = []
  /// Approved: the day that has taken the place of an earlier one.
  package private(set) var extensions: [Subject: CivilDate] = [:]
  /// Asked for and not decided.
  package private(set) var requests: [Int: Answer] = [:]
  package private(set) var excuses: [Answer] = []
  package private(set) var pauses: [Subject: [Pause]] = [:]
  package private(set) var reports: [Subject: Report] = [:]
  package private(set) var silences: [Int: Answer] = [:]
  /// Acknowledgements taken back: the first so many of an alert, of one party or of all.
  package private(set) var withdrawals: [AlertID: [Withdrawal]] = [:]
  package private(set) var successors: [PartyID: PartyID] = [:]

  package struct Pause: Hashable, Sendable {
    package var from: CivilDate
    /// Nil: it still stands.
    package var through: CivilDate?
    /// The ledger's finish, or due date, when it was resumed.
    package var basis: String
  }

  package struct Report: Hashable, Sendable {
    package enum Standing: String, Hashable, Sendable { case taken, awaiting, verified, givenBack }
    package var standing: Standing
    package var answer: Answer
    package var progress: ReportedProgress
    /// What the ledger said of each field when it was reported.
    package var basis: [String]
    /// While it waits: until when nobody is chased for it.
    package var heldUntil: Instant?
    /// What its finish came with: a later word on the percentage is not who reported it.
    var finisher: Answer?
    /// What had been reported before the finish, or before this where it has none: that stands if this is given back. At most one.
    fileprivate(set) var before: [Report] = []

    /// What counts of it.
    var inForce: Report? { standing == .givenBack ? before.first : self }
  }

  package struct Withdrawal: Hashable, Sendable {
    package var party: PartyID?
    package var before: Int
  }

  private var highest = 0

  package init() {}

  /// - Parameter highest: the highest number ever given, where not every answer could be read.
  package init(_ answers: [Answer], highest: Int = 0) {
    self.highest = highest
    for answer in answers.sorted(by: { $0.number < $1.number }) { take(answer) }
  }

  package var nextNumber: Int { max(answers.last?.number ?? 0, highest) + 1 }

  package func pause(of subject: Subject) -> Pause? { pauses[subject]?.last.flatMap { $0.through == nil ? $0 : nil } }

  /// Whether the last word on the same matter was this one: then it says nothing new.
  ///
  /// A report after it was given back, or a pause after a resumption, is news though the words are the same.
  package func isRepeated(_ answer: Answer) -> Bool {
    if case .unacknowledge = answer.content { return false }
    let same = answers.last { $0.content.matter == answer.content.matter }
    if let same, same.repeats(answer) { return true }
    switch answer.content {
    case .report, .pause, .resume, .verify, .giveBack, .handOver, .unacknowledge: return false
    case .extend, .approve, .refuse, .excuse, .silence, .unsilence, .comment:
      return answers.contains { $0.repeats(answer) }
    }
  }

  package mutating func take(_ answer: Answer) {
    answers.append(answer)
    switch answer.content {
    case .extend: requests[answer.number] = answer
    case .approve(let number):
      if case .extend(let subject, let to)? = requests.removeValue(forKey: number)?.content { extensions[subject] = to }
    case .refuse(let number): requests[number] = nil
    case .excuse: excuses.append(answer)
    case .pause(let subject, let from):
      pauses[subject, default: []].append(Pause(from: from, through: nil, basis: ""))
    case .resume(let subject, let on):
      guard let last = pauses[subject]?.indices.last else { return }
      pauses[subject]![last].through = on
      pauses[subject]![last].basis = answer.basis
    case .report(let subject, let progress): report(answer, subject, progress)
    case .verify(let subject): reports[subject]?.standing = .verified
    case .giveBack(let subject): reports[subject]?.standing = .givenBack
    case .silence: silences[answer.number] = answer
    case .unsilence(let number):
      if case .silence(var silence)? = silences[number]?.content, silence.until > answer.at {
        silence.until = answer.at
        silences[number]?.content = .silence(silence)
      }
    case .handOver(let from, let to): successors[from] = to
    case .comment: break
    case .unacknowledge(let alert, let party):
      withdrawals[alert, default: []].append(.init(party: party, before: Int(answer.basis) ?? 0))
    }
  }

  /// A later report adds to an earlier one; one that was given back is not added to.
  private mutating func report(_ answer: Answer, _ subject: Subject, _ progress: ReportedProgress) {
    var parts = answer.basis.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let heldUntil = parts.count == 4 ? parts.removeLast().asInstant : nil
    var report = Report(
      standing: heldUntil == nil ? .taken : .awaiting, answer: answer, progress: progress, basis: parts,
      heldUntil: heldUntil)
    report.finisher = progress.finish == nil ? nil : answer
    if var earlier = reports[subject]?.inForce, parts.count == 3, earlier.basis.count == 3 {
      if progress.start == nil { (report.progress.start, report.basis[0]) = (earlier.progress.start, earlier.basis[0]) }
      if progress.finish == nil {
        (report.progress.finish, report.basis[1]) = (earlier.progress.finish, earlier.basis[1])
        report.finisher = earlier.finisher
        if earlier.standing != .taken { (report.standing, report.heldUntil) = (earlier.standing, earlier.heldUntil) }
      }
      if progress.percent == nil {
        (report.progress.percent, report.basis[2]) = (earlier.progress.percent, earlier.basis[2])
      }
      if progress.finish == nil, earlier.progress.finish != nil {
        report.before = earlier.before
      } else {
        earlier.before = []
        report.before = [earlier]
      }
    }
    reports[subject] = report
  }

  /// Who acts for a party now. Those who handed over to each other in a circle act for themselves.
  package func successor(of party: PartyID) -> PartyID? {
    var (current, seen) = (party, Set([party]))
    while let next = successors[current] {
      if !seen.insert(next).inserted { return next == party ? nil : next }
      current = next
    }
    return current == party ? nil : current
  }
}

extension Answer.Content {
  /// Answers on the same matter follow each other: the last one is in force.
  fileprivate var matter: [String] {
    switch self {
    case .report(let subject, _), .verify(let subject), .giveBack(let subject): ["report", subject.text]
    case .pause(let subject, _), .resume(let subject, _): ["pause", subject.text]
    case .handOver(let from, _): ["handOver", from.text]
    default: [kind.rawValue, subject?.text ?? ""]
    }
  }
}

extension String {
  fileprivate var asInstant: Instant? { Int64(self).map { Instant(seconds: $0) } }
}
