import Testing

@testable import Core

/// What the planner says about a ledger it cannot plan.
@Suite struct PlanDiagnosisTests: PlanFixtures {
  @Test func `a circle is named in the order of its links`() throws {
    let found = try only(
      project(task("a", after: [link("c")]), task("b", after: [link("a")]), task("c", after: [link("b")])))
    #expect(found.code == "plan.cycle")
    #expect(found.message.contains("a → b → c → a"))
    #expect(found.milestone == "a")
    #expect(found.place.line == 1)
  }

  @Test func `work behind a circle is not called part of it`() throws {
    let found = try only(
      project(
        task("d", after: [link("b")]), task("a", after: [link("b")]), task("b", after: [link("a")]),
        task("e", after: [link("d")])))
    #expect(found.message.contains("a → b → a"))
  }

  @Test func `two circles are two errors`() {
    let outcome = plan(
      project(
        task("a", after: [link("b")]), task("b", after: [link("a")]), task("c", after: [link("d"), link("a")]),
        task("d", after: [link("c", .startToStart)])))
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.map(\.code) == ["plan.cycle", "plan.cycle"])
    #expect(outcome.diagnostics[1].message.contains("c → d → c"))
  }

  @Test func `a child linked to its own summary is a circle of the two`() throws {
    let found = try only(project(task("s"), task("a", parent: "s", after: [link("s")])))
    #expect(found.code == "plan.cycle")
    #expect(found.message.contains("s → a → s"))
  }

  @Test func `a summary linked to its own child is a circle of the two`() throws {
    let found = try only(project(task("s", after: [link("a")]), task("a", parent: "s")))
    #expect(found.code == "plan.cycle")
  }

  @Test func `summaries inside each other are a circle`() throws {
    let found = try only(project(task("s", parent: "t"), task("t", parent: "s")))
    #expect(found.code == "plan.cycle")
    #expect(try only(project(task("s", parent: "s"))).code == "plan.cycle")
  }

  @Test func `a link to itself`() throws {
    let found = try only(project(task("a", after: [link("a", line: 7)])))
    #expect(found.code == "plan.selfLink")
    #expect(found.place.line == 7)
  }

  @Test func `an unknown predecessor with the nearest name`() throws {
    let found = try only(project(task("approval"), task("b", after: [link("aproval", line: 9)])))
    #expect(found.code == "plan.unknownPredecessor")
    #expect(found.nearest == "approval")
    #expect(found.milestone == "b")
    #expect(found.project == "P")
    #expect(found.place.line == 9)
  }

  @Test func `an unknown summary`() throws {
    let found = try only(project(task("phase1"), task("b", parent: "phase2")))
    #expect(found.code == "plan.unknownParent")
    #expect(found.nearest == "phase1")
  }

  @Test func `the second of two with the same id`() throws {
    let found = try only(project(task("a"), task("b"), task("a")))
    #expect(found.code == "plan.duplicateMilestone")
    #expect(found.place.line == 3)
    #expect(found.message.contains("ledger:1:1"))
  }

  @Test(arguments: [Span(-1, .workingDays), Span(4, .hours), Span(1, .months), Span(1_000_001, .days)])
  func `a duration that is no number of days`(duration: Span) throws {
    var bad = task("a")
    bad.duration = duration
    #expect(try only(project(bad)).code == "plan.badDuration")
  }

  @Test func `a lag that is no number of days`() throws {
    #expect(try only(project(task("a"), task("b", after: [link("a", lag: Span(4, .hours))]))).code == "plan.badLag")
  }

  @Test func `percent and remaining days out of range`() {
    var bad = task("a")
    bad.percent = 101
    bad.remaining = -1
    #expect(Set(plan(project(bad)).diagnostics.map(\.code)) == ["plan.badPercent", "plan.badRemaining"])
  }

  @Test func `an unknown calendar of a milestone, a lag and the project, once for each`() {
    var odd = task("a")
    odd.calendar = "NC"
    var other = task("b", after: [link("a", lag: Span(1, .workingDays), in: .named("C"))])
    other.calendar = "CN"
    var bad = project(odd, other)
    bad.lagCalendar = "lags"
    let outcome = plan(bad)
    #expect(outcome.diagnostics.map(\.code) == [String](repeating: "plan.unknownCalendar", count: 3))
    #expect(outcome.diagnostics.map(\.milestone) == [nil, "a", "b"])
    #expect(outcome.diagnostics[1].nearest == "CN")
  }

  @Test(arguments: [
    (Dependency.Kind.startToStart, false), (.startToFinish, false), (.finishToFinish, true), (.startToFinish, true),
  ])
  func `links that a summary does not understand`(kind: Dependency.Kind, into: Bool) throws {
    let bad =
      into
      ? project(task("x"), task("s", after: [link("x", kind)]), task("a", parent: "s"))
      : project(task("s"), task("a", parent: "s"), task("x", after: [link("s", kind)]))
    #expect(try only(bad).code == "plan.summaryLink")
  }

  @Test func `a constraint that a summary does not understand`() throws {
    var summary = task("s")
    summary.constraints.finishOn = .iso("2026-10-10")
    #expect(try only(project(summary, task("a", parent: "s"))).code == "plan.summaryConstraint")
  }

  @Test func `an actual finish before the start`() throws {
    var bad = task("a")
    bad.actualStart = .iso("2026-09-10")
    bad.actualFinish = .iso("2026-09-09")
    #expect(try only(project(bad)).code == "plan.actualOrder")
  }

  @Test func `everything is reported at once`() {
    var bad = task("a", after: [link("nobody"), link("a"), link("b")])
    bad.duration = Span(-3, .workingDays)
    let codes = plan(project(bad, task("b", after: [link("a")]), task("b"))).diagnostics.map(\.code)
    #expect(
      Set(codes) == [
        "plan.badDuration", "plan.unknownPredecessor", "plan.selfLink", "plan.cycle", "plan.duplicateMilestone",
      ])
  }

  @Test func `dates past the year 9999 are an error, not a trap`() throws {
    var long = task("m0")
    long.duration = Span(1_000_000, .workingDays)
    var all = [long]
    for i in 1..<40 {
      var next = task(MilestoneID("m\(i)"), after: [link(MilestoneID("m\(i - 1)"))])
      next.duration = long.duration
      all.append(next)
    }
    var bad = project()
    bad.milestones = all
    #expect(try only(bad).code == "plan.outOfRange")
  }

  @Test func `without an end the forecast is the anchor, with a warning`() throws {
    var open = project(task("a"), task("b", after: [link("a")]))
    open.finish = nil
    let outcome = plan(open)
    let planned = try #require(outcome.plan)
    #expect(outcome.diagnostics.map(\.code) == ["plan.noAnchor"])
    #expect(outcome.diagnostics.map(\.severity) == [.warning])
    #expect(planned.finish == planned.milestones[1].earliestFinish)
    #expect(planned.milestones.allSatisfy { !$0.isAnchored && $0.totalSlack == 0 })
  }

  @Test func `a deadline anchors its own chain`() throws {
    var last = task("b", after: [link("a")])
    last.constraints.deadline = .iso("2026-09-15")
    var open = project(task("a"), last, task("c"), task("d", after: [link("c")]))
    open.finish = nil
    open.milestones[3].duration = Span(20, .workingDays)
    let outcome = plan(open)
    let planned = try #require(outcome.plan)
    #expect(planned.milestones.map(\.isAnchored) == [true, true, false, false])
    #expect(outcome.diagnostics.map(\.code) == ["plan.noAnchor"])
    open.milestones.removeLast(2)
    #expect(plan(open).diagnostics.isEmpty)
  }

  @Test func `nothing to plan`() throws {
    var empty = project()
    #expect(plan(empty).diagnostics.map(\.code) == ["plan.noMilestones"])
    #expect(plan(empty).plan?.milestones == [])
    empty.finish = nil
    #expect(try only(empty).code == "plan.noAnchor")
  }

  private func plan(_ project: Project) -> PlanOutcome {
    Planner.plan(project, calendars: ["CN": ChinaCalendar.calendar], today: .iso("2026-09-01"))
  }

  private func only(_ project: Project) throws -> Diagnostic {
    let outcome = plan(project)
    #expect(outcome.plan == nil)
    #expect(outcome.diagnostics.count == 1, "\(outcome.diagnostics)")
    let first = try #require(outcome.diagnostics.first)
    #expect(first.severity == .error)
    return first
  }
}
