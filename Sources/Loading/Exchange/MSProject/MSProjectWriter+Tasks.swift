import Core

extension MSProjectWriter {
  func writeTasks(_ xml: inout XMLWriter) {
    writeProjectTask(&xml)
    var children: [MilestoneID?: [Int]] = [:]
    for (index, milestone) in project.milestones.enumerated() { children[milestone.parent, default: []].append(index) }
    let hasSuccessor = Set(project.milestones.flatMap { $0.after.map(\.milestone) })
    // Rows in the order of the tree: a stack instead of recursion, since a ledger may nest as deep as it likes.
    var stack = (children[nil] ?? []).reversed().map { (index: $0, level: 1) }
    var row = 0
    while let (index, level) = stack.popLast() {
      row += 1
      let milestone = project.milestones[index]
      let task = Task(
        milestone, plan.milestones[index], calendar: calendar(of: milestone),
        hasSuccessor: hasSuccessor.contains(milestone.id), isSummary: parents.contains(milestone.id))
      write(task, uid: index + 1, row: row, level: level, &xml)
      stack += (children[milestone.id] ?? []).reversed().map { ($0, level + 1) }
    }
  }

  /// One milestone with what is needed to write it.
  struct Task {
    let milestone: Milestone
    let planned: PlannedMilestone
    let calendar: WorkCalendar
    let isSummary: Bool
    /// Whether a milestone without duration opens a day or closes one.
    let opens: Bool

    init(
      _ milestone: Milestone, _ planned: PlannedMilestone, calendar: WorkCalendar, hasSuccessor: Bool, isSummary: Bool
    ) {
      self.milestone = milestone
      self.planned = planned
      self.calendar = calendar
      self.isSummary = isSummary
      let constraints = milestone.constraints
      let isFinishDriven = milestone.after.contains { $0.kind == .finishToStart || $0.kind == .finishToFinish }
      let hasFinishDate =
        constraints.notFinishAfter ?? constraints.finishOn ?? constraints.deadline ?? constraints.notFinishBefore
      switch milestone.kind {
      case .start: opens = true
      case .finish: opens = false
      case .auto: opens = !isFinishDriven && hasSuccessor && hasFinishDate == nil
      }
    }

    var isPoint: Bool { !isSummary && milestone.duration.amount == 0 }
    var isElapsed: Bool { !isSummary && milestone.duration.unit == .days && milestone.duration.amount > 0 }
  }

  private func calendar(of milestone: Milestone) -> WorkCalendar {
    let id = milestone.calendar ?? project.calendar
    return calendars.first { $0.id == id } ?? WorkCalendar(id: id)
  }

  private func writeProjectTask(_ xml: inout XMLWriter) {
    var rules = MSProjectRules()
    rules["id"] = project.id.text
    if startsFromStart {
      rules["start"] = project.start == nil ? "none" : nil
    } else {
      rules["start"] = project.start?.description
    }
    rules["lagCalendar"] = project.lagCalendar.flatMap { uid(of: $0) }.map { String($0) }
    xml.element("Task") { xml in
      xml.value("UID", 0)
      xml.value("ID", 0)
      xml.value("Name", project.name)
      xml.value("OutlineLevel", 0)
      xml.flag("Summary", true)
      write(rules, &xml)
    }
  }

  private func write(_ rules: MSProjectRules, _ xml: inout XMLWriter) {
    xml.element("ExtendedAttribute") { xml in
      xml.value("FieldID", MSProjectRules.field)
      xml.value("Value", rules.text)
    }
  }

  func uid(of calendar: CalendarID) -> Int? { calendars.firstIndex { $0.id == calendar }.map { $0 + 1 } }

