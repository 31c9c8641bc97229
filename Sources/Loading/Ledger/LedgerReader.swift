import Core

/// Reads what stands in ledgers, entry by entry: several at a time.
struct LedgerReader: Sendable {
  let references: References

  struct ReadProject {
    let project: Project?
    var damage = Damage.none
  }

  func project(_ element: Element, _ findings: Findings) -> ReadProject {
    let before = findings.errorCount
    let project = ProjectDocument.read(element, references, findings)
    guard findings.errorCount > before else { return ReadProject(project: project) }
    let isWhole = project?.milestones.count == element.count(under: "milestones")
    return ReadProject(project: project, damage: isWhole ? .values : .milestones)
  }

  func project(_ row: LedgerTable.Row, _ findings: Findings) -> ReadProject {
    let read = project(row.element, findings)
    return ReadProject(project: read.project, damage: row.isDamaged ? max(read.damage, .values) : read.damage)
  }

  func responsibility(_ element: Element, _ findings: Findings) -> Responsibility? {
    ResponsibilityDocument.read(element, references, findings)
  }

  /// Entries of a document, with one copy of each name among them.
  func projects(_ elements: ArraySlice<Element>, _ findings: Findings) -> [ReadProject] {
    var names = NamePool()
    return elements.map { project($0, findings).sharing(&names) }
  }

  func projects(_ rows: ArraySlice<CellGrid.Row>, of table: LedgerTable, _ findings: Findings) -> [ReadProject] {
    var names = NamePool()
    return rows.map { project(table.row($0, references, findings), findings).sharing(&names) }
  }

  /// The rows of a table of milestones.
  func milestones(
    _ rows: ArraySlice<CellGrid.Row>, of table: LedgerTable, plain: PlainRows?, _ findings: Findings
  ) -> [MilestoneRun] {
    var names = NamePool()
    var runs: [MilestoneRun] = []
    for row in rows {
      if let (milestone, project, place) = plain?.read(row) {
        runs.append(milestone.sharing(&names), of: project, at: place)
      } else {
        read(table.row(row, references, findings), into: &runs, &names, findings)
      }
    }
    return runs
  }

  private func read(
    _ row: LedgerTable.Row, into runs: inout [MilestoneRun], _ names: inout NamePool, _ findings: Findings
  ) {
    let before = findings.errorCount
    findings.project = row.project.map { ProjectID($0.text) }
    defer { findings.project = nil }
    let milestone = MilestoneDocument.read(row.element, references, findings)
    guard let project = row.project else { return }
    runs.append(
      milestone?.sharing(&names), of: project.text, at: project.place,
      damage: row.isDamaged || findings.errorCount > before ? .values : .none)
  }
}
