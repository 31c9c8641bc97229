import Core

/// Warnings about what loads but would chase nobody: duties no policy watches, nobody named, parties without a contact.
struct ContactCheck {
  private let projects: [Project]
  private let responsibilities: [Responsibility]
  private let quotas: [Quota]
  private let references: References
  private let hasPolicies: Bool
  private let findings: Findings

  init(_ assembly: LedgerAssembly, _ settings: DirectorySettings, _ findings: Findings) {
    projects = assembly.projects
    responsibilities = assembly.responsibilities
    quotas = assembly.quotas
    references = assembly.references
    hasPolicies = assembly.references.hasAllPolicies
    self.findings = findings
  }

  func run() {
    guard hasPolicies else { return }
    var told: [PartyID: (channels: Set<Channel>, place: Place)] = [:]
    var unwatched: [(what: String, place: Place)] = []
    var orphaned: [(what: String, place: Place)] = []
    for policy in references.policies.values.sorted(by: { $0.id < $1.id }) {
      collect(policy, [], policy.place, into: &told)
    }
    for project in projects {
      let policies = [Duty.Kind.start, .finish, .progress].compactMap {
        references.policy(for: $0, among: project.policies, of: project)
      }
      checkStart(project.startLevel, policies, "project \"\(project.id)\"", at: project.place)
      if policies.isEmpty { unwatched.append(("project \"\(project.id)\"", project.place)) }
      if !policies.isEmpty, project.assignments.isEmpty,
        let alone = project.milestones.first(where: { $0.assignments.isEmpty })
      {
        orphaned.append(("milestone \"\(alone.id)\" of project \"\(project.id)\"", alone.place))
      }
      let assignments = project.assignments + project.milestones.flatMap(\.assignments)
      for policy in policies {
        collect(policy, project.assignments, project.place, into: &told)
        for milestone in project.milestones where !milestone.assignments.isEmpty {
          collect(policy, milestone.assignments, milestone.place, into: &told)
        }
        checkTold(policy, assignments, "project \"\(project.id)\"", at: project.place)
      }
    }
    for row in responsibilities {
      let kind: Duty.Kind
      switch row.schedule {
      case .undated: continue
      case .once: kind = .responsibility
      case .recurring: kind = .report
      }
      guard let policy = references.policy(for: kind, among: row.policies) else {
        unwatched.append(("responsibility \"\(row.id)\"", row.place))
        continue
      }
      checkStart(row.startLevel, [policy], "responsibility \"\(row.id)\"", at: row.place)
      let isShared = !row.fanOut.isEmpty && row.fanOut.allSatisfy { !$0.assignments.isEmpty }
      if row.assignments.isEmpty, !isShared {
        orphaned.append(("responsibility \"\(row.id)\"", row.place))
      }
      let assignments = row.assignments + row.fanOut.flatMap(\.assignments)
      collect(policy, assignments, row.place, into: &told)
      checkTold(policy, assignments, "responsibility \"\(row.id)\"", at: row.place)
    }
    for quota in quotas {
      guard let policy = references.policy(for: .quota, among: quota.policies) else {
        unwatched.append(("quota \"\(quota.id)\"", quota.place))
        continue
      }
      let assignments = quota.assignments + quota.shares.flatMap(\.assignments)
      if assignments.isEmpty { orphaned.append(("quota \"\(quota.id)\"", quota.place)) }
      collect(policy, assignments, quota.place, into: &told)
      checkTold(policy, assignments, "quota \"\(quota.id)\"", at: quota.place)
    }
    reportUnwatched(unwatched)
    // In a ledger with errors, a party that is not known may be the very one that is missed.
    if findings.errorCount == 0 { reportOrphaned(orphaned) }
    reportUnreachable(told)
  }

  /// One of its ladders at least has to have the level.
  private func checkStart(_ level: String?, _ policies: [Policy], _ what: String, at place: Place) {
    guard let level, !policies.isEmpty else { return }
    let levels = Set(policies.flatMap(\.rungs).map(\.level))
    if levels.contains(level) { return }
    findings.error(
      "ledger.startLevel", "The ladder of the \(what) is to start at level \"\(shortened(level))\", which it has not.",
      at: place, nearest: nearestName(to: level, among: levels.sorted()))
  }

