import Core

/// Warnings about what loads but would chase nobody: duties no policy watches, nobody named, parties without a contact.
struct ContactCheck {
  private let projects: [Project]
  private let responsibilities: [Responsibility]
  private let references: References
  private let hasPolicies: Bool
  private let findings: Findings

  init(_ assembly: LedgerAssembly, _ settings: DirectorySettings, _ findings: Findings) {
    projects = assembly.projects
    responsibilities = assembly.responsibilities
    references = assembly.references
    hasPolicies = assembly.references.hasAllPolicies
    self.findings = findings
  }

  func run() {
    guard hasPolicies else { return }
    var told: [PartyID: (channels: Set<Channel>, place: Place)] = [:]
    var unwatched: [(what: String, place: Place)] = []
    var orphaned: [(what: String, place: Place)] = []
    for project in projects {
      let policies = [Duty.Kind.start, .finish].compactMap { references.policy(for: $0, among: project.policies) }
      if policies.isEmpty { unwatched.append(("project \"\(project.id)\"", project.place)) }
      if !policies.isEmpty, project.assignments.isEmpty,
        let alone = project.milestones.first(where: { $0.assignments.isEmpty })
      {
        orphaned.append(("milestone \"\(alone.id)\" of project \"\(project.id)\"", alone.place))
      }
      let assignments = project.assignments + project.milestones.flatMap(\.assignments)
      for policy in policies { collect(policy, assignments, project.place, into: &told) }
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
      let isShared = !row.fanOut.isEmpty && row.fanOut.allSatisfy { !$0.assignments.isEmpty }
      if row.assignments.isEmpty, !isShared {
        orphaned.append(("responsibility \"\(row.id)\"", row.place))
      }
      collect(policy, row.assignments + row.fanOut.flatMap(\.assignments), row.place, into: &told)
    }
    reportUnwatched(unwatched)
    // In a ledger with errors, a party that is not known may be the very one that is missed.
    if findings.errorCount == 0 { reportOrphaned(orphaned) }
    reportUnreachable(told)
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
            note(assignment.party, channels, place, &told, depth: 0)
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
      if !reachable {
        let names = use.channels.map(\.rawValue).sorted().joined(separator: " or ")
        findings.warning(
          "party.noContact", "The party \"\(party.name)\" (\(id)) is to be told by \(names) but has no contact for it.",
          at: use.place)
      }
    }
  }
}
