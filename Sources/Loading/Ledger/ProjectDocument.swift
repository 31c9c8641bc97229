import Core

/// One entry under `projects:`, or one row of a table of projects.
enum ProjectDocument {
  static let roles = Role.allCases.map(\.rawValue)
  static let keys =
    [
      "id", "name", "area", "category", "batch", "stage", "investment", "calendar", "lagCalendar", "start", "finish",
      "status",
    ]
    + roles + ["policies", "startLevel", "milestones", "limits", "reports", "note"]

  static func read(_ element: Element, _ references: References, _ findings: Findings) -> Project? {
    findings.project = element.text(under: "id").map { ProjectID($0) }
    defer { findings.project = nil }
    guard let fields = Fields(element, "a project", keys: keys, findings) else { return nil }
    let id = fields.requiredIdentifier("id")
    let calendar = references.calendar(fields, "calendar")
    // A word stands for the links that name no calendar themselves.
    let lagWord = fields.text("lagCalendar").flatMap(DependencyDocument.word)
    let lagCalendar = lagWord == nil ? references.calendar(fields, "lagCalendar") : nil
    let investment = readInvestment(fields)
    let (start, finish) = (fields.date("start"), fields.date("finish"))
    let status = fields.date("status")
    if let start, let finish, start > finish {
      findings.error(
        "project.dates", "The project finishes on \(finish), before it starts on \(start).",
        at: fields.place(of: "finish"))
    }
    let assignments = references.assignments(fields)
    let policies = references.policies(fields)
    let rows = fields.strictList("milestones")
    var milestones: [Milestone] = []
    milestones.reserveCapacity(rows.count)
    for row in rows {
      let milestone = MilestoneDocument.read(row, references, lagCalendar: lagWord ?? .project, findings)
      milestone.map { milestones.append($0) }
    }
    let limits = fields.strictList("limits").compactMap { readLimit($0, findings) }
    let reports = ProgressReportDocument.readAll(fields)
    guard let id else { return nil }
    var project = Project(
      id: ProjectID(id), name: fields.text("name") ?? id, area: fields.text("area"), category: fields.text("category"),
      batch: fields.text("batch"), stage: fields.text("stage"), investment: investment,
      calendar: calendar ?? references.defaultCalendar, lagCalendar: lagCalendar, start: start, finish: finish,
      statusDate: status, assignments: assignments, policies: policies, milestones: milestones, limits: limits,
      reports: reports,
      note: fields.text("note", limit: Limits.csvFieldBytes), place: fields.place)
    project.startLevel = fields.text("startLevel")
    return project
  }

  /// `{ name: 建设工期, from: m13, to: m17, within: 24mo }`.
  private static func readLimit(_ element: Element, _ findings: Findings) -> DurationLimit? {
    guard let fields = Fields(element, "a limit", keys: ["name", "from", "to", "within"], findings) else { return nil }
    let (from, to) = (fields.requiredIdentifier("from"), fields.requiredIdentifier("to"))
    let within = fields.required("within").flatMap {
      fields.span(of: $0, "within", units: [.workingDays, .days, .months], minimum: 1)
    }
    guard let from, let to, let within else { return nil }
    return DurationLimit(
      name: fields.text("name") ?? "\(from) to \(to)", from: MilestoneID(from), to: MilestoneID(to), within: within,
      place: fields.place)
  }

  private static func readInvestment(_ fields: Fields) -> Investment {
    guard let inner = fields.fields("investment", "an investment", keys: ["total", "thisYear", "done"]) else {
      return Investment()
    }
    return Investment(total: inner.money("total"), thisYear: inner.money("thisYear"), done: inner.money("done"))
  }
}
