package import Core

/// How many alerts are open, by level and state: kept, because whoever counts them has to hold on to all of them, and the engine
/// would have to copy them to go on.
package struct AlertTally: Sendable {
  package struct Key: Hashable, Comparable, Sendable {
    package let level: String
    package let state: Alert.State
    package static func < (a: Key, b: Key) -> Bool { (a.level, a.state.rawValue) < (b.level, b.state.rawValue) }
  }

  private var known: [AlertID: Key] = [:]
  package private(set) var counts: [Key: Int] = [:]

  init(_ alerts: some Sequence<Alert>) {
    for alert in alerts { take(alert) }
  }

  mutating func take(_ alert: Alert) {
    let new = alert.state == .closed ? nil : Key(level: alert.level, state: alert.state)
    let old = known[alert.id]
    if new == old { return }
    known[alert.id] = new
    if let old { counts[old] = counts[old].flatMap { $0 == 1 ? nil : $0 - 1 } }
    if let new { counts[new, default: 0] += 1 }
  }
}
