extension DutyTimeline {
  /// Takes back numbers that count as reached though whoever answers for them has not reported: what is unknown is never good.
  ///
  /// A share waits for the reports of the quota's row that its lead has to hand in by the day the share is due. An
  /// occurrence that has lapsed is no longer waited for.
  package static func withholdUnreported(_ duties: inout [Duty], of quotas: [Quota]) {
    let rows = Dictionary(
      quotas.compactMap { quota in quota.reports.map { (quota.id, (row: $0, period: quota.period)) } },
      uniquingKeysWith: { first, _ in first })
    if rows.isEmpty { return }
    let wanted = Set(rows.values.map(\.row))
    var locks: [String: [PartyID: [CivilDate]]] = [:]
    for duty in duties where duty.kind == .report && !duty.isDone {
      guard let row = duty.row, wanted.contains(row), let window = duty.window else { continue }
      for assignment in duty.assignments where assignment.role == .lead {
        locks[row, default: [:]][assignment.party, default: []].append(window.locks)
      }
    }
    for index in duties.indices where duties[index].kind == .quota && duties[index].isDone {
      let duty = duties[index]
      guard let (row, period) = duty.row.flatMap({ rows[$0] }), let missing = locks[row] else { continue }
      let first = period.start(of: duty.due)
      duties[index].isDone = !duty.assignments.contains { assignment in
        assignment.role == .lead && missing[assignment.party]?.contains { first <= $0 && $0 <= duty.due } ?? false
      }
    }
  }
}