  private func write(_ task: Task, uid: Int, row: Int, level: Int, _ xml: inout XMLWriter) {
    var rules = MSProjectRules()
    rules["id"] = task.milestone.id.text
    if task.isPoint { rules["kind"] = task.milestone.kind.rawValue }
    noteTerm(task, &rules)
    let constraint = constraint(task, &rules)
    let (milestone, planned) = (task.milestone, task.planned)
    xml.element("Task") { xml in
      xml.value("UID", uid)
      xml.value("ID", row)
      xml.value("Name", milestone.name)
      xml.flag("Manual", false)
      xml.flag("IsNull", false)
      xml.value("OutlineLevel", level)
      xml.value("Start", start(startsFromStart ? planned.earliestStart : planned.latestStart, task))
      xml.value("Finish", finish(startsFromStart ? planned.earliestFinish : planned.latestFinish, task))
      xml.value("Duration", "PT\(length(task) * (task.isElapsed ? 24 : 8))H0M0S")
      xml.value("DurationFormat", task.isElapsed ? MSProjectCode.elapsedDays : MSProjectCode.days)
      xml.flag("Milestone", task.isPoint)
      xml.flag("Summary", task.isSummary)
      xml.flag("Critical", planned.isCritical)
      xml.value("EarlyStart", start(planned.earliestStart, task))
      xml.value("EarlyFinish", finish(planned.earliestFinish, task))
      xml.value("LateStart", start(planned.latestStart, task))
      xml.value("LateFinish", finish(planned.latestFinish, task))
      xml.value("FreeSlack", planned.freeSlack.map { $0 * 4800 })
      xml.value("TotalSlack", planned.totalSlack.map { $0 * 4800 })
      writeProgress(task, &xml)
      xml.value("ConstraintType", constraint.type)
      xml.value("CalendarUID", milestone.calendar.flatMap { self.uid(of: $0) } ?? -1)
      xml.value("ConstraintDate", constraint.date)
      xml.value("Deadline", milestone.constraints.deadline.map { finish($0, task) })
      xml.value("Notes", milestone.note)
      writeLinks(task, &rules, &xml)
      write(rules, &xml)
    }
  }

  private func length(_ task: Task) -> Int {
    // The day of acceptance, which a period does not count, is a day to MS Project.
    guard task.isSummary else { return task.milestone.duration.amount + (task.milestone.term.isStatutory ? 1 : 0) }
    let (first, last) = (Int(task.planned.earliestStart.dayNumber), Int(task.planned.earliestFinish.dayNumber))
    return max(0, task.calendar.workingDays(before: last + 1) - task.calendar.workingDays(before: first))
  }

  /// MS Project knows work only: what makes a period of it is kept in our own field.
  private func noteTerm(_ task: Task, _ rules: inout MSProjectRules) {
    guard case .statutory(let rolls) = task.milestone.term else { return }
    rules["statutory"] = rolls ? "rollForward" : "true"
    rules["remaining"] = task.milestone.remaining.map { String($0) }
    findings.warning(
      "export.statutory",
      "\(task.milestone.id) is a period that the law sets: MS Project takes it for work that begins with the day of "
        + "acceptance.", at: task.milestone.place)
  }

  /// The beginning of a day, or, of a milestone that closes one, its end.
  private func start(_ date: CivilDate, _ task: Task) -> String {
    let hours = day(of: task.calendar.hours)
    return time(date, task.isPoint && !task.opens ? hours.closing : hours.opening)
  }

  private func finish(_ date: CivilDate, _ task: Task) -> String {
    let hours = day(of: task.calendar.hours)
    return time(date, task.isPoint && task.opens ? hours.opening : hours.closing)
  }

