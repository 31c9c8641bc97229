import Testing

@testable import Core

@Suite struct PlanPropertyTests: PlanFixtures {
  @Test func `a walk back is the exact adjoint of the walk forward`() {
    let calendars = RandomProject.calendars.keys.sorted().map { RandomProject.calendars[$0]!.index }
    for days in Int32(-6)...6 {
      for calendar in calendars.indices {
        for toFinish in [false, true] {
          let lag = Lag(days: days, calendar: Int32(calendar))
          for t in 20_700..<20_760 {
            let x = lag.unwalk(to: t, fromEnd: toFinish, in: calendars)
            #expect(lag.walk(from: x, toEnd: toFinish, in: calendars) <= t, "\(lag) \(t)")
            #expect(lag.walk(from: x + 1, toEnd: toFinish, in: calendars) > t, "\(lag) \(t)")
          }
        }
      }
    }
  }

  @Test func `planning twice gives the same`() {
    for seed in UInt64(20_000)..<20_100 {
      let project = RandomProject.make(seed: seed)
      let once = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today)
      let twice = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today)
      #expect(once.plan == twice.plan && once.diagnostics == twice.diagnostics, "seed \(seed)")
    }
  }

  /// So that plans need not be made anew every day for what is chased, which has late dates alone: only what is left of a
  /// running period that the law sets grows less by itself.
  @Test func `late dates that fixed dates set hang on the day of planning only by running periods`() {
    var later = 0
    for seed in UInt64(20_100)..<22_000 {
      var project = RandomProject.make(seed: seed)
      project.statusDate = nil
      if project.hangsOnToday { continue }
      let plans = [0, 1, 9, 40].map { days in
        Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today + days).plan
      }
      guard let first = plans[0] else { continue }
      for case let plan? in plans.dropFirst() {
        for (a, b) in zip(first.milestones, plan.milestones) where a.isAnchored || b.isAnchored {
          let isSame =
            a.isAnchored == b.isAnchored && (a.latestStart, a.latestFinish) == (b.latestStart, b.latestFinish)
            && a.flags.contains(.lateProvisional) == b.flags.contains(.lateProvisional)
          #expect(isSame, "seed \(seed), \(a.id)")
          if a.earliestFinish < b.earliestFinish { later += 1 }
        }
      }
    }
    #expect(later > 1_000)
  }

  @Test func `the order of the ledger does not change the dates`() throws {
    for seed in UInt64(21_000)..<21_100 {
      var project = RandomProject.make(seed: seed)
      let once = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today).plan
      project.milestones.reverse()
      let twice = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today).plan
      let dates = { (plan: ProjectPlan?) in
        plan?.milestones.map { [$0.earliestStart, $0.earliestFinish, $0.latestStart, $0.latestFinish] } ?? []
      }
      #expect(dates(once) == dates(twice).reversed(), "seed \(seed)")
    }
  }

  /// The forecast can always be kept: whatever ends last ends on the day that is planned back from.
  @Test func `a plan from the forecast is feasible`() {
    for seed in UInt64(22_000)..<23_000 {
      var project = RandomProject.make(seed: seed)
      project.finish = nil
      for i in project.milestones.indices { project.milestones[i].constraints = Constraints() }
      let plan = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today).plan
      guard let plan else {
        Issue.record("seed \(seed)")
        continue
      }
      #expect(plan.isFeasible, "seed \(seed)")
      #expect(plan.minSlack.map { $0 >= 0 } ?? true, "seed \(seed)")
    }
  }

  @Test func `a chain ends where a fixed date binds`() throws {
    for seed in UInt64(23_000)..<23_500 {
      let project = RandomProject.make(seed: seed)
      let plan = Planner.plan(project, calendars: RandomProject.calendars, today: RandomProject.today).plan!
      for milestone in plan.milestones {
        let chain = plan.chain(to: milestone.id, in: project)
        #expect(chain.first == milestone.id)
        #expect(Set(chain).count == chain.count, "seed \(seed)")
        #expect(plan.milestones.first { $0.id == chain.last }?.latestFinishBoundBy == nil, "seed \(seed)")
      }
    }
  }

  @Test func `the chain goes through summaries by way of the child that binds`() throws {
    let project = self.project(
      task("x"), task("s", after: [link("x")]), task("a", parent: "s"), task("b", days: 4, parent: "s"),
      task("end", days: 1, after: [link("s")]))
    let plan = try #require(
      Planner.plan(project, calendars: ["CN": ChinaCalendar.calendar], today: .iso("2026-09-01")).plan)
    #expect(plan.chain(to: "x", in: project) == ["x", "b", "end"])
    #expect(plan.chain(to: "nobody", in: project) == [])
    let summary = plan.milestones[1]
    #expect(summary.latestStart == plan.milestones[3].latestStart)
    #expect(summary.latestFinish == plan.milestones[3].latestFinish)
    #expect(summary.totalSlack == plan.milestones[3].totalSlack)
    #expect(summary.latestFinishBoundBy == "end")
  }

  @Test func `flags are judged by dates`() throws {
    var late = task("late")
    late.constraints.deadline = .iso("2026-09-10")
    var conflicting = task("conflict", days: 3, after: [link("late")])
    conflicting.constraints.notFinishAfter = .iso("2026-09-17")
    var eager = task("eager")
    eager.percent = 30
    let outcome = Planner.plan(
      project(late, conflicting, eager), calendars: ["CN": ChinaCalendar.calendar], today: .iso("2026-09-15"))
    let plan = try #require(outcome.plan)
    #expect(plan.milestones[0].flags == [.overdue, .lateStartPassed, .infeasible])
    #expect(plan.milestones[1].flags == [.infeasible, .constraintConflict])
    #expect(plan.milestones[2].flags == [.progressWithoutStart])
    #expect(!plan.isFeasible)
    #expect(plan.minSlack == -4)
  }

  /// The end of yesterday is the start of today: a point due yesterday has no slack left and none lost.
  @Test func `a point due yesterday is overdue with a slack of 0`() throws {
    var due = task("due", days: 0)
    due.constraints.deadline = .iso("2026-09-14")
    let plan = try #require(
      Planner.plan(project(due), calendars: ["CN": ChinaCalendar.calendar], today: .iso("2026-09-15")).plan)
    #expect(plan.milestones[0].totalSlack == 0)
    #expect(plan.milestones[0].flags.contains(.overdue))
    #expect(!plan.milestones[0].flags.contains(.infeasible))
  }
}
