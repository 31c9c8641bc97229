import Core
import GRDB

/// Duty states as rows.
enum StateRow {
  static let table = HashedTable(
    "duty_state",
    [
      "duty", "due", "phase", "settled", "pending", "alert", "alert_due", "alert_rung", "alert_level", "alert_at",
      "answered", "promise", "alert_policy",
    ], over: ["duty"], isLastAdded: true)

  static func put(_ state: DutyState, in row: inout RowWriter) {
    let settled = state.settled.flatMap {
      [String($0.due.dayNumber), $0.rung, $0.outcome.rawValue, String($0.at.seconds)]
    }
    let phase =
      switch state.phase {
      case .open: "open"
      case .closed(let closing): closing.rawValue
      }
    let alert = state.lastAlert
    row.begin()
    row.identifier(state.duty)
    row.date(state.due)
    row.text(phase)
    row.list(settled)
    row.list(state.pending)
    row.identifier(alert?.alert)
    row.date(alert?.due)
    row.text(alert?.rung)
    row.text(alert?.level)
    row.instant(alert?.at)
    row.flag(alert?.isAnswered)
    row.date(alert?.promise)
    row.added(alert.flatMap { $0.version == .unknown ? nil : Int($0.version.number) })
    row.hash()
  }

  static func read(_ row: Row) throws(StoreError) -> DutyState {
    var reader = try RowReader(row, table, name: "state of duty \(row[0] as String? ?? "?")")
    let duty: DutyID = try reader.identifier()
    let due = try reader.date()
    let phaseWord = try reader.text()
    var settled: [DutyState.Settlement] = []
    for item in try reader.rows(of: 4) {
      let fields = item.compactMap(\.self)
      guard fields.count == 4, let day = Int32(fields[0]), let outcome = DutyState.Outcome(rawValue: fields[2]),
        let seconds = Int64(fields[3])
      else { throw reader.damaged }
      settled.append(
        DutyState.Settlement(
          due: CivilDate(dayNumber: Int(day)), rung: fields[1], outcome: outcome, at: Instant(seconds: seconds)))
    }
    let pending = try reader.strings()
    var alert: DutyState.RaisedAlert?
    if let id: AlertID = try reader.optionalIdentifier() {
      alert = DutyState.RaisedAlert(
        alert: id, due: try reader.date(), rung: try reader.text(), level: try reader.text(),
        at: try reader.instant(), isAnswered: try reader.flag(), promise: try reader.optionalDate())
      if let number = try reader.optionalInteger() {
        alert?.version = PolicyVersion(try reader.some(UInt32(exactly: number)))
      }
    }
    let phase: DutyState.Phase =
      phaseWord == "open" ? .open : .closed(try reader.some(DutyState.Closing(rawValue: phaseWord)))
    return DutyState(duty: duty, due: due, phase: phase, settled: settled, lastAlert: alert, pending: pending)
  }
}
