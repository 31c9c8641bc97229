import Core
import TestSupport

// What every alert has to be when it is raised.

extension WorldLaws {
  /// - Returns: what is wrong with the alerts raised since, in words.
  func alerts(since before: Before) -> [String] {
    let new = new(since: before)
    if new.isEmpty { return [] }
    // On the books before this step or raised in it.
    return new.flatMap { alert -> [String] in
      guard let duty = duty(alert.duty), let rung = ladder(duty).rungs.first(where: { $0.id == alert.rung }) else {
        return []
      }
      return timed(alert, rung, duty) + told(alert, rung, duty) + muted(alert, rung, duty)
    }
  }

  /// It was raised by a trigger of its rung, for when that says, and not before.
  private func timed(_ alert: Alert, _ rung: Rung, _ duty: Duty) -> [String] {
    let name = "alert \(alert.id) on \(alert.duty) for \(alert.due)"
    if alert.reason.scheduledAt > alert.raisedAt { return ["\(name) was early"] }
    guard let trigger = rung.triggers.first(where: { "\($0)" == alert.reason.trigger })
    else { return duty.held[rung.id] == nil ? ["\(name): \(rung.id) has no trigger \(alert.reason.trigger)"] : [] }
    let instant = instant(trigger, rung, duty, due: alert.due, dueAt: alert.dueAt)
    if let instant, instant != alert.reason.scheduledAt {
      let iso = world.portfolio.zone.iso
      return ["\(name): \(trigger) comes at \(iso(instant)), not at \(iso(alert.reason.scheduledAt))"]
    }
    // An answer that ran out is none any more.
    guard case .unanswered = trigger, ladder(duty).policy.answers.acknowledgementHolds == nil else { return [] }
    let earlier = world.raised.prefix { $0 != alert.id }.last { world.alert($0)?.duty == alert.duty }
    guard let last = earlier.flatMap(world.alert), last.due == alert.due, last.state == .acknowledged,
      hasEnough(last, last.acknowledgements.filter { $0.at <= alert.raisedAt }, duty)
    else { return [] }
    return ["\(name): raised as unanswered, and \(last.id) was answered"]
  }

  /// Whoever acts for those whom the rung names on that day, each once, over the channels that reach them.
  private func told(_ alert: Alert, _ rung: Rung, _ duty: Duty) -> [String] {
    let day = world.portfolio.zone.date(of: alert.raisedAt)
    var expected: [AlertRecipient] = []
    func add(_ id: PartyID, _ role: Role?) {
      guard let party = acting(for: id, on: day) else { return }
      if party.kind == .group {
        for member in party.members { add(member, role) }
      } else if !expected.contains(where: { $0.party == party.id }) {
        let channels = rung.channels.filter {
          $0 == .email ? party.email != nil : $0 == .webhook ? party.webhook != nil : false
        }
        expected.append(AlertRecipient(party: party.id, name: party.name, role: role, channels: channels))
      }
    }
    for recipient in rung.recipients {
      switch recipient {
      case .party(let id): add(id, nil)
      case .role(let role): for each in duty.assignments where each.role == role { add(each.party, role) }
      }
    }
    if alert.recipients == expected { return [] }
    return ["alert \(alert.id) went to \(alert.recipients.map(\.party)), not to \(expected.map(\.party))"]
  }

  /// Whoever has taken over, or else stands in; one who stands in may be away as well.
  private func acting(for id: PartyID, on day: CivilDate) -> Party? {
    let parties = world.portfolio.parties
    var heirs: [PartyID: PartyID] = [:]
    for answer in world.answers { if case .handOver(let from, let to) = answer.content { heirs[from] = to } }
    func heir(_ id: PartyID) -> PartyID? {
      var (current, seen) = (id, Set([id]))
      while let next = heirs[current] {
        // Round in a circle: whoever is in it acts for itself.
        guard seen.insert(next).inserted else { return next == id ? nil : next }
        current = next
      }
      return current == id ? nil : current
    }
    var (current, seen) = (id, Set<PartyID>())
    while seen.insert(current).inserted {
      if let next = heir(current), parties[next] != nil {
        current = next
      } else if let away = parties[current]?.absences.first(where: { $0.from <= day && day <= $0.through }) {
        current = away.deputy
      } else {
        return parties[current]
      }
    }
    return parties[id]
  }

