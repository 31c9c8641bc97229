import Testing

@testable import Core

/// An explanation must prove what the planner says: what it names as the reason puts the milestone where the plan has it.
@Suite struct ExplanationPropertyTests {
  private static let seeds = UInt64(40_000)..<42_000

  private static func builders() -> [(seed: UInt64, builder: ExplanationBuilder)] {
    seeds.compactMap { seed in
      ExplanationBuilder(
        RandomProject.make(seed: seed), calendars: RandomProject.calendars, today: RandomProject.today
      ).map { (seed, $0) }
    }
  }

  @Test func `the driver named puts the early start where it is`() {
    for (seed, builder) in Self.builders() {
      for i in builder.project.milestones.indices where !builder.isFinished(i) && !builder.network.nodes[i].isSummary {
        #expect(
          builder.driver(of: i).start == builder.forward.dates[i].start,
          "seed \(seed), \(builder.project.milestones[i].id)")
      }
    }
  }

  @Test func `the link named puts the late start where it is`() {
    for (seed, builder) in Self.builders() {
      for i in builder.project.milestones.indices where !builder.isFinished(i) {
        let chain = builder.lateChain(from: i)
        guard chain.count > 1 else { continue }
        let node = builder.network.nodes[i]
        guard let found = builder.lateLink(from: i, to: chain[1]) else {
          Issue.record("seed \(seed): no link from \(builder.project.milestones[i].id)")
          continue
        }
        guard node.shape == .task else { continue }
        let calendar = builder.network.calendars[Int(node.calendar)]
        #expect(
          calendar.workingDay(found.ask) == builder.backward.dates[i].start,
          "seed \(seed), \(builder.project.milestones[i].id)")
      }
    }
  }

  @Test func `the date named at the end is the one that binds`() {
    for (seed, builder) in Self.builders() {
      for i in builder.project.milestones.indices where !builder.isFinished(i) {
        let planned = builder.plan.milestones[i]
        let node = builder.network.nodes[i]
        guard planned.latestFinishBoundBy == nil, !node.isSummary else { continue }
        let binder = builder.binder(i)
        let calendar = builder.calendar(i)
        let isRight =
          switch binder.kind {
          case .forecast: builder.project.finish == nil
          case .startOn, .notStartAfter:
            (node.shape == .period ? builder.namedCalendar(i) : calendar).onOrBefore(binder.date) == planned.latestStart
          default:
            node.shape == .period
              ? isLastStart(node, planned, by: binder.date, builder)
              : calendar.onOrBefore(binder.date) == planned.latestFinish
          }
        #expect(isRight, "seed \(seed), \(builder.project.milestones[i].id): \(binder) \(planned)")
      }
    }
  }

  /// A period ends in time, and would not if it began on the next working day.
  private func isLastStart(
    _ node: PlanNode, _ planned: PlannedMilestone, by date: CivilDate, _ builder: ExplanationBuilder
  ) -> Bool {
    let calendar = builder.network.calendars[Int(node.calendar)]
    let next = calendar.startAtOrAfter(planned.latestStart.number + 1)
    return planned.latestFinish <= date && node.periodEnd(from: next, in: calendar) > date.number + 1
  }

  @Test func `every remedy does what it says`() {
    var count = 0
    for (seed, builder) in Self.builders() where seed % 5 == 0 {
      for i in builder.project.milestones.indices {
        let explanation = builder.explanation(of: i)
        for remedy in explanation.remedies {
          guard case .postpone(let binder, let to, _, let others) = remedy, binder.kind == .projectFinish else {
            continue
          }
          var project = builder.project
          project.finish = to
          let plan = Planner.plan(project, calendars: builder.calendars, today: builder.today).plan
          #expect(plan?.milestones[i].flags.contains(.infeasible) == false, "seed \(seed)")
          #expect(plan?.milestones.count { $0.flags.contains(.infeasible) } == others, "seed \(seed)")
          project.finish = to - 1
          let before = Planner.plan(project, calendars: builder.calendars, today: builder.today).plan
          #expect(before?.milestones[i].flags.contains(.infeasible) == true, "seed \(seed)")
          count += 1
        }
        for language in Language.allCases { #expect(!explanation.lines(in: language).isEmpty) }
      }
    }
    #expect(count > 20)
  }
}
