/// Makes an alert and its deliveries of a raised rung: who is told, how, and the facts as they stand.
package struct AlertFactory: Sendable {
  private(set) var portfolio: Portfolio
  let isDrill: Bool
  /// Distinguishes this installation's keys from all others'.
  let instance: String
  private let projectIndex: [ProjectID: Int]
  private let requirements: [String: String]
  private var plans = RecentPlans()

  package init(portfolio: Portfolio, isDrill: Bool, instance: String) {
    self.portfolio = portfolio
    self.isDrill = isDrill
    self.instance = instance
    self.projectIndex = Dictionary(
      portfolio.projects.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    self.requirements = Dictionary(
      portfolio.responsibilities.compactMap { row in row.requirement.map { (row.id, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  func index(of project: ProjectID) -> Int? { projectIndex[project] }
  func project(_ id: ProjectID) -> Project? { projectIndex[id].map { portfolio.projects[$0] } }

  /// Another state of the same project is in force.
  mutating func replace(_ project: Project) {
    guard let index = projectIndex[project.id] else { return }
    portfolio.projects[index] = project
    plans.forget(project.id)
  }

  package mutating func alert(
    _ id: AlertID, for duty: Duty, _ raise: Decision.Raise, ladder: Ladder, at now: Instant
  ) -> Alert {
    let project = duty.project.flatMap { projectIndex[$0] }.map { portfolio.projects[$0] }
    let rung = ladder.rungs[raise.rung]
    let answerBy = rung.answerWithin.map { ladder.answerBy($0, raised: now) }
    let lastDay = max(raise.reason.scheduledAt, answerBy ?? .distantPast)
    return Alert(
      id: id, duty: duty.id, dutyKind: duty.kind, title: duty.title, project: duty.project,
      projectName: project?.name, milestone: duty.milestone, due: duty.due, dueAt: duty.dueAt, rung: rung.id,
      level: rung.level, rungName: rung.name, colour: rung.colour, template: rung.template, reason: raise.reason,
      raisedAt: now, answerBy: answerBy,
      superseded: raise.superseded, recipients: recipients(of: rung, for: duty, at: now),
      chain: chain(of: duty, in: project, at: now),
      requirement: duty.row.flatMap { requirements[$0] },
      isProvisional: duty.isProvisional || ladder.calendar.isProvisional(ladder.zone.date(of: lastDay)),
      isDrill: isDrill)
  }

  /// The journal first, then each recipient over each channel.
  package func deliveries(of alert: Alert, ladder: Ladder) -> [Delivery] {
    let rank = ladder.index(of: alert.rung) ?? 0
    let isUrgent = ladder.rungs.indices.contains(rank) && ladder.rungs[rank].isUrgent
    let (name, retry) = (alert.id.text, ladder.policy.retry)
    var deliveries: [Delivery] = []
    func add(_ party: PartyID?, _ role: Role?, _ channel: Channel, _ address: String) {
      // Joined, not interpolated: it is a tenth of what an alert costs otherwise.
      let id = name + "-" + String(deliveries.count + 1)
      deliveries.append(
        Delivery(
          id: DeliveryID(id), alert: alert.id, party: party, role: role, channel: channel, address: address,
          key: id + "-" + instance, retry: retry, isUrgent: isUrgent, rank: rank))
    }
    add(nil, nil, .journal, "")
    for recipient in alert.recipients where !recipient.channels.isEmpty {
      guard let party = portfolio.parties[recipient.party] else { continue }
      for channel in recipient.channels {
        if let address = party.address(over: channel) { add(recipient.party, recipient.role, channel, address) }
      }
    }
    return deliveries
  }

  /// Each party once, in its first role of the rung's list; groups stand for their members.
  package func recipients(of rung: Rung, for duty: Duty, at now: Instant) -> [AlertRecipient] {
    let day = portfolio.zone.date(of: now)
    let others = rung.channels.filter { $0 != .journal }
    var seen: Set<PartyID> = []
    var result: [AlertRecipient] = []
    /// Most alerts go to two or three, who are looked through faster than they are hashed.
    func isNew(_ id: PartyID) -> Bool {
      if result.count < 8 { return !result.contains { $0.party == id } }
      if seen.isEmpty { seen = Set(result.lazy.map(\.party)) }
      return seen.insert(id).inserted
    }
    func add(_ named: PartyID, _ role: Role?, depth: Int) {
      guard let party = present(named, on: day) else { return }
      let id = party.id
      if party.kind == .group {
        guard depth < Limits.groupDepth else { return }
        for member in party.members { add(member, role, depth: depth + 1) }
      } else if isNew(id) {
        // As a rule all of them, which all recipients then share.
        let reached = others.allSatisfy { party.address(over: $0) != nil }
        let channels = reached ? others : others.filter { party.address(over: $0) != nil }
        result.append(AlertRecipient(party: id, name: party.name, role: role, channels: channels))
      }
    }
    for recipient in rung.recipients {
      switch recipient {
      case .party(let id): add(id, nil, depth: 0)
      case .role(let role):
        for assignment in duty.assignments where assignment.role == role { add(assignment.party, role, depth: 0) }
      }
    }
    return result
  }

  /// Whoever acts for a party on a day: its successor, and while that one is away its deputy, who may be away too.
  private func present(_ named: PartyID, on day: CivilDate) -> Party? {
    guard var party = portfolio.parties[named] else { return nil }
    if party.successor == nil, party.absences.isEmpty { return party }
    var seen: Set<PartyID> = []
    while seen.insert(party.id).inserted {
      if let next = party.successor, let successor = portfolio.parties[next] {
        party = successor
      } else if let absence = party.absences.first(where: { $0.from <= day && day <= $0.through }),
        let deputy = portfolio.parties[absence.deputy]
      {
        party = deputy
      } else {
        return party
      }
    }
    // Round in a circle: everybody is away, and the one named is told.
    return portfolio.parties[named]
  }

  private mutating func chain(of duty: Duty, in project: Project?, at now: Instant) -> [Alert.ChainStep] {
    guard let project, let milestone = duty.milestone,
      let plan = plans.plan(project, calendars: portfolio.calendars, today: portfolio.zone.date(of: now))
    else { return [] }
    let names = Dictionary(project.milestones.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    let planned = Dictionary(plan.milestones.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return plan.chain(to: milestone, in: project).compactMap { id in
      guard let dates = planned[id], let name = names[id] else { return nil }
      return Alert.ChainStep(name: name, latestStart: dates.latestStart, latestFinish: dates.latestFinish)
    }
  }
}

extension Party {
  /// Where the party is reached over `channel`, if it can be.
  package func address(over channel: Channel) -> String? {
    switch channel {
    case .journal: nil
    case .email: email
    case .webhook: webhook?.text
    }
  }
}
