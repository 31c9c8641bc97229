import Core

/// A row of the file before it is a milestone.
struct MSProjectTask {
  let node: XMLNode
  let uid: Int
  let level: Int
  let name: String
  let rules: MSProjectRules
  var id: MilestoneID
  var isSummary = false
  var parent: MilestoneID?
  var calendar: CalendarID?
  var hours: DayHours
  var duration = Span(0, .days)

  /// For messages: `12 "Foundations"`.
  var title: String { "\(uid) \"\(shortened(name))\"" }
}

extension MSProjectReader {
  mutating func readTasks() {
    var tasks: [MSProjectTask] = []
    var dropped: Set<Int> = []
    for node in root.list("Tasks", "Task") {
      guard let task = readTask(node, dropping: &dropped) else { continue }
      tasks.append(task)
    }
    nest(&tasks)
    var byUID: [Int: MSProjectTask] = [:]
    for task in tasks {
      if let first = byUID.updateValue(task, forKey: task.uid) {
        findings.error(
          "mspdi.duplicateUID", "The task \(task.title) has the UID of the one at \(first.node.place).",
          at: task.node.place)
      }
    }
    for task in tasks {
      findings.milestone = task.id
      project.milestones.append(milestone(task, among: byUID, dropped))
      findings.milestone = nil
    }
  }

  /// Nil for what is no task of this plan: empty rows, the project itself, inactive and external tasks.
  private mutating func readTask(_ node: XMLNode, dropping dropped: inout Set<Int>) -> MSProjectTask? {
    guard flag(node, "IsNull") != true else { return nil }
    guard let uid = number(node, "UID", in: 0...Int(Int32.max)) else {
      if node.text("UID") == nil { findings.error("mspdi.noUID", "A task has no UID.", at: node.place) }
      return nil
    }
    let rules = self.rules(node)
    let name = node.text("Name") ?? String(uid)
    if uid == 0 {
      readProjectTask(node, rules)
      dropped.insert(0)
      return nil
    }
    for (element, left, reason) in [
      ("Active", false, "is inactive"), ("ExternalTask", true, "belongs to another project"),
      ("IsSubproject", true, "stands for another project"),
    ] where flag(node, element) == left {
      dropped.insert(uid)
      findings.warning(
        "mspdi.leftOut", "The task \(uid) \"\(shortened(name))\" \(reason): it was left out with its links.",
        at: node.place)
      return nil
    }
    let id = rules["id"] ?? String(uid)
    var task = MSProjectTask(
      node: node, uid: uid, level: number(node, "OutlineLevel", in: 0...1000) ?? 1,
      name: String(name.prefix(Limits.nameCharacters)), rules: rules, id: MilestoneID(id), hours: hours)
    if let uid = number(node, "CalendarUID", in: -1...Int(Int32.max)), uid >= 0 {
      if let calendar = calendars[uid] {
        (task.calendar, task.hours) = calendar
      } else {
        findings.warning(
          "mspdi.unknownCalendar", "The calendar \(uid) of the task \(task.title) is not in the file.",
          at: node.place(of: "CalendarUID"))
      }
    }
    task.duration = duration(task)
    return task
  }

  /// The row of the project itself carries what our own export has to say of it.
  private mutating func readProjectTask(_ node: XMLNode, _ rules: MSProjectRules) {
    if let id = rules["id"] { project.id = ProjectID(id) }
    if let start = rules["start"] { project.start = CivilDate(iso: start) }
    project.lagCalendar = rules["lagCalendar"].flatMap { Int($0) }.flatMap { calendars[$0]?.id }
    if root.text("Title") == nil, let name = node.text("Name") {
      project.name = String(name.prefix(Limits.nameCharacters))
    }
  }

  private func rules(_ node: XMLNode) -> MSProjectRules {
    guard let ownField else { return MSProjectRules() }
    let value = node.children("ExtendedAttribute").first { $0.text("FieldID") == ownField }?.text("Value")
    return MSProjectRules(value ?? "")
  }

  /// Hierarchy is told by order and level alone.
  private func nest(_ tasks: inout [MSProjectTask]) {
    var open: [Int] = []
    for i in tasks.indices {
      while let last = open.last, tasks[last].level >= tasks[i].level { open.removeLast() }
      if let last = open.last {
        tasks[i].parent = tasks[last].id
        tasks[last].isSummary = true
      }
      open.append(i)
    }
  }

