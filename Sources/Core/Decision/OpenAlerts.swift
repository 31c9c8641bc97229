/// Alerts that are not closed, by id and by duty.
package struct OpenAlerts: Sendable {
  /// What they are counted by.
  package struct Kind: Hashable, Comparable, Sendable {
    package let level: String
    package let state: Alert.State
    package static func < (a: Kind, b: Kind) -> Bool { (a.level, a.state.rawValue) < (b.level, b.state.rawValue) }
  }

  private var alerts: [AlertID: Alert] = [:]
  /// The first alert of each duty, and the others of those that have several.
  private var first: [DutyID: AlertID] = [:]
  private var others: [DutyID: [AlertID]] = [:]
  /// How many there are of each kind: whoever counted them would have to hold on to all of them, and the engine to copy
  /// them to go on.
  package private(set) var counts: [Kind: Int] = [:]

  init(_ alerts: some Sequence<Alert>) {
    for alert in alerts { add(alert) }
  }

  package subscript(id: AlertID) -> Alert? { alerts[id] }

  mutating func add(_ alert: Alert) {
    if alerts[alert.id] != nil { return replace(alert) }
    alerts[alert.id] = alert
    count(alert, 1)
    if first[alert.duty] == nil {
      first[alert.duty] = alert.id
    } else {
      others[alert.duty, default: []].append(alert.id)
    }
  }

  /// It has changed, and is not closed.
  mutating func replace(_ alert: Alert) {
    guard let old = alerts.updateValue(alert, forKey: alert.id) else { return }
    count(old, -1)
    count(alert, 1)
  }

  /// Takes out those of a duty, in the order in which they were raised.
  mutating func removeAll(of duty: DutyID) -> [Alert] {
    let ids = [first.removeValue(forKey: duty)].compactMap(\.self) + (others.removeValue(forKey: duty) ?? [])
    return ids.compactMap { id in
      let alert = alerts.removeValue(forKey: id)
      if let alert { count(alert, -1) }
      return alert
    }
  }

  private mutating func count(_ alert: Alert, _ by: Int) {
    let kind = Kind(level: alert.level, state: alert.state)
    let number = (counts[kind] ?? 0) + by
    counts[kind] = number == 0 ? nil : number
  }
}
