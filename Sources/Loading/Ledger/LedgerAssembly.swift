import Core

/// Puts the ledgers of all files together: calendars first, then projects, then what is attached to them.
struct LedgerAssembly {
  var references: References
  let findings: Findings
  private var documents: [LedgerDocument] = []
  private var tables: [LedgerTable] = []
  private var imported: [ImportedPlan] = []
  private(set) var projects: [Project] = []
  private(set) var responsibilities: [Responsibility] = []
  private(set) var quotas: [Quota] = []
  /// Something in them could not be read, so that the planner would complain of what is not the clerk's fault.
  private var damaged: Set<ProjectID> = []
  private var projectIndex: [ProjectID: Int] = [:]
  private var responsibilityPlaces: [String: Place] = [:]
  /// False where a file could not be read: then a project that is missed may well be in it.
  private(set) var isComplete = true

  init(references: References, findings: Findings) {
    self.references = references
    self.findings = findings
  }

  /// Reads YAML or JSON; faults of form are reported, contents wait for `assemble`.
  mutating func add(document file: SourceFile) {
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings) else { return isComplete = false }
    let root =
      file.name.hasSuffix(".json")
      ? JSONDocument.read(bytes, of: file, findings) : YAMLDocument.read(bytes, of: file, findings)
    guard let root, let document = LedgerDocument(root, findings) else { return isComplete = false }
    documents.append(document)
  }

  mutating func add(table file: SourceFile, mapping: SourceFile?) {
    guard let table = LedgerTable.read(file, mapping: mapping, findings) else { return isComplete = false }
    tables.append(table)
  }

  /// Reads a plan of another planner.
  mutating func add(plan file: SourceFile) {
    let before = findings.errorCount
    guard let plan = ImportedPlan.read(file, calendar: references.defaultCalendar, findings) else {
      return isComplete = false
    }
    if findings.errorCount > before { damaged.formUnion(plan.projects.map(\.id)) }
    imported.append(plan)
  }

  mutating func assemble() {
    references.calendars = CalendarLoader.resolve(
      documents.flatMap(\.calendars) + imported.flatMap(\.calendars), known: references.calendars,
      isComplete: references.hasAllCalendars, findings)
    for table in tables where table.createsParties { table.createParties(in: &references.parties, findings) }
    for document in documents {
      for element in document.projects { add(project: element) }
      for element in document.responsibilities { add(responsibility: element) }
    }
    for project in imported.flatMap(\.projects) { add(project) }
    for table in tables where table.kind == .projects {
      for row in table.rows(parties: references.parties) {
        add(project: row.element, isDamaged: row.isDamaged)
      }
    }
    for table in tables where table.kind == .responsibilities {
      for row in table.rows(parties: references.parties) { add(responsibility: row.element) }
    }
    for table in tables where table.kind == .milestones {
      for row in table.rows(parties: references.parties) { add(milestone: row) }
    }
    for document in documents {
      for element in document.quotas { add(quota: element) }
    }
    checkSizes()
  }

  /// The lines under `answers`, file by file.
  func answers(in zone: ZoneRules) -> [FiledAnswer] {
    let answers = documents.flatMap(\.answers).compactMap { AnswerDocument.read($0, references, zone, findings) }
    check(answers)
    return answers
  }

  private mutating func add(project element: Element, isDamaged: Bool = false) {
    let before = findings.errorCount
    guard let project = ProjectDocument.read(element, references, findings) else { return isComplete = false }
    if isDamaged || findings.errorCount > before { damaged.insert(project.id) }
    add(project)
  }

  private mutating func add(_ project: Project) {
    if let first = projectIndex[project.id] {
      findings.error(
        "ledger.duplicateProject",
        "The project \"\(project.id)\" is already defined at \(projects[first].place).", at: project.place)
      return
    }
    projectIndex[project.id] = projects.count
    projects.append(project)
  }

  private mutating func add(responsibility element: Element) {
    guard let row = ResponsibilityDocument.read(element, references, findings) else { return }
    if let first = responsibilityPlaces[row.id] {
      findings.error(
        "ledger.duplicateResponsibility", "The responsibility \"\(row.id)\" is already defined at \(first).",
        at: row.place)
      return
    }
    responsibilityPlaces[row.id] = row.place
    responsibilities.append(row)
  }

  /// Its id stands beside those of responsibilities in the ids of duties.
  private mutating func add(quota element: Element) {
    guard let quota = QuotaDocument.read(element, references, findings) else { return }
    if let first = responsibilityPlaces[quota.id] {
      findings.error(
        "ledger.duplicateQuota", "The id \"\(quota.id)\" is already used at \(first).", at: quota.place)
      return
    }
    responsibilityPlaces[quota.id] = quota.place
    quotas.append(quota)
    guard isComplete else { return }
    for share in quota.shares where quota.members(share, of: projects).isEmpty {
      findings.warning(
        "quota.empty",
        "No project belongs to the quota \"\(quota.id)\"\(share.area.map { " in \($0)" } ?? ""): it can never be reached.",
        at: quota.place)
    }
    if let row = quota.reports, responsibilities.first(where: { $0.id == row })?.window == nil {
      findings.error(
        "quota.unknownReports", "There is no row \"\(shortened(row))\" with a reporting window.", at: quota.place,
        nearest: nearestName(to: row, among: responsibilities.filter { $0.window != nil }.map(\.id)))
    }
    if let name = quota.milestone, !projects.isEmpty,
      !projects.contains(where: { $0.milestones.contains { $0.id.text == name || $0.name == name } })
    {
      findings.error(
        "quota.unknownMilestone", "No project has a milestone \"\(shortened(name))\".", at: quota.place,
        nearest: nearestName(to: name, among: Set(projects.flatMap(\.milestones).map(\.name)).sorted()))
    }
  }

  /// A row of a table of milestones goes to the project it names.
  private mutating func add(milestone row: LedgerTable.Row) {
    let before = findings.errorCount
    findings.project = row.project.map { ProjectID($0.text) }
    defer { findings.project = nil }
    let read = MilestoneDocument.read(row.element, references, findings)
    if let name = row.project, row.isDamaged || findings.errorCount > before { damaged.insert(ProjectID(name.text)) }
    guard let milestone = read, let name = row.project else { return }
    guard let index = projectIndex[ProjectID(name.text)] else {
      if isComplete {
        findings.error(
          "ledger.unknownProject",
          "The milestone \"\(milestone.id)\" belongs to the project \"\(shortened(name.text))\", which no ledger has.",
          at: name.place, nearest: findings.nearest(to: name.text, among: projectIndex.keys.map(\.text)))
      }
      return
    }
    projects[index].milestones.append(milestone)
  }

  private func checkSizes() {
    if projects.count > Limits.projects, let last = projects.last {
      findings.error(
        "limit.projects", "There are \(projects.count) projects; \(Limits.projects) are allowed.", at: last.place)
    }
    for project in projects where project.milestones.count > Limits.milestonesPerProject {
      findings.error(
        "limit.milestones",
        "The project has \(project.milestones.count) milestones; \(Limits.milestonesPerProject) are allowed.",
        at: project.place)
    }
  }

  /// Plans every project once, so that faults of the network come in the same report.
  ///
  /// A project with neither an end nor a milestone cannot be planned; real ledgers are full of them, and they do no
  /// harm: for us a warning.
  func checkPlans(today: CivilDate) {
    guard references.hasAllCalendars else { return }
    for project in projects
    where references.calendars[project.calendar] != nil && !damaged.contains(project.id) {
      let outcome = Planner.plan(project, calendars: references.calendars, today: today)
      let exceeded = outcome.plan?.limitWarnings(project, calendars: references.calendars) ?? []
      for diagnostic in outcome.diagnostics + exceeded {
        var diagnostic = diagnostic
        if diagnostic.code == "plan.noAnchor" { diagnostic.severity = .warning }
        findings.add(diagnostic)
      }
    }
  }
}
