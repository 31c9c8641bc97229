import Core

/// The activities of one project that become milestones, by task_id.
struct Activities {
  struct Activity {
    let id: MilestoneID
    let calendar: CalendarID?
    let hours: DayHours
    let type: String
  }

  private var byKey: [String: Activity] = [:]
  private static let known: Set<String> = ["TT_Task", "TT_Rsrc", "TT_Mile", "TT_FinMile"]

  init(_ rows: [TransferTables.Row], hours: (TransferTables.Row) -> (calendar: CalendarID?, hours: DayHours)) {
    for row in rows {
      guard let key = row["task_id"] else { continue }
      let type = row["task_type"] ?? "TT_Task"
      guard Activities.known.contains(type) else { continue }
      let (calendar, hours) = hours(row)
      byKey[key] = Activity(
        id: MilestoneID(ImportedPlan.identifier(row["task_code"] ?? key)), calendar: calendar, hours: hours, type: type)
    }
  }

  subscript(key: String) -> Activity? { byKey[key] }
}

extension PrimaveraReader {
  func milestone(_ row: TransferTables.Row, _ activity: Activities.Activity) -> Milestone {
    var milestone = Milestone(
      id: activity.id, name: name(row["task_name"] ?? activity.id.text), calendar: activity.calendar, place: row.place)
    let hours = activity.hours
    let isOpen = row["status_code"] == "TK_NotStart"
    let column = isOpen && row["remain_drtn_hr_cnt"] != nil ? "remain_drtn_hr_cnt" : "target_drtn_hr_cnt"
    switch activity.type {
    case "TT_Mile": milestone.kind = .start
    case "TT_FinMile": milestone.kind = .finish
    default:
      milestone.duration = Span(max(0, days(row, column, minutesPerDay: hours.minutes) ?? 0), .workingDays)
      if milestone.duration.amount == 0 { milestone.kind = .finish }
    }
    let opens = milestone.kind != .finish
    milestone.actualStart = time(row, "act_start_date").map { opens ? hours.startDay($0) : hours.finishDay($0) }
    milestone.actualFinish = time(row, "act_end_date").map {
      milestone.kind == .start ? hours.startDay($0) : hours.finishDay($0)
    }
    if milestone.actualStart != nil, milestone.actualFinish == nil, milestone.duration.amount > 0 {
      milestone.remaining = days(row, "remain_drtn_hr_cnt", minutesPerDay: hours.minutes)
    }
    if activity.type == "TT_Rsrc" {
      findings.warning(
        "xer.resourceCalendar", "The activity \(activity.id) runs by the calendars of its resources; its own is taken.",
        at: row.place)
    }
    readConstraint(row, "cstr_type", "cstr_date", hours, into: &milestone)
    readConstraint(row, "cstr_type2", "cstr_date2", hours, into: &milestone)
    return milestone
  }

  private func readConstraint(
    _ row: TransferTables.Row, _ type: String, _ date: String, _ hours: DayHours, into milestone: inout Milestone
  ) {
    guard let type = row[type] else { return }
    if type == "CS_ALAP" {
      findings.warning(
        "xer.asLateAsPossible",
        "\(milestone.id) is to be done as late as possible: its late dates say when, its early ones stay.",
        at: row.place)
      return
    }
    guard let time = time(row, date) else { return }
    let start = milestone.kind == .finish ? hours.finishDay(time) : hours.startDay(time)
    let finish = milestone.kind == .start ? hours.startDay(time) : hours.finishDay(time)
    switch type {
    case "CS_MSO": milestone.constraints.startOn = start
    case "CS_MSOA": milestone.constraints.notStartBefore = start
    case "CS_MSOB": milestone.constraints.notStartAfter = start
    case "CS_MEO": milestone.constraints.finishOn = finish
    case "CS_MEOA": milestone.constraints.notFinishBefore = finish
    case "CS_MEOB": milestone.constraints.notFinishAfter = finish
    case "CS_MANDSTART", "CS_MANDFIN":
      if type == "CS_MANDSTART" {
        milestone.constraints.startOn = start
      } else {
        milestone.constraints.finishOn = finish
      }
      findings.warning(
        "xer.mandatory", "The mandatory date of \(milestone.id) binds, but its links bind it too.", at: row.place)
    default:
      findings.warning("xer.constraint", "The constraint \(type) of \(milestone.id) was left out.", at: row.place)
    }
  }

  func dependency(
    _ row: TransferTables.Row, to target: Activities.Activity, among activities: Activities, lagCalendar: String
  ) -> Dependency? {
    guard let key = row["pred_task_id"] else { return nil }
    guard let source = activities[key] else {
      findings.warning(
        "xer.linkLeftOut", "A link to \(target.id) was left out: its predecessor is no activity of this plan.",
        at: row.place)
      return nil
    }
    let name = (row["pred_type"] ?? "PR_FS").replacing("PR_", with: "")
    guard let kind = Dependency.Kind(rawValue: name) else {
      findings.error("xer.value", "pred_type is \"\(shortened(name))\"; expected PR_FS, SS, FF or SF.", at: row.place)
      return nil
    }
    let minutes: Int
    let calendar: Dependency.LagCalendar
    switch lagCalendar {
    case "rcal_24Hour": (minutes, calendar) = (1440, .elapsed)
    case "rcal_Successor": (minutes, calendar) = (target.hours.minutes, .successor)
    case "rcal_ProjDefault": (minutes, calendar) = (source.hours.minutes, .project)
    default: (minutes, calendar) = (source.hours.minutes, .predecessor)
    }
    let lag = days(row, "lag_hr_cnt", minutesPerDay: minutes) ?? 0
    return Dependency(
      on: source.id, kind: kind,
      lag: Span(max(-1_000_000, min(1_000_000, lag)), minutes == 1440 ? .days : .workingDays),
      lagCalendar: calendar, place: row.place)
  }
}
