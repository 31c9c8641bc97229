import Core
import Foundation
import Loading
import TestSupport
import Testing

/// What is exported as MSPDI and read again gives the same plan.
@Suite struct ExchangeRoundTripTests {
  /// The plan of what another reads from our file. Dates, slack and flags are compared by id.
  private func reread(_ project: Project, _ plan: ProjectPlan, _ calendars: [CalendarID: WorkCalendar]) throws
    -> ProjectPlan
  {
    let stamp = Instant(seconds: 1_800_000_000)
    let text = PlanExport.write([(project, plan)], calendars: calendars, as: .mspdi, stamp: stamp).text
    return try withScratchDirectory { scratch in
      let path = scratch + "/again.xml"
      writeBytes(text.utf8, to: path)
      let outcome = LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day)
      let errors = outcome.diagnostics.filter { $0.severity == .error }
      let portfolio = try #require(outcome.portfolio, "\(errors)")
      let again = try #require(portfolio.projects.first)
      #expect(again.name == project.name && again.start == project.start && again.finish == project.finish)
      let lossy = outcome.diagnostics.filter { $0.code.hasPrefix("mspdi.") }
      #expect(lossy.isEmpty, "\(lossy)")
      return try #require(Planner.plan(again, calendars: portfolio.calendars, today: day + 99).plan)
    }
  }

  private func expectSame(_ a: ProjectPlan, _ b: ProjectPlan, _ seed: String) {
    #expect(a.project == b.project && a.finish == b.finish && a.statusDate == b.statusDate, "\(seed)")
    let again = Dictionary(uniqueKeysWithValues: b.milestones.map { ($0.id, $0) })
    #expect(a.milestones.count == b.milestones.count)
    for milestone in a.milestones {
      var other = again[milestone.id]
      // Which of several equal bounds is named depends on the order of the rows.
      other?.latestFinishBoundBy = milestone.latestFinishBoundBy
      #expect(milestone == other, "\(seed)")
    }
  }

  @Test func theExampleLedger() throws {
    let root = fixture("").split(separator: "/").dropLast(3).joined(separator: "/")
    let outcome = ConfigurationLoader.load(directory: "/\(root)/config", today: day)
    let portfolio = try #require(outcome.configuration?.portfolio)
    for project in portfolio.projects {
      let plan = try #require(Planner.plan(project, calendars: portfolio.calendars, today: day).plan)
      expectSame(plan, try reread(project, plan, portfolio.calendars), project.id.text)
    }
    #expect(portfolio.projects.count == 12)
  }

  @Test func randomNetworks() throws {
    var count = 0
    for seed in 1...300 {
      var networks = RandomNetworks(seed: UInt64(seed))
      let (project, calendars) = networks.next()
      guard let plan = Planner.plan(project, calendars: calendars, today: day).plan else { continue }
      expectSame(plan, try reread(project, plan, calendars), "seed \(seed)")
      count += 1
    }
    // The others have a circle through a summary, or a link that a summary cannot have.
    #expect(count > 150, "\(count)")
  }
}

/// Networks with everything that a ledger can say.
private struct RandomNetworks {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  private mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }

  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func next() -> (Project, [CalendarID: WorkCalendar]) {
    var days: [CivilDate: WorkCalendar.Exception] = [:]
    for _ in 0..<40 { days[day + below(150)] = .init(isWorking: chance(30), name: "x") }
    let last = days.keys.max()?.year ?? 2021
    let covered = CivilDate(year: last, month: 12, day: 31)
    let calendars = [
      WorkCalendar(id: "cn", exceptions: days, coveredThrough: covered),
      WorkCalendar(id: "six", week: Week(1...6)), WorkCalendar(id: "all", week: .allDays),
    ]
    let place = Place(file: "random")
    var milestones: [Milestone] = []
    let count = 3 + below(12)
    for i in 0..<count {
      var milestone = Milestone(id: MilestoneID("m\(i)"), name: "节点 & <\(i)>", place: place)
      if !chance(25) { milestone.duration = Span(1 + below(9), chance(75) ? .workingDays : .days) }
      if milestone.duration.amount > 0, chance(15) {
        milestone.term = .statutory(rollsForward: milestone.duration.unit == .days && chance(50))
      }
      milestone.kind = [.auto, .auto, .start, .finish][below(4)]
      if chance(30) { milestone.calendar = calendars[below(3)].id }
      if i > 2, chance(25) { milestone.parent = MilestoneID("m\(below(i))") }
      decorate(&milestone)
      milestones.append(milestone)
    }
    let parents = Set(milestones.compactMap(\.parent))
    for i in 1..<count { for _ in 0..<below(3) { link(i, &milestones, parents) } }
    for i in 0..<count where parents.contains(milestones[i].id) {
      let constraints = milestones[i].constraints
      milestones[i].constraints = Constraints(
        notStartBefore: constraints.notStartBefore, notFinishAfter: constraints.notFinishAfter,
        deadline: constraints.deadline)
    }
    let project = Project(
      id: "P", name: "随机", calendar: calendars[below(3)].id, lagCalendar: chance(30) ? calendars[below(3)].id : nil,
      start: chance(50) ? day - below(20) : nil, finish: chance(60) ? day + 40 + below(60) : nil,
      statusDate: chance(50) ? day + below(10) : nil, milestones: milestones, place: place)
    return (project, Dictionary(uniqueKeysWithValues: calendars.map { ($0.id, $0) }))
  }

  private mutating func decorate(_ milestone: inout Milestone) {
    if chance(20) { milestone.constraints.deadline = day + below(90) }
    if chance(10) { milestone.constraints.notStartBefore = day + below(60) }
    if chance(10) { milestone.constraints.notStartAfter = day + below(60) }
    if chance(10) { milestone.constraints.notFinishBefore = day + below(60) }
    if chance(10) { milestone.constraints.notFinishAfter = day + below(60) }
    if chance(5) { milestone.constraints.startOn = day + below(60) }
    if chance(5) { milestone.constraints.finishOn = day + below(60) }
    guard chance(30) else { return }
    if chance(80) { milestone.actualStart = day - below(15) }
    if chance(50) { milestone.actualFinish = day + below(5) }
    if chance(50) { milestone.percent = below(101) }
    if chance(30) { milestone.remaining = below(9) }
  }

  private mutating func link(_ i: Int, _ milestones: inout [Milestone], _ parents: Set<MilestoneID>) {
    let source = milestones[below(i)].id
    var kind = Dependency.Kind.allCases[below(4)]
    if parents.contains(source) || parents.contains(milestones[i].id) { kind = .finishToStart }
    let calendar: [Dependency.LagCalendar] = [.project, .predecessor, .successor, .elapsed, .named("six")]
    let lag = Span(below(9) - 3, chance(70) ? .workingDays : .days)
    milestones[i].after.append(
      Dependency(on: source, kind: kind, lag: lag, lagCalendar: calendar[below(5)], place: Place(file: "random")))
  }
}