  /// Only a milestone that is told to open a day has happened in the morning.
  private func writeProgress(_ task: Task, _ xml: inout XMLWriter) {
    let milestone = task.milestone
    guard !task.isSummary else { return }
    let hours = day(of: task.calendar.hours)
    let first = task.isPoint && milestone.kind != .start ? hours.closing : hours.opening
    let last = task.isPoint && milestone.kind == .start ? hours.opening : hours.closing
    if milestone.actualFinish != nil || task.isPoint && milestone.actualStart != nil {
      xml.value("PercentComplete", 100)
      xml.value("ActualStart", time(task.planned.earliestStart, first))
      xml.value("ActualFinish", time(task.planned.earliestFinish, last))
      return
    }
    guard let start = milestone.actualStart else { return xml.value("PercentComplete", milestone.percent) }
    let all = length(task)
    let left = milestone.remaining ?? (all * (100 - (milestone.percent ?? 0)) + 99) / 100
    xml.value("PercentComplete", milestone.percent ?? max(0, min(99, 100 * (all - left) / max(1, all))))
    xml.value("ActualStart", time(start, first))
    xml.value("RemainingDuration", "PT\(left * (task.isElapsed ? 24 : 8))H0M0S")
  }

  // MARK: Constraints and links

  /// MSPDI has room for one; what is left goes into our own field.
  private func constraint(_ task: Task, _ rules: inout MSProjectRules) -> (type: Int, date: String?) {
    let given = task.milestone.constraints
    let candidates: [(type: Int, key: String, date: CivilDate?, isFinish: Bool)] = [
      (2, "startOn", given.startOn, false), (3, "finishOn", given.finishOn, true),
      (7, "notFinishAfter", given.notFinishAfter, true), (4, "notStartBefore", given.notStartBefore, false),
      (6, "notFinishBefore", given.notFinishBefore, true), (5, "notStartAfter", given.notStartAfter, false),
    ]
    var chosen: (type: Int, date: String?) = (startsFromStart ? 0 : 1, nil)
    for candidate in candidates {
      guard let date = candidate.date else { continue }
      if chosen.date == nil {
        chosen = (candidate.type, candidate.isFinish ? finish(date, task) : start(date, task))
      } else {
        rules[candidate.key] = date.description
        findings.warning(
          "export.constraint",
          "MS Project knows one constraint a task: \(candidate.key) \(date) of \(task.milestone.id) is kept in a field "
            + "of its own, where MS Project does not reckon with it.", at: task.milestone.place)
      }
    }
    return chosen
  }

  private func writeLinks(_ task: Task, _ rules: inout MSProjectRules, _ xml: inout XMLWriter) {
    for (position, link) in task.milestone.after.enumerated() {
      guard let uid = uids[link.milestone] else { continue }
      let isElapsed = link.lag.unit == .days || link.lagCalendar == .elapsed
      xml.element("PredecessorLink") { xml in
        xml.value("PredecessorUID", uid)
        xml.value("Type", MSProjectCode.linkKinds.first { $0.value == link.kind.rawValue }?.key)
        xml.flag("CrossProject", false)
        xml.value("LinkLag", link.lag.amount * (isElapsed ? 14_400 : 4800))
        xml.value("LagFormat", isElapsed ? MSProjectCode.elapsedDays : MSProjectCode.days)
      }
      guard !isElapsed, link.lag.amount != 0 else { continue }
      let source = project.milestones[uid - 1]
      var reckoned: CalendarID?
      switch link.lagCalendar {
      case .project:
        rules["lag.\(position).\(uid)"] = "project"
        reckoned = project.lagCalendar ?? project.calendar
      case .predecessor:
        rules["lag.\(position).\(uid)"] = "predecessor"
        reckoned = source.duration.unit == .days && source.duration.amount > 0 ? nil : calendar(of: source).id
      case .named(let id):
        rules["lag.\(position).\(uid)"] = self.uid(of: id).map { String($0) }
        reckoned = id
      case .successor:
        rules["lag.\(position).\(uid)"] = "successor"
        reckoned = task.isElapsed ? nil : task.calendar.id
      case .elapsed: break
      }
      if reckoned != task.calendar.id {
        findings.warning(
          "export.lagCalendar",
          "MS Project reckons the lag from \(source.id) to \(task.milestone.id) in the calendar of the latter.",
          at: link.place)
      }
    }
  }
}
