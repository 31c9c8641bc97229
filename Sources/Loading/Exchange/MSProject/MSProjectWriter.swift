import Core

/// Writes one planned project as MS Project XML (MSPDI), so that reading it again gives the same plan.
///
/// A project with a fixed end is scheduled from its finish, as 倒排 is; what MSPDI has no place for stands in a custom
/// field (`MSProjectRules`) and, where MS Project would reckon otherwise, is a warning.
struct MSProjectWriter {
  let project: Project
  let plan: ProjectPlan
  let findings: Findings
  /// In the order of their UIDs, which begin with 1.
  let calendars: [WorkCalendar]
  let uids: [MilestoneID: Int]
  let parents: Set<MilestoneID>

  init(_ project: Project, _ plan: ProjectPlan, calendars: [CalendarID: WorkCalendar], _ findings: Findings) {
    self.project = project
    self.plan = plan
    self.findings = findings
    var used: Set<CalendarID> = []
    for milestone in project.milestones {
      if let id = milestone.calendar { used.insert(id) }
      for case .named(let id) in milestone.after.map(\.lagCalendar) { used.insert(id) }
    }
    if let id = project.lagCalendar { used.insert(id) }
    used.remove(project.calendar)
    self.calendars = ([project.calendar] + used.sorted()).compactMap { calendars[$0] }
    uids = Dictionary(
      project.milestones.enumerated().map { ($0.element.id, $0.offset + 1) }, uniquingKeysWith: { first, _ in first })
    parents = Set(project.milestones.compactMap(\.parent))
  }

  func write() -> String {
    var xml = XMLWriter()
    xml.element("Project", attributes: " xmlns=\"http://schemas.microsoft.com/project\"") { xml in
      writeSettings(&xml)
      xml.element("ExtendedAttributes") { xml in
        xml.element("ExtendedAttribute") { xml in
          xml.value("FieldID", MSProjectRules.field)
          xml.value("FieldName", MSProjectRules.fieldName)
          xml.value("Alias", MSProjectRules.alias)
        }
      }
      xml.element("Calendars") { xml in
        for (index, calendar) in calendars.enumerated() { write(calendar, uid: index + 1, &xml) }
      }
      xml.element("Tasks") { xml in writeTasks(&xml) }
    }
    return xml.text
  }

  var startsFromStart: Bool { project.finish == nil }

  private func writeSettings(_ xml: inout XMLWriter) {
    let hours = calendars.first?.hours ?? .office
    let start = project.start ?? plan.milestones.map(\.earliestStart).min() ?? plan.statusDate
    xml.value("SaveVersion", 14)
    xml.value("Name", project.id.text)
    xml.value("Title", project.name)
    xml.flag("ScheduleFromStart", startsFromStart)
    xml.value("StartDate", time(start, day(of: hours).opening))
    xml.value("FinishDate", time(plan.finish, day(of: hours).closing))
    xml.value("CalendarUID", 1)
    xml.value("DefaultStartTime", clock(day(of: hours).opening))
    xml.value("DefaultFinishTime", clock(day(of: hours).closing))
    xml.value("MinutesPerDay", 480)
    xml.value("MinutesPerWeek", (calendars.first?.week.count ?? 5) * 480)
    xml.value("DaysPerMonth", 20)
    xml.value("StatusDate", time(plan.statusDate, day(of: hours).closing))
    if !project.assignments.isEmpty || project.milestones.contains(where: { !$0.assignments.isEmpty }) {
      findings.warning(
        "export.parties", "Leaders, owners and units are not written: MS Project would take them for resources.",
        at: project.place)
    }
  }

  // MARK: Calendars

  private func write(_ calendar: WorkCalendar, uid: Int, _ xml: inout XMLWriter) {
    let hours = day(of: calendar.hours)
    xml.element("Calendar") { xml in
      xml.value("UID", uid)
      xml.value("Name", calendar.id.text)
      xml.flag("IsBaseCalendar", true)
      xml.value("BaseCalendarUID", -1)
      xml.element("WeekDays") { xml in
        for type in 1...7 {
          let works = calendar.week.contains(type == 1 ? 7 : type - 1)
          xml.element("WeekDay") { xml in
            xml.value("DayType", type)
            xml.flag("DayWorking", works)
            if works { write(hours, &xml) }
          }
        }
      }
      let runs = MSProjectWriter.runs(of: calendar)
      guard !runs.isEmpty else { return }
      xml.element("Exceptions") { xml in
        for run in runs {
          xml.element("Exception") { xml in
            xml.flag("EnteredByOccurrences", false)
            xml.element("TimePeriod") { xml in
              xml.value("FromDate", "\(run.first)T00:00:00")
              xml.value("ToDate", "\(run.last)T23:59:00")
            }
            xml.value("Occurrences", run.last - run.first + 1)
            xml.value("Name", run.day.name.isEmpty ? nil : run.day.name)
            xml.value("Type", 1)
            xml.flag("DayWorking", run.day.isWorking)
            if run.day.isWorking { write(hours, &xml) }
          }
        }
      }
    }
  }

  private func write(_ hours: DayHours, _ xml: inout XMLWriter) {
    xml.element("WorkingTimes") { xml in
      for from in [hours.opening, hours.closing - 14_400] {
        xml.element("WorkingTime") { xml in
          xml.value("FromTime", clock(from))
          xml.value("ToTime", clock(from + 14_400))
        }
      }
    }
  }

  /// Explicit days that follow each other and say the same.
  private static func runs(
    of calendar: WorkCalendar
  ) -> [(first: CivilDate, last: CivilDate, day: WorkCalendar.Exception)] {
    var runs: [(first: CivilDate, last: CivilDate, day: WorkCalendar.Exception)] = []
    for (date, day) in calendar.exceptions.sorted(by: { $0.key < $1.key }) {
      if let last = runs.last, last.last + 1 == date, last.day == day {
        runs[runs.count - 1].last = date
      } else {
        runs.append((date, date, day))
      }
    }
    return runs
  }

  /// Eight hours with a break, from opening to closing: days of another length would change every duration.
  func day(of hours: WorkingHours) -> DayHours {
    let span = Int(hours.closing.seconds - hours.opening.seconds)
    if span < 28_800 { return DayHours() }
    return DayHours(opening: Int(hours.opening.seconds), closing: Int(hours.closing.seconds))
  }

  func clock(_ seconds: Int) -> String {
    "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
  }

  func time(_ date: CivilDate, _ seconds: Int) -> String { "\(date)T\(clock(seconds))" }
}
