import Core

/// Puts the ledgers of all files together: calendars first, then projects, then what is attached to them.
struct LedgerAssembly {
  var references: References
  let findings: Findings
  private var files: LedgerFiles
  private var imported: [ImportedPlan] = []
  private(set) var projects: [Project] = []
  private(set) var responsibilities: [Responsibility] = []
  private(set) var quotas: [Quota] = []
  /// Of those in which something could not be read.
  private var damages: [ProjectID: Damage] = [:]
  private var projectIndex: [ProjectID: Int] = [:]
  private var responsibilityPlaces: [String: Place] = [:]
  /// False where a file could not be read: then a project that is missed may well be in it.
  private(set) var isComplete = true

  init(references: References, findings: Findings, cache: ReadingCache? = nil) {
    self.references = references
    self.findings = findings
    files = LedgerFiles(findings, cache: cache)
  }

  /// Reads YAML or JSON; faults of form are reported, contents wait for `assemble`.
  mutating func add(documents: [SourceFile]) {
    if !files.add(documents: documents) { isComplete = false }
  }

  mutating func add(table file: SourceFile, mapping: SourceFile?) {
    if !files.add(table: file, mapping: mapping) { isComplete = false }
  }

  /// Reads a plan of another planner.
  mutating func add(plan file: SourceFile) {
    let before = findings.errorCount
    guard let plan = ImportedPlan.read(file, calendar: references.defaultCalendar, findings) else {
      return isComplete = false
    }
    if findings.errorCount > before { for project in plan.projects { damages[project.id] = .whole } }
    checkActuals(of: plan)
    imported.append(plan)
  }

  /// Other planners let a date of the future pass for an actual one.
  private func checkActuals(of plan: ImportedPlan) {
    for project in plan.projects {
      findings.project = project.id
      defer { findings.project = nil }
      for milestone in project.milestones {
        let dates = [("actualStart", milestone.actualStart), ("actualFinish", milestone.actualFinish)]
        for case (let key, let date?) in dates {
          if !references.accepts(done: date, key, at: milestone.place, findings) { break }
        }
      }
    }
  }

  mutating func assemble() {
    references.calendars = CalendarLoader.resolve(
      files.documents.flatMap(\.calendars) + imported.flatMap(\.calendars), known: references.calendars,
      isComplete: references.hasAllCalendars, findings)
    for table in files.tables where table.createsParties { table.createParties(in: &references.parties, findings) }
    references.unreachable = references.parties.unreachable
    let contents = files.read(references)
    add(contents.projectsOfDocuments)
    for row in contents.responsibilitiesOfDocuments { add(responsibility: row) }
    for project in imported.flatMap(\.projects) { add(project) }
    add(contents.projectsOfTables)
    for row in contents.responsibilitiesOfTables { add(responsibility: row) }
    add(contents.milestones)
    for element in files.documents.flatMap(\.quotas) { add(quota: element) }
    checkSizes()
  }

  /// The lines under `answers`, file by file.
  func answers(in zone: ZoneRules) -> [FiledAnswer] {
    let answers = files.documents.flatMap(\.answers).compactMap { AnswerDocument.read($0, references, zone, findings) }
    check(answers)
    return answers
  }

  // MARK: Putting together

  private mutating func add(_ read: [LedgerReader.ReadProject]) {
    for item in read {
      guard let project = item.project else {
        isComplete = false
        continue
      }
      note(item.damage, of: project.id)
      add(project)
    }
  }

  private mutating func note(_ damage: Damage, of project: ProjectID) {
    if damage > .none { damages[project] = max(damage, damages[project] ?? .none) }
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

  private mutating func add(responsibility row: Responsibility?) {
    guard let row else { return }
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

  /// Rows of a table of milestones go to the projects they name.
  private mutating func add(_ runs: [MilestoneRun]) {
    var counts: [ProjectID: Int] = [:]
    for run in runs {
      let id = ProjectID(run.project)
      note(run.damage, of: id)
      counts[id, default: 0] += run.milestones.count
    }
    for (id, count) in counts {
      guard let index = projectIndex[id] else { continue }
      projects[index].milestones.reserveCapacity(projects[index].milestones.count + count)
    }
    for run in runs {
      guard let index = projectIndex[ProjectID(run.project)] else {
        for (n, milestone) in run.milestones.enumerated() {
          reportUnknownProject(of: milestone, (run.project, run.place(n)))
        }
        continue
      }
      projects[index].milestones += run.milestones
    }
  }

  private func reportUnknownProject(of milestone: Milestone, _ name: (text: String, place: Place)) {
    guard isComplete else { return }
    findings.project = ProjectID(name.text)
    defer { findings.project = nil }
    findings.error(
      "ledger.unknownProject",
      "The milestone \"\(milestone.id)\" belongs to the project \"\(shortened(name.text))\", which no ledger has.",
      at: name.place, nearest: findings.nearest(to: name.text, among: projectIndex.keys.map(\.text)))
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

  /// Plans every project once, so that faults of the network come in the same report, with none that only follows from
  /// another.
  ///
  /// A project with neither an end nor a milestone cannot be planned; real ledgers are full of them, and they do no
  /// harm: for us a warning.
  func checkPlans(today: CivilDate) {
    let (calendars, damages, hasAllCalendars) = (references.calendars, damages, references.hasAllCalendars)
    let found = readInParallel(projects, chunks: projects.count < 200 ? 1 : 16, findings) { project, _ in
      let damage = max(damages[project.id] ?? .none, hasAllCalendars ? .none : .values)
      let outcome = Planner.plan(project, calendars: calendars, today: today)
      return (outcome.diagnostics + (outcome.plan?.limitWarnings(project, calendars: calendars) ?? []))
        .filter { damage.admits($0) }
    }
    for var diagnostic in found.joined() {
      if diagnostic.code == "plan.noAnchor" { diagnostic.severity = .warning }
      findings.add(diagnostic)
    }
  }
}
