import Core

/// Reads what stands in ledgers, entry by entry: several at a time.
struct LedgerReader: Sendable {
  let references: References

  struct ReadProject {
    let project: Project?
    /// Something of it could not be read and was reported.
    let isDamaged: Bool
  }

  struct ReadMilestone {
    let milestone: Milestone?
    /// The project it belongs to, and where that is written.
    let project: (text: String, place: Place)?
    let isDamaged: Bool
  }

  func project(_ element: Element, _ findings: Findings) -> ReadProject {
    let before = findings.errorCount
    let project = ProjectDocument.read(element, references, findings)
    return ReadProject(project: project, isDamaged: findings.errorCount > before)
  }

  func project(_ row: LedgerTable.Row, _ findings: Findings) -> ReadProject {
    let read = project(row.element, findings)
    return ReadProject(project: read.project, isDamaged: read.isDamaged || row.isDamaged)
  }

  func responsibility(_ element: Element, _ findings: Findings) -> Responsibility? {
    ResponsibilityDocument.read(element, references, findings)
  }

  func milestone(_ row: LedgerTable.Row, _ findings: Findings) -> ReadMilestone {
    let before = findings.errorCount
    findings.project = row.project.map { ProjectID($0.text) }
    defer { findings.project = nil }
    let milestone = MilestoneDocument.read(row.element, references, findings)
    return ReadMilestone(
      milestone: milestone, project: row.project, isDamaged: row.isDamaged || findings.errorCount > before)
  }
}
