extension WorkCalendar {
  /// Names what it says, so that a plan can tell which notices it was made with: the same days give the same version on
  /// every machine, one more notice another one.
  package var version: String {
    let days = exceptions.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value.isWorking ? "+" : "-")" }
    let covered = coveredThrough.map(\.description) ?? ""
    return stableName("\(week.bits) \(covered) \(days.joined())")
  }
}
