@testable import Core

/// Small random projects with everything that bears on dates, the same for the same seed.
enum RandomProject {
  static let today = CivilDate.iso("2026-09-10")

  static let calendars: [CalendarID: WorkCalendar] = [
    "CN": ChinaCalendar.calendar,
    "six": WorkCalendar(id: "six", week: Week(1...6), exceptions: [.iso("2026-10-01"): .init(isWorking: false)]),
    "every": WorkCalendar(id: "every", week: .allDays),
    "four": WorkCalendar(id: "four", week: Week([1, 2, 4, 5])),
  ]

  static func make(seed: UInt64) -> Project {
    var random = PlanningRandom(seed: seed)
    let count = Int.random(in: 2...7, using: &random)
    var project = Project(
      id: "P", name: "P", calendar: anyCalendar(&random), place: Place(file: "seed \(seed)"))
    if chance(30, &random) { project.lagCalendar = anyCalendar(&random) }
    if chance(30, &random) { project.start = near(15, &random) }
    if chance(80, &random) { project.finish = near(40, &random) + 30 }
    if chance(50, &random) { project.statusDate = near(10, &random) }
    let parents = tree(count, &random)
    let summaries = Set(parents)
    for i in 0..<count {
      var milestone = Milestone(id: id(i), name: "", place: Place(file: "seed \(seed)", line: i + 1))
      if parents[i] >= 0 { milestone.parent = id(parents[i]) }
      let isSummary = summaries.contains(i)
      for source in 0..<i where chance(45, &random) && !isBelow(source, parents, i) {
        for _ in 0..<(chance(15, &random) ? 2 : 1) {
          milestone.after.append(link(source, from: summaries.contains(source), to: isSummary, &random))
        }
      }
      if chance(40, &random) { milestone.calendar = anyCalendar(&random) }
      if isSummary {
        if chance(30, &random) { milestone.constraints.notStartBefore = near(20, &random) }
        if chance(30, &random) { milestone.constraints.deadline = near(30, &random) + 20 }
      } else {
        fill(&milestone, &random)
      }
      project.milestones.append(milestone)
    }
    project.milestones.shuffle(using: &random)
    return project
  }

  /// The summary of each milestone, or -1: a tree in preorder, so that a summary takes the milestones right after it.
  private static func tree(_ count: Int, _ random: inout PlanningRandom) -> [Int] {
    var open: [Int] = []
    var parents: [Int] = []
    for i in 0..<count {
      parents.append(open.last ?? -1)
      while !open.isEmpty && chance(30, &random) { open.removeLast() }
      if i + 1 < count && open.count < 3 && chance(15, &random) { open.append(i) }
    }
    return parents
  }

  private static func isBelow(_ summary: Int, _ parents: [Int], _ i: Int) -> Bool {
    var parent = parents[i]
    while parent >= 0 && parent != summary { parent = parents[parent] }
    return parent == summary
  }

  private static func fill(_ milestone: inout Milestone, _ random: inout PlanningRandom) {
    milestone.kind = Milestone.Kind.allCases.randomElement(using: &random)!
    let days = chance(30, &random) ? 0 : Int.random(in: 1...9, using: &random)
    milestone.duration = Span(days, chance(20, &random) ? .days : .workingDays)
    if days > 0 && chance(20, &random) {
      milestone.term = .statutory(rollsForward: milestone.duration.unit == .days && chance(50, &random))
    }
    if chance(30, &random) {
      let date = near(25, &random) + 10
      switch Int.random(in: 0..<7, using: &random) {
      case 0: milestone.constraints.notStartBefore = date
      case 1: milestone.constraints.notStartAfter = date
      case 2: milestone.constraints.notFinishBefore = date
      case 3: milestone.constraints.notFinishAfter = date
      case 4: milestone.constraints.startOn = date
      case 5: milestone.constraints.finishOn = date
      default: milestone.constraints.deadline = date
      }
    }
    if chance(20, &random) {
      milestone.actualStart = near(15, &random)
      if chance(40, &random) {
        milestone.actualFinish = milestone.actualStart! + Int.random(in: 0...12, using: &random)
      }
    }
    if chance(25, &random) { milestone.percent = Int.random(in: 0...100, using: &random) }
    if chance(10, &random) { milestone.remaining = Int.random(in: 0...6, using: &random) }
  }

  private static func link(_ source: Int, from: Bool, to: Bool, _ random: inout PlanningRandom) -> Dependency {
    var kinds = chance(50, &random) ? [Dependency.Kind.finishToStart] : Dependency.Kind.allCases
    if from { kinds.removeAll { $0 == .startToStart || $0 == .startToFinish } }
    if to { kinds.removeAll { $0 == .finishToFinish || $0 == .startToFinish } }
    if kinds.isEmpty { kinds = [.finishToStart] }
    let lag = chance(50, &random) ? 0 : Int.random(in: -5...6, using: &random)
    let calendars: [Dependency.LagCalendar] = [
      .project, .predecessor, .successor, .elapsed, .named(anyCalendar(&random)),
    ]
    return Dependency(
      on: id(source), kind: kinds.randomElement(using: &random)!,
      lag: Span(lag, chance(25, &random) ? .days : .workingDays),
      lagCalendar: calendars.randomElement(using: &random)!, place: Place(file: ""))
  }

  private static func id(_ i: Int) -> MilestoneID { MilestoneID("m\(i)") }

  private static func near(_ days: Int, _ random: inout PlanningRandom) -> CivilDate {
    today + Int.random(in: -days...days, using: &random)
  }

  private static func anyCalendar(_ random: inout PlanningRandom) -> CalendarID {
    (["CN", "six", "every", "four"] as [CalendarID]).randomElement(using: &random)!
  }

  private static func chance(_ percent: Int, _ random: inout PlanningRandom) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }
}
