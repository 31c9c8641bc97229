import Core

/// Reads a Primavera transfer file (XER): every project in it that has activities.
///
/// The code of an activity is the id of the milestone, the WBS its summaries. Dates, remaining work and retained logic
/// mean the same there as here; the must-finish-by date is the finish that is planned back from.
struct PrimaveraReader {
  let file: SourceFile
  let tables: TransferTables
  let findings: Findings
  let fallback: CalendarID
  var plan = ImportedPlan()
  /// By clndr_id.
  var calendars: [String: (id: CalendarID, hours: DayHours)] = [:]

  static func read(_ file: SourceFile, calendar: CalendarID, _ findings: Findings) -> ImportedPlan? {
    guard let tables = TransferTables(file, findings) else { return nil }
    var reader = PrimaveraReader(file: file, tables: tables, findings: findings, fallback: calendar)
    reader.readCalendars()
    let tasks = Dictionary(grouping: tables["TASK"]) { $0["proj_id"] ?? "" }
    for row in tables["PROJECT"] {
      guard let id = row["proj_id"], let own = tasks[id] else { continue }
      reader.plan.projects.append(reader.project(row, tasks: own))
    }
    if reader.plan.projects.isEmpty {
      findings.warning("xer.empty", "Holds no project with activities.", at: file.place)
    }
    return reader.plan
  }

  private init(file: SourceFile, tables: TransferTables, findings: Findings, fallback: CalendarID) {
    self.file = file
    self.tables = tables
    self.findings = findings
    self.fallback = fallback
  }

  private mutating func readCalendars() {
    var names: Set<CalendarID> = []
    for row in tables["CALENDAR"] {
      guard let key = row["clndr_id"] else { continue }
      let name = row["clndr_name"] ?? key
      var id = ImportedPlan.calendarID(name, in: file)
      if !names.insert(id).inserted { id = ImportedPlan.calendarID("\(name)-\(key)", in: file) }
      names.insert(id)
      var document = CalendarDocument(id: id, place: row.place)
      var hours = DayHours()
      if let packed = row["clndr_data"] {
        if let data = PackedGroup.read(packed) {
          if let usual = read(data, into: &document) { hours = usual }
        } else {
          findings.error("xer.calendar", "The days of the calendar \"\(id)\" cannot be read.", at: row.place)
        }
      } else {
        findings.warning(
          "xer.calendar", "The calendar \"\(id)\" has no days of its own; Monday to Friday is taken.", at: row.place)
      }
      if let count = row["day_hr_cnt"].flatMap({ Double($0) }), count > 0, count <= 24 {
        hours.minutes = Int(count * 60)
      }
      calendars[key] = (id, hours)
      plan.calendars.append(document)
    }
  }

  /// 1 is Sunday; exceptions are day numbers from 1899-12-30, worked where they have hours.
  private func read(_ data: PackedGroup, into document: inout CalendarDocument) -> DayHours? {
    var days: [Int] = []
    var usual: DayHours?
    for day in data.group("DaysOfWeek")?.groups ?? [] {
      guard let number = Int(day.name), (1...7).contains(number), let hours = day.hours else { continue }
      days.append(number == 1 ? 7 : number - 1)
      if hours.minutes > usual?.minutes ?? 0 { usual = hours }
    }
    if days.isEmpty {
      findings.error("calendar.week", "A week needs at least one working day.", at: document.place)
    } else {
      document.week = Week(days)
    }
    for exception in data.group("Exceptions")?.groups ?? [] {
      guard let serial = exception.values["d"].flatMap({ Int($0) }), (1...200_000).contains(serial) else { continue }
      let date = CivilDate(dayNumber: serial - 25_569)
      guard document.exceptions[date] == nil else { continue }
      document.lastYear = max(document.lastYear ?? date.year, date.year)
      document.add(date, isWorking: exception.hours != nil, name: "", at: document.place, findings)
    }
    return usual
  }

  // MARK: Projects

