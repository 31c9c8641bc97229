// Which ladder a duty climbs when policies change under way.

extension Engine {
  package mutating func ladder(for duty: Duty, _ state: DutyState?) -> Ladder? {
    ladders.ladder(for: duty, versions.kept(for: duty, state), in: portfolio)
  }

  /// The policy that a duty is chased by, of the version it began with.
  func policy(of index: Int) -> Policy? {
    versions.kept(for: duties[index], states[index])?.policy ?? portfolio.policies[duties[index].policy]
  }

  /// Notes that a running chase decided by the policy in force goes by it from now on.
  mutating func adopt(_ duty: Duty, _ before: DutyState?, at now: Instant, _ decision: inout Decision) {
    guard let old = decision.state?.chase(of: duty), old != .unknown else { return }
    let current = versions.inForce(duty.policy)
    if old == current { return }
    decision.state?.lastAlert?.version = current
    let reason =
      if before?.phase != .open { "the duty is open again" } else if duty.kind == .progress {
        "periods are judged by the policy in force"
      } else if versions.kept[old].map({ $0.id == duty.policy }) ?? false {
        "adopt: running"
      } else { "chased by this policy now" }
    decision.journal.append(
      JournalEntry(
        at: now, .policyAdopted, duty: duty.id, due: duty.due, reason: reason,
        detail: ["policy": duty.policy.text, "version": "\(current)", "from": "\(old)"]))
  }

  /// After a load: says on which older versions chases go on, and lets go of those that nobody needs.
  mutating func settleVersions(at now: Instant) -> [Transition] {
    var running: [PolicyVersion: Int] = [:]
    var isReferredTo: Set<PolicyVersion> = []
    for (index, state) in states.enumerated() {
      guard let state, state.phase == .open, let last = state.lastAlert else { continue }
      isReferredTo.insert(last.version)
      if let kept = versions.kept(for: duties[index], state) { running[kept.version, default: 0] += 1 }
    }
    for case let state in dormantStates.values where state.phase == .open {
      if let last = state.lastAlert { isReferredTo.insert(last.version) }
    }
    var transition = Transition(at: now)
    for (version, count) in running.sorted(by: { $0.key < $1.key }) {
      guard let policy = versions.kept[version] else { continue }
      transition.journal.append(
        JournalEntry(
          at: now, .policyKept,
          detail: [
            "policy": policy.id.text, "version": "\(version)", "inForce": "\(versions.inForce(policy.id))",
            "duties": String(count),
          ]))
    }
    for policy in portfolio.policies.values.sorted(by: { $0.id < $1.id })
    where isReferredTo.contains(versions.inForce(policy.id)) {
      if let new = versions.refer(to: policy) { transition.policies.append(new) }
    }
    transition.droppedPolicies = versions.drop(unless: isReferredTo)
    return transition.isEmpty ? [] : [transition]
  }
}

/// One ladder for each policy, version and calendar in use.
struct LadderCache {
  private struct Key: Hashable {
    let policy: PolicyID
    let version: PolicyVersion
    let calendar: CalendarID
  }
  private var ladders: [Key: Ladder] = [:]

  /// - Parameter kept: the version to go by in place of the policy in force.
  mutating func ladder(for duty: Duty, _ kept: KeptPolicy?, in portfolio: Portfolio) -> Ladder? {
    let key = Key(policy: duty.policy, version: kept?.version ?? .unknown, calendar: duty.calendar)
    if let ladder = ladders[key] { return ladder }
    guard let policy = kept?.policy ?? portfolio.policies[duty.policy],
      let calendar = portfolio.calendars[duty.calendar]
    else { return nil }
    let ladder = Ladder(
      policy: policy, calendar: calendar, zone: portfolio.zone,
      insteadOf: kept == nil ? nil : portfolio.policies[duty.policy])
    ladders[key] = ladder
    return ladder
  }
}
