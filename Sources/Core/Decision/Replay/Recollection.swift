/// What a store would give back of the transitions it took: all that a new engine starts from.
package struct Recollection: Sendable {
  package private(set) var states: [DutyID: DutyState] = [:]
  /// Alerts not closed.
  package private(set) var openAlerts: [AlertID: Alert] = [:]
  package private(set) var answers: [Answer] = []
  /// Versions of policies that states refer to.
  package private(set) var policies: [PolicyVersion: KeptPolicy] = [:]
  private var alertNumbers: [Int: Int] = [:]
  /// Up to when every decision is stored; nil: none was ever.
  package private(set) var decidedThrough: Instant?

  package init() {}

  package mutating func take(_ transition: Transition) {
    for state in transition.states { states[state.duty] = state }
    for alert in transition.alerts {
      openAlerts[alert.id] = alert.state == .closed ? nil : alert
      let (year, number) = alert.id.parts
      alertNumbers[year] = max(alertNumbers[year] ?? 0, number)
    }
    answers += transition.answers
    for kept in transition.policies { policies[kept.version] = kept }
    for version in transition.droppedPolicies { policies[version] = nil }
  }

  package mutating func decided(through instant: Instant) {
    decidedThrough = decidedThrough.map { max($0, instant) } ?? instant
  }

  package var memory: EngineMemory {
    EngineMemory(
      states: states.values.sorted { $0.duty < $1.duty },
      openAlerts: openAlerts.values.sorted { $0.id.parts < $1.id.parts }, alertNumbers: alertNumbers,
      answers: answers, decidedThrough: decidedThrough, policies: Array(policies.values))
  }
}

extension AlertID {
  /// Year and number, in which order alerts are listed.
  package var parts: (year: Int, number: Int) {
    let parts = text.split(separator: "-").map { Int($0) ?? 0 }
    return parts.count == 2 ? (parts[0], parts[1]) : (0, 0)
  }
}