  private func project(_ row: TransferTables.Row, tasks: [TransferTables.Row]) -> Project {
    let key = row["proj_id"] ?? ""
    let wbs = tables["PROJWBS"].filter { $0["proj_id"] == key }
    let root = wbs.first { $0["proj_node_flag"] == "Y" }
    let id = ImportedPlan.identifier(row["proj_short_name"] ?? key)
    let calendar = row["clndr_id"].flatMap { calendars[$0] }
    let hours = calendar?.hours ?? DayHours()
    var project = Project(
      id: ProjectID(id), name: name(root?["wbs_name"] ?? id), calendar: calendar?.id ?? fallback, place: row.place)
    project.start = time(row, "plan_start_date").map { hours.startDay($0) }
    project.finish = time(row, "plan_end_date").map { hours.finishDay($0) }
    project.statusDate = time(row, "last_recalc_date").map { hours.startDay($0) } ?? project.start
    let options = tables["SCHEDOPTIONS"].first { $0["proj_id"] == key }
    if options?["sched_retained_logic"] == "N" {
      findings.warning(
        "xer.retainedLogic", "The project \(id) is scheduled by progress override; here links keep binding.",
        at: options?.place ?? row.place)
    }
    let ids = readSummaries(wbs, root: root, into: &project)
    let activities = Activities(tasks, hours: { self.hours(of: $0) })
    let links = Dictionary(grouping: tables["TASKPRED"]) { $0["task_id"] ?? "" }
    let lagCalendar = options?["sched_calendar_on_relationship_lag"] ?? "rcal_Predecessor"
    for task in tasks {
      guard let key = task["task_id"], let activity = activities[key] else { continue }
      findings.milestone = activity.id
      var milestone = self.milestone(task, activity)
      milestone.parent = task["wbs_id"].flatMap { ids[$0] }
      for link in links[key] ?? [] {
        if let dependency = dependency(link, to: activity, among: activities, lagCalendar: lagCalendar) {
          milestone.after.append(dependency)
        }
      }
      findings.milestone = nil
      project.milestones.append(milestone)
    }
    leaveOut(tasks, activities)
    dropEmptySummaries(Set(ids.values), &project)
    return project
  }

  /// Level-of-effort and WBS activities have no dates of their own.
  private func leaveOut(_ tasks: [TransferTables.Row], _ activities: Activities) {
    for task in tasks where task["task_id"].map({ activities[$0] == nil }) ?? true {
      findings.warning(
        "xer.leftOut",
        "The activity \"\(shortened(task["task_name"] ?? ""))\" (\(task["task_type"] ?? "no type")) was left out with "
          + "its links: it only spans others.", at: task.place)
    }
  }

  /// WBS elements by their key; the one of the project itself is the project.
  private func readSummaries(
    _ rows: [TransferTables.Row], root: TransferTables.Row?, into project: inout Project
  ) -> [String: MilestoneID] {
    var ids: [String: MilestoneID] = [:]
    for row in rows {
      guard let key = row["wbs_id"], key != root?["wbs_id"] else { continue }
      ids[key] = MilestoneID(ImportedPlan.identifier("WBS\(key)"))
    }
    for row in rows {
      guard let key = row["wbs_id"], let id = ids[key] else { continue }
      project.milestones.append(
        Milestone(
          id: id, name: name(row["wbs_name"] ?? row["wbs_short_name"] ?? key),
          parent: row["parent_wbs_id"].flatMap { ids[$0] }, place: row.place))
    }
    return ids
  }

  /// A WBS element without activities would be a milestone of its own.
  private func dropEmptySummaries(_ summaries: Set<MilestoneID>, _ project: inout Project) {
    var used: Set<MilestoneID> = []
    let parents = Dictionary(project.milestones.map { ($0.id, $0.parent) }) { first, _ in first }
    for milestone in project.milestones where !summaries.contains(milestone.id) {
      var next = milestone.parent
      while let id = next, used.insert(id).inserted { next = parents[id] ?? nil }
    }
    project.milestones.removeAll { summaries.contains($0.id) && !used.contains($0.id) }
  }

  func hours(of task: TransferTables.Row) -> (calendar: CalendarID?, hours: DayHours) {
    guard let calendar = task["clndr_id"].flatMap({ calendars[$0] }) else { return (nil, DayHours()) }
    return (calendar.id, calendar.hours)
  }

  func name(_ text: String) -> String { String(text.prefix(Limits.nameCharacters)) }

  func time(_ row: TransferTables.Row, _ column: String) -> StoredTime? {
    guard let text = row[column] else { return nil }
    if let time = StoredTime(text) { return time }
    findings.error(
      "xer.value", "\(column) is \"\(shortened(text))\"; expected a time such as 2026-02-14 08:00.", at: row.place)
    return nil
  }

  /// Hours as whole days, rounded up.
  func days(_ row: TransferTables.Row, _ column: String, minutesPerDay: Int) -> Int? {
    guard let text = row[column] else { return nil }
    guard let hours = Double(text), abs(hours) < 1e8 else {
      findings.error("xer.value", "\(column) is \"\(shortened(text))\"; expected hours.", at: row.place)
      return nil
    }
    let exact = hours * 60 / Double(max(1, minutesPerDay))
    let days = exact.rounded(.up)
    if abs(days - exact) > 1e-9 {
      findings.warning(
        "xer.rounded", "\(column) of \(text) hours is no whole number of days; it was rounded up to \(Int(days)).",
        at: row.place)
    }
    return Int(days)
  }
}
