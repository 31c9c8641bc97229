/// While an alert of one level is open on a project, other levels say nothing new on its parts: `{ open: [L4], suppress: [L1] }`.
package struct Inhibition: Hashable, Sendable {
  package var open: Set<String>
  package var suppressed: Set<String>

  package init(open: Set<String>, suppressed: Set<String>) {
    self.open = open
    self.suppressed = suppressed
  }
}

extension Portfolio {
  /// What is suppressed on a duty by alerts open on others of its project.
  package func inhibitions(
    on duty: Duty, by alerts: some Sequence<Alert>
  ) -> [(levels: Set<String>, reason: String)] {
    alerts.filter { $0.project == duty.project && $0.duty != duty.id && $0.state != .closed }
      .sorted { $0.id < $1.id }.flatMap { alert in
        inhibitions.filter { $0.open.contains(alert.level) }.map {
          (levels: $0.suppressed, reason: "\(alert.level) is open on \(duty.project?.text ?? ""): alert \(alert.id)")
        }
      }
  }
}
