import TestSupport
import Testing

@testable import Core

/// The fast planner against one that tries days one by one.
@Suite struct SlowPlannerTests {
  /// Split so that the parts run side by side.
  @Test(arguments: 0..<10)
  func `random networks agree with walking day by day`(part: Int) {
    let calendars = SlowPlanner.Calendars(RandomProject.calendars, around: RandomProject.today)
    for seed in UInt64(part * 1000)..<UInt64(part * 1000 + 1000) {
      let project = RandomProject.make(seed: seed)
      let outcome = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today)
      guard let plan = outcome.plan else {
        Issue.record("seed \(seed): \(outcome.diagnostics)")
        continue
      }
      let slow = SlowPlanner(project, calendars: calendars, today: RandomProject.today).plan()
      for (fast, slow) in zip(plan.milestones, slow) {
        guard let slow else { continue }
        let found = SlowPlanner.Dates(
          earlyStart: Int(fast.earliestStart.dayNumber), earlyFinish: Int(fast.earliestFinish.dayNumber),
          lateStart: Int(fast.latestStart.dayNumber), lateFinish: Int(fast.latestFinish.dayNumber),
          totalSlack: fast.totalSlack, freeSlack: fast.freeSlack)
        if found != slow { Issue.record("seed \(seed), \(fast.id): fast \(found), slow \(slow)") }
      }
    }
  }
}
