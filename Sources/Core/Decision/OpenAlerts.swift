/// Alerts that are not closed, by id, by duty, and where it is asked for by project.
package struct OpenAlerts: Sendable {
  /// What they are counted by.
  package struct Kind: Hashable, Comparable, Sendable {
    package let level: String
    package let state: Alert.State
    package static func < (a: Kind, b: Kind) -> Bool { (a.level, a.state.rawValue) < (b.level, b.state.rawValue) }
  }

  /// Of one duty, in the order in which they were raised. Most have one, which needs no room of its own.
  private enum Raised: Sendable {
    case one(AlertID)
    case several([AlertID])

    var all: [AlertID] {
      switch self {
      case .one(let id): [id]
      case .several(let ids): ids
      }
    }

    mutating func append(_ id: AlertID) {
      guard case .several(var ids) = self else {
        self = .several(all + [id])
        return
      }
      // Let go of, so that it is not copied.
      self = .one(id)
      ids.append(id)
      self = .several(ids)
    }
  }

  private var alerts = ShardedDictionary<AlertID, Alert>()
  private var byDuty = ShardedDictionary<DutyID, Raised>()
  /// Nil: nobody asks.
  private var byProject: [ProjectID: Set<AlertID>]?
  /// A handful of kinds, which are looked through faster than they are hashed.
  private var tally: [(kind: Kind, count: Int)] = []

  init(_ alerts: some Sequence<Alert>) {
    for alert in alerts { add(alert) }
  }

  package subscript(id: AlertID) -> Alert? { alerts[id] }

  /// Those of a project, in no order. To be asked only while `listsProjects`.
  func all(of project: ProjectID) -> [Alert] { (byProject?[project] ?? []).compactMap { alerts[$0] } }

  /// Those of a duty, in the order in which they were raised.
  func all(of duty: DutyID) -> [Alert] { (byDuty[duty]?.all ?? []).compactMap { alerts[$0] } }

  var listsProjects: Bool {
    get { byProject != nil }
    set {
      if newValue == listsProjects { return }
      byProject = newValue ? [:] : nil
      if newValue { for alert in alerts.values { list(alert) } }
    }
  }

  private mutating func list(_ alert: Alert) {
    if let project = alert.project { byProject?[project, default: []].insert(alert.id) }
  }

  private mutating func strike(_ alert: Alert) {
    guard let project = alert.project else { return }
    byProject?[project]?.remove(alert.id)
    if byProject?[project]?.isEmpty == true { byProject?[project] = nil }
  }

  /// How many there are of each kind: whoever counted them would have to hold on to all of them, and the engine to copy
  /// them to go on.
  package var counts: [Kind: Int] {
    Dictionary(tally.lazy.filter { $0.count > 0 }.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
  }

  mutating func add(_ alert: Alert) {
    count(alert, 1)
    if let old = alerts.updateValue(alert, forKey: alert.id) { return count(old, -1) }
    let isFirst = byDuty[alert.duty]?.append(alert.id) == nil
    if isFirst { byDuty[alert.duty] = .one(alert.id) }
    list(alert)
  }

  /// It has changed, and is not closed.
  mutating func replace(_ alert: Alert) {
    if alerts[alert.id] != nil { add(alert) }
  }

  /// Takes out those of a duty, in the order in which they were raised.
  mutating func removeAll(of duty: DutyID) -> [Alert] {
    (byDuty.removeValue(forKey: duty)?.all ?? []).compactMap { id in
      let alert = alerts.removeValue(forKey: id)
      if let alert {
        count(alert, -1)
        strike(alert)
      }
      return alert
    }
  }

  private mutating func count(_ alert: Alert, _ by: Int) {
    let (level, state) = (alert.level, alert.state)
    if let index = tally.firstIndex(where: { $0.kind.state == state && $0.kind.level == level }) {
      tally[index].count += by
    } else {
      tally.append((Kind(level: level, state: state), by))
    }
  }
}
