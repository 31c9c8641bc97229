/// How much each recipient would get: messages by month, and how many of them are urgent.
///
/// One message for each channel a party is reached by, before any digest puts several into one.
package struct AlertLoad: Sendable {
  package struct Month: Hashable, Comparable, Sendable {
    package var year: Int
    package var month: Int
    package static func < (a: Self, b: Self) -> Bool { (a.year, a.month) < (b.year, b.month) }
  }

  package struct Count: Hashable, Sendable {
    package var messages = 0
    package var urgent = 0
  }

  package struct Line: Hashable, Sendable {
    package var party: PartyID
    package var name: String
    package var month: Month
    package var count: Count
  }

  private var counts: [PartyID: (name: String, months: [Month: Count])] = [:]
  /// Alerts by the day they are raised on.
  package private(set) var days: [CivilDate: Int] = [:]
  private let zone: ZoneRules

  package init(zone: ZoneRules) { self.zone = zone }

  package mutating func add(_ alert: Alert, isUrgent: Bool) {
    let day = zone.date(of: alert.raisedAt)
    days[day, default: 0] += 1
    let month = Month(year: day.year, month: day.month)
    for recipient in alert.recipients where !recipient.channels.isEmpty {
      var entry = counts[recipient.party] ?? (recipient.name, [:])
      entry.months[month, default: Count()].messages += recipient.channels.count
      if isUrgent { entry.months[month, default: Count()].urgent += recipient.channels.count }
      counts[recipient.party] = entry
    }
  }

  /// By party, the busiest first, and by month.
  package var lines: [Line] {
    let total = counts.mapValues { $0.months.values.reduce(0) { $0 + $1.messages } }
    return counts.sorted { (-total[$0.key]!, $0.key) < (-total[$1.key]!, $1.key) }.flatMap { party, entry in
      entry.months.sorted { $0.key < $1.key }.map {
        Line(party: party, name: entry.name, month: $0.key, count: $0.value)
      }
    }
  }

  /// The days of a year, a month a line: a dot for none, digits, `+` from ten alerts.
  ///
  ///         1        10        20        30
  ///     7   ...........3.2....................
  package func heatMap(from first: CivilDate, through last: CivilDate) -> [String] {
    var lines: [String] = []
    var month = first - (first.day - 1)
    lines.append("         1   5    10   15   20   25   30")
    while month <= last {
      let cells = (0..<month.endOfMonth.day).map { offset -> String in
        let day = month + offset
        if day < first || day > last { return " " }
        let count = days[day] ?? 0
        return count == 0 ? "·" : count < 10 ? String(count) : "+"
      }
      let sum = (0..<month.endOfMonth.day).reduce(0) { $0 + (days[month + $1] ?? 0) }
      let label = month.description.dropLast(3)
      let gap = String(repeating: " ", count: 32 - cells.count)
      lines.append(
        "\(label)  \(cells.joined())\(gap)\(String(repeating: " ", count: max(0, 5 - "\(sum)".count)))\(sum)")
      month = month.adding(months: 1)
    }
    return lines
  }
}