  /// A rung whose roles nobody has tells nobody. Where nobody is named at all, that is said once and not for every rung.
  private func checkTold(_ policy: Policy, _ assignments: [Assignment], _ what: String, at place: Place) {
    if assignments.isEmpty || findings.errorCount > 0 { return }
    let roles = Set(assignments.map(\.role))
    let silent = policy.rungs.filter { rung in
      rung.recipients.allSatisfy { if case .role(let role) = $0 { !roles.contains(role) } else { false } }
    }
    guard let first = silent.first else { return }
    let more = silent.count > 1 ? " and \(silent.count - 1) more" : ""
    let names = first.recipients.map { if case .role(let role) = $0 { role.rawValue } else { "" } }
    findings.warning(
      "rung.nobody",
      "The rung \"\(first.id)\"\(more) of the policy \"\(policy.id)\" would tell nobody: the \(what) has no "
        + "\(names.joined(separator: " or ")).", at: place)
  }

  private func collect(
    _ policy: Policy, _ assignments: [Assignment], _ place: Place,
    into told: inout [PartyID: (channels: Set<Channel>, place: Place)]
  ) {
    for rung in policy.rungs {
      let channels = Set(rung.channels).subtracting([.journal])
      guard !channels.isEmpty else { continue }
      for recipient in rung.recipients {
        switch recipient {
        case .role(let role):
          for assignment in assignments where assignment.role == role {
            let here = findings.naming(of: assignment.party, in: place)
            note(assignment.party, channels, here, &told, depth: 0)
          }
        case .party(let party): note(party, channels, policy.place, &told, depth: 0)
        }
      }
    }
  }

  /// A group is told through its members.
  private func note(
    _ id: PartyID, _ channels: Set<Channel>, _ place: Place,
    _ told: inout [PartyID: (channels: Set<Channel>, place: Place)], depth: Int
  ) {
    guard let party = references.parties[id], depth <= Limits.groupDepth else { return }
    if party.kind == .group {
      for member in party.members { note(member, channels, place, &told, depth: depth + 1) }
      return
    }
    if told[id] == nil {
      told[id] = (channels, place)
    } else {
      told[id]?.channels.formUnion(channels)
    }
  }

  private func reportUnwatched(_ unwatched: [(what: String, place: Place)]) {
    for (what, place) in unwatched.prefix(20) {
      findings.warning("policy.unwatched", "No policy watches the \(what): nobody will be reminded of it.", at: place)
    }
    if unwatched.count > 20 {
      findings.warning(
        "policy.unwatched", "No policy watches \(unwatched.count - 20) more projects or responsibilities.",
        at: unwatched[20].place)
    }
  }

  private func reportOrphaned(_ orphaned: [(what: String, place: Place)]) {
    for (what, place) in orphaned.prefix(20) {
      findings.warning(
        "ledger.nobody",
        "The \(what) has no lead, owner, leader or support: only parties that a policy names itself are told.",
        at: place)
    }
    if orphaned.count > 20 {
      findings.warning(
        "ledger.nobody", "\(orphaned.count - 20) more projects or responsibilities have nobody either.",
        at: orphaned[20].place)
    }
  }

  private func reportUnreachable(_ told: [PartyID: (channels: Set<Channel>, place: Place)]) {
    for (id, use) in told.sorted(by: { $0.key < $1.key }) where !references.parties.created.contains(id) {
      guard let party = references.parties[id] else { continue }
      let reachable =
        use.channels.contains(.email) && party.email != nil || use.channels.contains(.webhook) && party.webhook != nil
      if party.email == nil, party.webhook == nil {
        findings.error(
          "party.noChannel",
          "The party \"\(party.name)\" (\(id)) is to be told, but has neither an e-mail address nor a webhook.",
          at: use.place)
      } else if !reachable {
        let names = use.channels.map(\.rawValue).sorted().joined(separator: " or ")
        findings.warning(
          "party.noContact", "The party \"\(party.name)\" (\(id)) is to be told by \(names) but has no contact for it.",
          at: use.place)
      }
    }
  }
}
