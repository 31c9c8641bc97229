package import Core

/// One thing wrong with the input, with its place. Line and column count from 1; 0 = unknown.
package struct DiagnosticMessage: Codable, Hashable, Sendable {
  package var severity: String
  package var code: String
  package var message: String
  package var file: String
  package var line: Int
  package var column: Int
  @Null package var nearest: String?
  @Null package var project: String?
  @Null package var milestone: String?

  package init(_ diagnostic: Diagnostic) {
    severity = diagnostic.severity.rawValue
    code = diagnostic.code
    message = diagnostic.message
    file = diagnostic.place.file
    line = diagnostic.place.line
    column = diagnostic.place.column
    nearest = diagnostic.nearest
    project = diagnostic.project?.text
    milestone = diagnostic.milestone?.text
  }

  /// Back to what the loader said, to be printed the same way.
  package var diagnostic: Diagnostic {
    Diagnostic(
      severity == Diagnostic.Severity.warning.rawValue ? .warning : .error, code: code, message,
      at: Place(file: file, line: line, column: column), nearest: nearest, project: project.map { ProjectID($0) },
      milestone: milestone.map { MilestoneID($0) })
  }
}

/// What was counted in a portfolio.
package struct PortfolioCounts: Codable, Hashable, Sendable {
  package var projects: Int
  package var milestones: Int
  package var responsibilities: Int
  package var parties: Int
  package var policies: Int

  package init(_ portfolio: Portfolio) {
    projects = portfolio.projects.count
    milestones = portfolio.projects.reduce(0) { $0 + $1.milestones.count }
    responsibilities = portfolio.responsibilities.count
    parties = portfolio.parties.count
    policies = portfolio.policies.count
  }
}

/// Result of `check` and of `POST /v1/reload`. A reload refused comes as a `Problem` with the diagnostics instead.
package struct LoadMessage: Codable, Hashable, Sendable {
  package var ok: Bool
  @Null package var counts: PortfolioCounts?
  package var diagnostics: [DiagnosticMessage]

  package init(ok: Bool, counts: PortfolioCounts?, diagnostics: [Diagnostic]) {
    self.ok = ok
    self.counts = counts
    self.diagnostics = diagnostics.map(DiagnosticMessage.init)
  }
}
