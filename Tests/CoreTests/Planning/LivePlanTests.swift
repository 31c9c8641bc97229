import Testing

@testable import Core

/// A plan that follows reports is the plan of the project with its reports.
@Suite struct LivePlanTests: PlanFixtures {
  @Test(arguments: 0..<4)
  func `reports one after another give the plan made afresh`(part: Int) throws {
    var random = PlanningRandom(seed: UInt64(part))
    for seed in UInt64(30_000 + part * 500)..<UInt64(30_500 + part * 500) {
      let project = RandomProject.make(seed: seed)
      var live = try #require(
        LivePlan.make(project, calendars: RandomProject.calendars, today: RandomProject.today).plan)
      for step in 0..<8 {
        let milestone = live.project.milestones.randomElement(using: &random)!.id
        let before = live.plan
        let changed = Set(try live.report(progress(&random), on: milestone))
        let outcome = Planner.plan(live.project, calendars: RandomProject.calendars, today: RandomProject.today)
        let afresh = try #require(outcome.plan, "seed \(seed)")
        let isSame = live.plan == afresh  // the plans themselves would fill pages
        try #require(isSame, "seed \(seed), step \(step)")
        #expect(live.warnings == outcome.diagnostics, "seed \(seed)")
        let differing = afresh.milestones.indices.filter { before.milestones[$0] != afresh.milestones[$0] }
        #expect(changed == Set(differing), "seed \(seed)")
      }
    }
  }

  @Test func `a project with several reports at once is followed, one with other changes is not`() throws {
    var random = PlanningRandom(seed: 9)
    var followed = 0
    for seed in UInt64(40_000)..<40_300 {
      let project = RandomProject.make(seed: seed)
      var plans = LivePlans()
      var current = project
      for step in 0..<4 {
        for _ in 0..<3 {
          let i = current.milestones.indices.randomElement(using: &random)!
          progress(&random).write(to: &current.milestones, i)
        }
        if step == 2 { current.finish = current.finish.map { $0 + 1 } }
        let outcome = plans.plan(current, calendars: RandomProject.calendars, today: RandomProject.today)
        let afresh = Planner.plan(current, calendars: RandomProject.calendars, today: RandomProject.today)
        try #require(outcome.plan == afresh.plan, "seed \(seed), step \(step)")
        #expect(outcome.diagnostics == afresh.diagnostics, "seed \(seed), step \(step)")
        if outcome.plan != nil { followed += 1 }
      }
      var live = try #require(
        LivePlan.make(project, calendars: RandomProject.calendars, today: RandomProject.today).plan)
      var other = project
      other.milestones[0].duration = Span(77, .workingDays)
      #expect(!live.follow(other) && live.project == project)
    }
    #expect(followed > 900)
  }

  @Test func `a report that cannot be true changes nothing`() throws {
    var live = try #require(
      LivePlan.make(
        project(task("a"), task("b", after: [link("a")])), calendars: ["CN": ChinaCalendar.calendar],
        today: .iso("2026-09-01")
      ).plan)
    let before = live.plan
    let backwards = RecordedProgress(actualStart: .iso("2026-09-04"), actualFinish: .iso("2026-09-02"))
    #expect(codes { _ = try live.report(backwards, on: "a") } == ["plan.actualOrder"])
    #expect(codes { _ = try live.report(RecordedProgress(percent: 101), on: "a") } == ["plan.badPercent"])
    #expect(codes { _ = try live.report(RecordedProgress(remaining: -1), on: "a") } == ["plan.badRemaining"])
    #expect(codes { _ = try live.report(RecordedProgress(), on: "c") } == ["plan.unknownMilestone"])
    #expect(live.plan == before)
  }

  @Test func `a report that drives the plan out of our age is taken back`() throws {
    var chain = [task("m0")]
    for n in 1..<6 { chain.append(task(MilestoneID("m\(n)"), after: [link(MilestoneID("m\(n - 1)"))])) }
    var project = self.project()
    project.milestones = chain
    project.finish = nil
    var live = try #require(
      LivePlan.make(project, calendars: ["CN": ChinaCalendar.calendar], today: .iso("2026-09-01")).plan)
    let before = live.plan
    let endless = RecordedProgress(actualStart: .iso("2026-09-01"), remaining: 1_000_000)
    #expect(try live.report(endless, on: "m0") == [0, 1, 2, 3, 4, 5])
    _ = try live.report(endless, on: "m1")
    let far = live.plan
    #expect(codes { _ = try live.report(endless, on: "m2") } == ["plan.outOfRange"])
    #expect(live.plan == far)
    _ = try live.report(RecordedProgress(), on: "m1")
    _ = try live.report(RecordedProgress(), on: "m0")
    #expect(live.plan == before)
  }

  private func codes(_ work: () throws -> Void) -> [String] {
    do {
      try work()
      return []
    } catch let refused as RefusedReport {
      return refused.diagnostics.map(\.code)
    } catch {
      return ["\(error)"]
    }
  }

  private func progress(_ random: inout PlanningRandom) -> RecordedProgress {
    var progress = RecordedProgress()
    let start = RandomProject.today + Int.random(in: -20...10, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: break
    case 1: progress.percent = Int.random(in: 0...100, using: &random)
    case 2: progress.actualStart = start
    case 3:
      progress.actualStart = start
      progress.percent = Int.random(in: 0...100, using: &random)
    case 4:
      progress.actualStart = start
      progress.remaining = Int.random(in: 0...12, using: &random)
    default:
      if Bool.random(using: &random) { progress.actualStart = start }
      progress.actualFinish = start + Int.random(in: 0...15, using: &random)
    }
    return progress
  }
}