  /// Working hours by the length of a day in the task's calendar, elapsed ones by 24, rounded up to whole days.
  private func duration(_ task: MSProjectTask) -> Span {
    guard let minutes = minutes(task.node, "Duration"), minutes > 0 else { return Span(0, .days) }
    let format = number(task.node, "DurationFormat", in: 0...100) ?? MSProjectCode.days
    let isElapsed = MSProjectCode.isElapsed(format)
    let perDay = isElapsed ? 1440 : task.hours.minutes
    let days = (minutes / Double(perDay)).rounded(.up)
    if days * Double(perDay) != minutes, !isSummary(task.node) {
      findings.warning(
        "mspdi.rounded",
        "The duration of the task \(task.title) is no whole number of days; it was rounded up to \(Int(days)).",
        at: task.node.place(of: "Duration"))
    }
    return Span(Int(min(days, 10_000_000)), isElapsed ? .days : .workingDays)
  }

  func isSummary(_ node: XMLNode) -> Bool { node.text("Summary") == "1" }

  // MARK: One milestone

  private func milestone(
    _ task: MSProjectTask, among tasks: [Int: MSProjectTask], _ dropped: Set<Int>
  ) -> Milestone {
    let node = task.node
    var milestone = Milestone(
      id: task.id, name: task.name, calendar: task.calendar, parent: task.parent, note: note(node), place: node.place)
    milestone.after = links(task, among: tasks, dropped)
    guard !task.isSummary else {
      milestone.constraints = summaryConstraints(task)
      if flag(node, "Manual") == true {
        findings.warning(
          "mspdi.manual", "The summary \(task.title) is scheduled by hand; here it has the dates of what it sums up.",
          at: node.place)
      }
      return milestone
    }
    milestone.duration = task.duration
    milestone.term = term(task)
    if milestone.term.isStatutory { milestone.duration.amount -= 1 }
    milestone.percent = number(node, "PercentComplete", in: 0...100).flatMap { $0 == 0 ? nil : $0 }
    if task.duration.amount == 0 { milestone.kind = kind(task) }
    milestone.constraints = constraints(task, kind: milestone.kind)
    readActuals(task, into: &milestone)
    if let delay = node.text("LevelingDelay"), delay != "0" {
      findings.warning(
        "mspdi.levelingDelay", "The levelling delay of the task \(task.title) was left out.",
        at: node.place(of: "LevelingDelay"))
    }
    return milestone
  }

  /// Only our own export tells a period from work; it holds the day of acceptance and at least one more.
  private func term(_ task: MSProjectTask) -> Term {
    guard let rule = task.rules["statutory"], task.duration.amount > 1 else { return .work }
    return .statutory(rollsForward: rule == "rollForward" && task.duration.unit == .days)
  }

  private func note(_ node: XMLNode) -> String? {
    node.text("Notes").map { String($0.prefix(10_000)) }
  }

  /// MS Project has no kind of milestone: the time of day that it stores tells Friday evening from Monday morning.
  private func kind(_ task: MSProjectTask) -> Milestone.Kind {
    if let kind = task.rules["kind"].flatMap({ Milestone.Kind(rawValue: $0) }) { return kind }
    guard let time = time(task.node, "Start") ?? time(task.node, "Finish") else { return .auto }
    return time.seconds <= task.hours.opening ? .start : .finish
  }

  private func readActuals(_ task: MSProjectTask, into milestone: inout Milestone) {
    let opens = milestone.duration.amount > 0 || milestone.kind == .start
    milestone.actualStart = time(task.node, "ActualStart").map {
      opens ? task.hours.startDay($0) : task.hours.finishDay($0)
    }
    milestone.actualFinish = time(task.node, "ActualFinish").map {
      milestone.kind == .start ? task.hours.startDay($0) : task.hours.finishDay($0)
    }
    if let start = milestone.actualStart, let finish = milestone.actualFinish, finish < start {
      findings.error(
        "milestone.actuals", "Finished on \(finish), before it started on \(start).",
        at: task.node.place(of: "ActualFinish"))
    }
    guard milestone.duration.amount > 0, milestone.actualStart != nil, milestone.actualFinish == nil else { return }
    if milestone.term.isStatutory {
      milestone.remaining = task.rules["remaining"].flatMap { Int($0) }
      return
    }
    // Without a status date, work goes on from its start to the finish that the file stores.
    guard root.text("StatusDate") != nil, let left = minutes(task.node, "RemainingDuration") else {
      milestone.remaining = milestone.duration.amount
      return
    }
    let perDay = milestone.duration.unit == .days ? 1440 : task.hours.minutes
    milestone.remaining = Int(min((left / Double(perDay)).rounded(.up), 10_000_000))
  }
}