  /// Nobody had said that it should not be raised.
  private func muted(_ alert: Alert, _ rung: Rung, _ duty: Duty) -> [String] {
    let (zone, now) = (world.portfolio.zone, alert.raisedAt)
    let day = zone.date(of: now)
    let project = world.portfolio.projects.first { $0.id == duty.project }
    for answer in world.answers where answer.at < now {
      switch answer.content {
      case .excuse(let subject, let levels, let through)
      where subject.covers(duty.id) && day <= through && (levels.isEmpty || levels.contains(rung.level)):
        return ["alert \(alert.id) was raised, and excuse \(answer.number) excuses it"]
      case .silence:
        guard case .silence(let silence)? = world.book.silences[answer.number]?.content,
          silence.isActive(at: now, in: zone), silence.matches(DutyFacts(duty, project: project), rung)
        else { continue }
        return ["alert \(alert.id) was raised, and silence \(answer.number) silences it"]
      default: continue
      }
    }
    return []
  }

  // MARK: Silences and answers

  /// What a silence held back is raised when nothing holds it back any more.
  func kept(_ duty: Duty, _ state: DutyState?, _ ladder: Ladder) -> [String] {
    guard let state, state.phase == .open, state.settled.contains(where: { $0.outcome == .silenced })
    else { return [] }
    let reached = state.lastAlert.flatMap { $0.due == duty.due ? ladder.index(of: $0.rung) : nil } ?? -1
    let held = state.settled.filter { item in
      item.outcome == .silenced && item.due == duty.due && ladder.index(of: item.rung).map { $0 > reached } ?? false
    }
    if held.isEmpty || world.restraint(on: duty).isHeld(at: world.now) { return [] }
    let project = world.portfolio.projects.first { $0.id == duty.project }
    let silences = world.book.silences.values.compactMap { answer -> Silence? in
      if case .silence(let silence) = answer.content { silence } else { nil }
    }.filter { $0.isActive(at: world.now, in: world.portfolio.zone) }
    let inhibited = world.portfolio.inhibitions(on: duty, by: world.openAlerts.values).flatMap(\.levels)
    return held.compactMap { item in
      let rung = ladder.rungs[ladder.index(of: item.rung)!]
      let isSilent = silences.contains { $0.matches(DutyFacts(duty, project: project), rung) }
      return isSilent || inhibited.contains(rung.level)
        ? nil : "\(duty.id) \(duty.due) \(rung.id) is silenced, and nothing silences it"
    }
  }

  /// Whether enough of those who could be told have answered.
  func hasEnough(_ alert: Alert, _ answers: [Acknowledgement], _ duty: Duty) -> Bool {
    let taken = answers.enumerated().filter { alert.isStanding($0.offset, world.book) }.map(\.element)
    if taken.isEmpty { return false }
    let told = alert.recipients.filter { !$0.channels.isEmpty }.map(\.party)
    let heard = told.filter { party in taken.contains { $0.party == party } }
    let policy = ladder(duty).policy
    switch policy.acknowledgement {
    case .all: return heard.count == told.count
    case .any: return heard.count >= min(policy.answers.quorum ?? 0, told.count)
    }
  }

  /// An alert that was just answered is acknowledged if enough have answered, and only then.
  func acknowledged(_ id: AlertID) -> [String] {
    guard let alert = world.alert(id), let duty = duty(alert.duty), alert.state != .closed else { return [] }
    let isEnough = hasEnough(alert, alert.acknowledgements, duty)
    if (alert.state == .acknowledged) == isEnough { return [] }
    return [
      "alert \(id) is \(alert.state.rawValue), answered by \(alert.acknowledgements.map { $0.party?.text ?? "" })"
    ]
  }
}
