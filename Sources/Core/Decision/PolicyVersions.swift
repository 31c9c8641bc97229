/// Names one version of a policy by its content: the same words, the same version, on every machine.
package struct PolicyVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// 0: not known, of an alert raised before versions were noted.
  package var number: UInt32
  package init(_ number: UInt32) { self.number = number }

  package static let unknown = PolicyVersion(0)
  package static func < (a: PolicyVersion, b: PolicyVersion) -> Bool { a.number < b.number }

  /// Eight hexadecimal digits.
  package var description: String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }
}

/// A version of a policy that some chase goes by.
package struct KeptPolicy: Hashable, Sendable {
  package var version: PolicyVersion
  package var policy: Policy
  package init(version: PolicyVersion, policy: Policy) {
    self.version = version
    self.policy = policy
  }
}

/// The policies in force, and older versions on which running chases are to end.
///
/// A chase is running once an alert has been raised for the due date in force, until its duty is closed. It goes by the
/// version under which that alert was raised, unless the policy that has taken its place says `adopt: running`, or the
/// ledger has the duty chased by another policy. Projects judged period by period are judged by the policy in force.
package struct PolicyVersions: Sendable {
  /// Every version that has been referred to: what the store has.
  package private(set) var kept: [PolicyVersion: Policy]
  private var inForce: [PolicyID: PolicyVersion] = [:]
  /// Those of `kept` that are no longer in force, and not to be given up for what is.
  private var old: [PolicyVersion: Policy] = [:]

  package init(_ kept: [KeptPolicy] = []) {
    self.kept = Dictionary(kept.map { ($0.version, $0.policy) }, uniquingKeysWith: { _, last in last })
  }

  /// Takes the policies of a load.
  package mutating func use(_ policies: [PolicyID: Policy]) {
    inForce = policies.mapValues { version(of: $0.written) }
    old = kept.filter { version, policy in
      guard let now = policies[policy.id] else { return false }
      return now.adoption == .new && inForce[policy.id] != version
    }
  }

  /// The hash of the content; the next free number, should another version have the same one.
  private func version(of written: [String]) -> PolicyVersion {
    let hash = stableHash(written.map { "\($0.utf8.count):\($0)" }.joined())
    var version = PolicyVersion(max(1, UInt32(truncatingIfNeeded: hash ^ hash >> 32)))
    while let other = kept[version], other.written != written { version.number = max(1, version.number &+ 1) }
    return version
  }

  /// Whether any chase can be on an older version.
  var hasOld: Bool { !old.isEmpty }

  /// The version that a chase goes by in place of the policy in force; nil: the one in force.
  package func kept(for duty: Duty, _ state: DutyState?) -> KeptPolicy? {
    guard !old.isEmpty, let state, let version = state.chase(of: duty), let policy = old[version],
      policy.id == duty.policy, duty.kind != .progress
    else { return nil }
    return KeptPolicy(version: version, policy: policy)
  }

  /// What a duty goes by, and whether the file says something else now.
  package func standing(of duty: Duty, _ state: DutyState?) -> (version: PolicyVersion, isKept: Bool) {
    kept(for: duty, state).map { ($0.version, true) } ?? (inForce(duty.policy), false)
  }

  package func inForce(_ policy: PolicyID) -> PolicyVersion { inForce[policy] ?? .unknown }

  /// Notes that a chase goes by the policy in force.
  ///
  /// - Returns: what is to be stored, where nothing referred to it before.
  mutating func refer(to version: PolicyVersion, _ policy: @autoclosure () -> Policy) -> KeptPolicy? {
    guard version != .unknown, kept[version] == nil else { return nil }
    let policy = policy()
    kept[version] = policy
    return KeptPolicy(version: version, policy: policy)
  }

  /// Forgets the versions that are neither in force nor gone by.
  mutating func drop(unless isReferredTo: Set<PolicyVersion>) -> [PolicyVersion] {
    let current = Set(inForce.values)
    let idle = kept.keys.filter { !current.contains($0) && !isReferredTo.contains($0) }.sorted()
    for version in idle {
      kept[version] = nil
      old[version] = nil
    }
    return idle
  }
}

extension DutyState {
  /// The version that a running chase of the duty began with; nil: nothing was raised yet for the date in force.
  func chase(of duty: Duty) -> PolicyVersion? {
    guard phase == .open, let last = lastAlert, last.due == duty.due else { return nil }
    return last.version
  }
}
