import Foundation
import TestSupport
import Testing

@testable import Core

/// The fast planner against one that tries days one by one.
///
/// `DAOPAI_NETWORKS=100000 swift test --filter SlowPlannerTests` tries more networks than the 20,000 of every run.
@Suite struct SlowPlannerTests {
  static let networks = ProcessInfo.processInfo.environment["DAOPAI_NETWORKS"].flatMap(Int.init) ?? 20_000

  /// Every kind of link and constraint, four calendars, actuals, nested summaries. Split so that the parts run side by
  /// side.
  @Test(arguments: 0..<10)
  func `random networks agree with walking day by day`(part: Int) throws {
    let calendars = SlowPlanner.Calendars(RandomProject.calendars, around: RandomProject.today)
    for seed in UInt64(part * Self.networks / 10)..<UInt64((part + 1) * Self.networks / 10) {
      let project = RandomProject.make(seed: seed)
      let outcome = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today)
      let plan = try #require(outcome.plan, "seed \(seed): \(outcome.diagnostics)")
      var planner = SlowPlanner(project, calendars: calendars, today: RandomProject.today)
      let slow = planner.plan()
      for (i, milestone) in plan.milestones.enumerated() {
        var fast = SlowPlanner.Dates(milestone)
        // What leans on unpublished notices is a matter of its own: ProvisionalDatesTests.
        fast.flags.subtract([.provisional, .lateProvisional])
        if fast != slow[i] { Issue.record("seed \(seed), \(milestone.id): fast \(fast), slow \(slow[i])") }
        if !planner.isBound(i, by: milestone.latestFinishBoundBy) {
          Issue.record(
            "seed \(seed), \(milestone.id) is not bound by \(milestone.latestFinishBoundBy?.text ?? "a date")")
        }
      }
      let critical = slow.map { $0.totalSlack.map { $0 <= 0 } ?? false }
      let isSame =
        plan.isFeasible == !slow.contains { $0.flags.contains(.infeasible) }
        && plan.isProvisional == plan.milestones.contains { $0.flags.contains(.provisional) }
        && plan.minSlack == slow.compactMap(\.totalSlack).min() && plan.milestones.map(\.isCritical) == critical
      if !isSame { Issue.record("seed \(seed): the plan says other than its milestones") }
    }
  }
}
