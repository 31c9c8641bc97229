// What is handed in by several, each for itself, and in a window of time.

extension DutyTimeline {
  /// One duty for each unit that is to report: the lead ones, and every member of a group among them.
  ///
  /// - Parameter isDone: whether a party has handed this occurrence in.
  func shared(_ whole: Duty, _ row: Responsibility, isDone: (PartyID) -> Bool) -> [Duty] {
    let others = whole.assignments.filter { $0.role != .lead }
    return reporters(row).map { party in
      var duty = whole
      duty.id = DutyID("\(whole.id)/\(party)")
      duty.title = "\(whole.title) · \(portfolio.parties[party]?.name ?? party.text)"
      duty.assignments = [Assignment(.lead, party)] + others
      duty.isDone = whole.isDone || isDone(party)
      return duty
    }
  }

  private func reporters(_ row: Responsibility) -> [PartyID] {
    var seen: Set<PartyID> = []
    var result: [PartyID] = []
    func add(_ id: PartyID, depth: Int) {
      guard let party = portfolio.parties[id], seen.insert(id).inserted else { return }
      if party.kind != .group { return result.append(id) }
      guard depth < Limits.groupDepth else { return }
      for member in party.members { add(member, depth: depth + 1) }
    }
    for assignment in row.assignments where assignment.role == .lead { add(assignment.party, depth: 0) }
    return result
  }
}

extension Portfolio {
  /// The place of a level on the ladder of a policy; 0 where it has none.
  func startRung(_ level: String?, of policy: PolicyID) -> UInt8 {
    guard let level, let rungs = policies[policy]?.rungs else { return 0 }
    return rungs.firstIndex { $0.level == level }.flatMap { UInt8(exactly: $0) } ?? 0
  }
}

extension WindowRule {
  package func window(due: CivilDate, _ calendar: WorkCalendar) -> ReportingWindow {
    ReportingWindow(
      opens: calendar.date(due, plus: opens), reminds: reminds.map { calendar.date(due, plus: $0) },
      locks: calendar.date(due, plus: locks))
  }
}
