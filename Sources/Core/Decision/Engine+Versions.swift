// Which ladder a duty climbs when policies change under way.

/// A ladder of an older version, in one calendar.
struct KeptLadder: Hashable {
  let version: PolicyVersion
  let calendar: CalendarID
}

extension Engine {
  /// The version that the duty in a slot goes by in place of the policy in force.
  func kept(at slot: Int) -> KeptPolicy? {
    guard versions.hasOld, let state = states[slot] else { return nil }
    return versions.kept(for: table.outline(slot, in: portfolio), state)
  }

  mutating func ladder(of kept: KeptPolicy, at slot: Int) -> Ladder? {
    let duty = table.outline(slot, in: portfolio)
    let key = KeptLadder(version: kept.version, calendar: duty.calendar)
    if let ladder = keptLadders[key] { return ladder }
    guard let calendar = portfolio.calendars[duty.calendar] else { return nil }
    let ladder = Ladder(
      policy: kept.policy, calendar: calendar, zone: portfolio.zone, insteadOf: portfolio.policies[duty.policy],
      version: kept.version)
    keptLadders[key] = ladder
    return ladder
  }

  /// The policy that a duty is chased by, of the version it began with.
  func policy(at slot: Int) -> Policy? {
    kept(at: slot)?.policy ?? portfolio.policies[table.outline(slot, in: portfolio).policy]
  }

  /// Notes that a running chase decided by the policy in force goes by it from now on.
  func adopt(_ duty: Duty, _ current: PolicyVersion, wasOpen: Bool, at now: Instant, _ decision: inout Decision) {
    guard let old = decision.state?.chase(of: duty), old != .unknown, old != current else { return }
    decision.state?.lastAlert?.version = current
    let reason =
      if !wasOpen { "the duty is open again" } else if duty.kind == .progress {
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
    for slot in states.slots {
      guard let state = states[slot], state.phase == .open, let last = state.lastAlert else { continue }
      isReferredTo.insert(last.version)
      if let kept = kept(at: slot) { running[kept.version, default: 0] += 1 }
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
      if let new = versions.refer(to: versions.inForce(policy.id), policy) { transition.policies.append(new) }
    }
    transition.droppedPolicies = versions.drop(unless: isReferredTo)
    return transition.isEmpty ? [] : [transition]
  }
}
