package import Core

/// Writes planned projects for other programs: `plan export`.
package enum PlanExport {
  package enum Format: String, CaseIterable, Sendable {
    case mspdi, ical, mermaid

    /// Of a file of this format.
    package var suffix: String {
      switch self {
      case .mspdi: ".xml"
      case .ical: ".ics"
      case .mermaid: ".mmd"
      }
    }

    /// MS Project knows one project a file.
    package var holdsSeveral: Bool { self == .ical }
  }

  package struct Outcome: Sendable {
    package var text: String
    /// What the format cannot say.
    package var diagnostics: [Diagnostic]
  }

  /// - Parameters:
  ///   - plans: each with the project it was made of.
  ///   - stamp: the moment of writing, for formats that want one; it also counts the versions of an event.
  package static func write(
    _ plans: [(project: Project, plan: ProjectPlan)], calendars: [CalendarID: WorkCalendar], as format: Format,
    stamp: Instant
  ) -> Outcome {
    let findings = Findings()
    var text = ""
    switch format {
    case .mspdi:
      for (project, plan) in plans.prefix(1) {
        text = MSProjectWriter(project, plan, calendars: calendars, findings).write()
      }
    case .ical: text = CalendarWriter(stamp: stamp).write(plans)
    case .mermaid: text = plans.map { MermaidWriter.write($0.project, $0.plan) }.joined(separator: "\n")
    }
    return Outcome(text: text, diagnostics: findings.sorted)
  }
}
