import Testing

@testable import Core

/// Dates that lean on days no notice covers yet are marked, and no others.
@Suite struct ProvisionalDatesTests: PlanFixtures {
  private let calendars: [CalendarID: WorkCalendar] = [
    "CN": ChinaCalendar.calendar, "every": WorkCalendar(id: "every", week: .allDays),
  ]

  private func plan(_ project: Project, today: String) throws -> ProjectPlan {
    try #require(Planner.plan(project, calendars: calendars, today: .iso(today)).plan)
  }

  @Test func `what is bound by a provisional date is provisional`() throws {
    // Only the last step lies past 2026, but where the first must end depends on it.
    var project = project(task("a", days: 5), task("b", days: 5, after: [link("a")]))
    project.finish = .iso("2027-01-06")
    let plan = try plan(project, today: "2026-11-02")
    #expect(plan.milestones[0].latestFinish < .iso("2026-12-31"))
    #expect(plan.milestones.allSatisfy { $0.flags.isSuperset(of: [.provisional, .lateProvisional]) })
    #expect(plan.isProvisional)
  }

  @Test func `a date of its own frees it`() throws {
    var a = task("a", days: 5)
    a.constraints.deadline = .iso("2026-11-27")
    var project = project(a, task("b", days: 5, after: [link("a")]))
    project.finish = .iso("2027-06-30")
    let plan = try plan(project, today: "2026-11-02")
    #expect(plan.milestones[0].flags == [])
    #expect(plan.milestones[1].flags == [.provisional, .lateProvisional])
  }

  @Test func `a deadline past the notices that falls back before them is provisional`() throws {
    // 3 January 2027 is a Sunday, the 1st a holiday to be: what lies between is not published.
    var project = project(task("a", days: 5))
    project.finish = .iso("2027-01-03")
    let plan = try plan(project, today: "2026-11-02")
    #expect(plan.milestones[0].flags.contains(.lateProvisional))
  }

  @Test func `a forecast past the notices makes only the early dates provisional`() throws {
    var project = project(task("a", days: 5), task("b", days: 5, after: [link("a")]))
    project.finish = .iso("2026-12-25")
    let plan = try plan(project, today: "2026-12-21")
    #expect(plan.milestones[0].flags.isDisjoint(with: [.provisional]))
    #expect(plan.milestones[1].flags.contains(.provisional))
    #expect(!plan.milestones[1].flags.contains(.lateProvisional))
  }

  @Test func `it passes through calendars that need no notice`() throws {
    var mine = task("mine", days: 3, after: [link("a")])
    mine.calendar = "every"
    var project = project(task("a", days: 5), mine, task("b", days: 5, after: [link("mine")]))
    project.finish = .iso("2027-01-06")
    let late = try plan(project, today: "2026-11-02")
    #expect(late.milestones.allSatisfy { $0.flags.contains(.lateProvisional) })
    project.finish = .iso("2027-03-31")
    project.milestones[2].after = []
    project.milestones[2].calendar = "every"
    project.milestones[1].after = []
    let free = try plan(project, today: "2026-12-25")
    #expect(free.milestones[1].flags == [] && free.milestones[2].flags == [])
    #expect(free.milestones[0].flags.contains(.provisional))
  }

  @Test func `a wait past the notices is provisional though both its ends need none`() throws {
    var (a, b) = (task("a", days: 3), task("b", days: 3, after: [link("a", lag: Span(5, .workingDays))]))
    (a.calendar, b.calendar) = ("every", "every")
    var project = project(a, b)
    project.finish = .iso("2027-01-10")
    let plan = try plan(project, today: "2026-12-26")
    #expect(plan.milestones[0].flags.contains(.lateProvisional))
    #expect(!plan.milestones[1].flags.contains(.lateProvisional))
    #expect(plan.milestones[1].flags.contains(.provisional))
  }

  /// Whatever the notice will say: a date that is not marked stays.
  @Test func `dates that are not marked do not move with the notice to come`() throws {
    var random = PlanningRandom(seed: 11)
    var marked = 0
    for seed in UInt64(0)..<2_000 {
      let project = chain(&random)
      let today = CivilDate.iso("2026-10-12") + Int.random(in: 0...90, using: &random)
      let before = Planner.plan(project, calendars: calendars, today: today).plan
      var changed = calendars
      changed["CN"] = notice(&random)
      let after = Planner.plan(project, calendars: changed, today: today).plan
      for (old, new) in zip(try #require(before).milestones, try #require(after).milestones) {
        if !old.flags.contains(.lateProvisional) {
          #expect(old.latestStart == new.latestStart && old.latestFinish == new.latestFinish, "seed \(seed) \(old.id)")
        }
        if old.flags.contains(.provisional) {
          marked += 1
        } else {
          #expect(
            old.earliestStart == new.earliestStart && old.earliestFinish == new.earliestFinish, "seed \(seed) \(old.id)"
          )
        }
      }
    }
    #expect(marked > 500)
  }

  /// Steps one after another, so that nothing but the one date at the end binds them.
  private func chain(_ random: inout PlanningRandom) -> Project {
    var project = project()
    project.finish = .iso("2026-11-20") + Int.random(in: 0...100, using: &random)
    for n in 0..<Int.random(in: 2...6, using: &random) {
      var step = task(MilestoneID("m\(n)"), days: Int.random(in: 0...9, using: &random))
      if Bool.random(using: &random) { step.calendar = "every" }
      if Int.random(in: 0..<3, using: &random) == 0 { step.duration = Span(step.duration.amount, .days) }
      if step.duration.amount > 0, Int.random(in: 0..<4, using: &random) == 0 {
        step.term = .statutory(rollsForward: step.duration.unit == .days && Bool.random(using: &random))
      }
      if n > 0 {
        let lag = Span(Int.random(in: -2...4, using: &random), .workingDays)
        step.after = [link(MilestoneID("m\(n - 1)"), lag: Bool.random(using: &random) ? lag : Span(0, .workingDays))]
      }
      project.milestones.append(step)
    }
    return project
  }

  /// A notice for 2027 that nobody expects.
  private func notice(_ random: inout PlanningRandom) -> WorkCalendar {
    var exceptions = ChinaCalendar.calendar.exceptions
    for _ in 0..<60 {
      exceptions[.iso("2027-01-01") + Int.random(in: 0...120, using: &random)] =
        WorkCalendar.Exception(isWorking: Bool.random(using: &random))
    }
    return WorkCalendar(id: "CN", exceptions: exceptions, coveredThrough: .iso("2027-12-31"))
  }
}
