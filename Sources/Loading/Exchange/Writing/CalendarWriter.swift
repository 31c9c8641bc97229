import Core

/// Writes plans as iCalendar: a VTODO for each milestone, and, where it is still to be done, an all-day VEVENT on its
/// latest finish, since many programs show no tasks.
///
/// The UIDs are those of the ledger and stay; the sequence grows with the moment of writing, so that an import replaces
/// what an earlier one brought.
struct CalendarWriter {
  let stamp: Instant
  private var lines = ContentLineWriter()

  init(stamp: Instant) { self.stamp = stamp }

  func write(_ plans: [(project: Project, plan: ProjectPlan)]) -> String {
    var writer = self
    writer.line("BEGIN", "VCALENDAR")
    writer.line("VERSION", "2.0")
    writer.line("PRODID", "-//daopai//plan export//ZH")
    writer.line("CALSCALE", "GREGORIAN")
    writer.line("METHOD", "PUBLISH")
    for (project, plan) in plans {
      let parents = Set(project.milestones.compactMap(\.parent))
      for (milestone, planned) in zip(project.milestones, plan.milestones) {
        writer.task(milestone, planned, in: project)
        if planned.totalSlack != nil, !parents.contains(milestone.id) { writer.event(milestone, planned, in: project) }
      }
    }
    writer.line("END", "VCALENDAR")
    return writer.lines.text
  }

  private mutating func task(_ milestone: Milestone, _ planned: PlannedMilestone, in project: Project) {
    line("BEGIN", "VTODO")
    head(uid(milestone.id, project), project)
    line("SUMMARY", escaped(summary(milestone, project)))
    // DUE must be later than DTSTART.
    if planned.latestStart < planned.latestFinish { line("DTSTART;VALUE=DATE", compact(planned.latestStart)) }
    line("DUE;VALUE=DATE", compact(planned.latestFinish))
    let isDone = planned.totalSlack == nil
    if isDone {
      line("PERCENT-COMPLETE", "100")
      line("STATUS", "COMPLETED")
      line("COMPLETED", "\(compact(planned.earliestFinish))T040000Z")
    } else {
      if let percent = milestone.percent { line("PERCENT-COMPLETE", String(percent)) }
      line("STATUS", milestone.actualStart == nil ? "NEEDS-ACTION" : "IN-PROCESS")
    }
    for link in milestone.after { relation(link, project) }
    if let parent = milestone.parent { line("RELATED-TO;RELTYPE=PARENT", uid(parent, project)) }
    if let note = milestone.note { line("DESCRIPTION", escaped(note)) }
    if !isDone { alarm(summary(milestone, project), related: ";RELATED=END") }
    line("END", "VTODO")
  }

  /// RFC 9253; a gap is only said where it is elapsed time, which is all that it can mean.
  private mutating func relation(_ link: Dependency, _ project: Project) {
    let type =
      switch link.kind {
      case .finishToStart: "FINISHTOSTART"
      case .startToStart: "STARTTOSTART"
      case .finishToFinish: "FINISHTOFINISH"
      case .startToFinish: "STARTTOFINISH"
      }
    let days = link.lag.amount
    let gap = link.lag.unit == .days && days != 0 ? ";GAP=\(days < 0 ? "-" : "")P\(abs(days))D" : ""
    line("RELATED-TO;RELTYPE=\(type)\(gap)", uid(link.milestone, project))
  }

  private mutating func event(_ milestone: Milestone, _ planned: PlannedMilestone, in project: Project) {
    line("BEGIN", "VEVENT")
    head(uid(milestone.id, project) + "/due", project)
    line("SUMMARY", escaped(summary(milestone, project)))
    line("DTSTART;VALUE=DATE", compact(planned.latestFinish))
    line("DTEND;VALUE=DATE", compact(planned.latestFinish + 1))
    line("TRANSP", "TRANSPARENT")
    line("RELATED-TO;RELTYPE=SIBLING", uid(milestone.id, project))
    alarm(summary(milestone, project), related: "")
    line("END", "VEVENT")
  }

  private mutating func head(_ uid: String, _ project: Project) {
    line("UID", uid)
    line("SEQUENCE", String(max(0, stamp.seconds / 60 - 26_000_000)))
    line("DTSTAMP", utc(stamp))
    line("CATEGORIES", escaped(project.name))
  }

  /// The day before.
  private mutating func alarm(_ summary: String, related: String) {
    line("BEGIN", "VALARM")
    line("ACTION", "DISPLAY")
    line("TRIGGER\(related)", "-P1D")
    line("DESCRIPTION", escaped(summary))
    line("END", "VALARM")
  }

  private func uid(_ milestone: MilestoneID, _ project: Project) -> String { "\(project.id)/\(milestone)@daopai" }

  private func summary(_ milestone: Milestone, _ project: Project) -> String { "\(project.name) \(milestone.name)" }

  private func compact(_ date: CivilDate) -> String { date.description.replacing("-", with: "") }

  private func utc(_ instant: Instant) -> String { ContentLineWriter.utc(instant) }

  private func escaped(_ text: String) -> String { ContentLineWriter.escaped(text) }

  private mutating func line(_ name: String, _ value: String) { lines.line(name, value) }
}
