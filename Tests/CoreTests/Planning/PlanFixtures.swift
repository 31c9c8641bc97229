@testable import Core

/// Short words for ledgers in tests of the planner.
protocol PlanFixtures {}

extension PlanFixtures {
  /// A project that ends 2026-10-30; its milestones stand on the lines 1, 2, 3 ….
  func project(_ milestones: Milestone...) -> Project {
    var numbered = milestones
    for i in numbered.indices { numbered[i].place = Place(file: "ledger", line: i + 1, column: 1) }
    return Project(
      id: "P", name: "P", calendar: "CN", finish: .iso("2026-10-30"), milestones: numbered, place: Place(file: "ledger")
    )
  }

  func task(_ id: MilestoneID, days: Int = 2, parent: MilestoneID? = nil, after: [Dependency] = []) -> Milestone {
    Milestone(
      id: id, name: id.text, duration: Span(days, .workingDays), parent: parent, after: after,
      place: Place(file: "ledger"))
  }

  func link(
    _ id: MilestoneID, _ kind: Dependency.Kind = .finishToStart, lag: Span = Span(0, .workingDays),
    in calendar: Dependency.LagCalendar = .project, line: Int = 0
  ) -> Dependency {
    Dependency(on: id, kind: kind, lag: lag, lagCalendar: calendar, place: Place(file: "ledger", line: line))
  }
}
