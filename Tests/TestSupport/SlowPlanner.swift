package import Core

/// The planner again, obvious and slow: it tries days one after another and shares no code with the fast one.
///
/// Forward, a milestone takes the first day that breaks no rule. Backward, it takes the last position from which no
/// single link would push a successor past that successor's late dates: the definition of the adjoint, not a formula
/// for it. Summaries are expanded to all their children. Only for valid projects within about two years of the status
/// date.
package struct SlowPlanner {
  package struct Dates: Equatable {
    package var earlyStart: Int
    package var earlyFinish: Int
    package var lateStart: Int
    package var lateFinish: Int
    package var totalSlack: Int?
    package var freeSlack: Int?
    package var isAnchored = true
    package var flags: PlanFlags = []

    init(
      earlyStart: Int, earlyFinish: Int, lateStart: Int, lateFinish: Int, totalSlack: Int? = nil, freeSlack: Int? = nil
    ) {
      self.earlyStart = earlyStart
      self.earlyFinish = earlyFinish
      self.lateStart = lateStart
      self.lateFinish = lateFinish
      self.totalSlack = totalSlack
      self.freeSlack = freeSlack
    }

    /// As the fast planner found them.
    package init(_ milestone: PlannedMilestone) {
      earlyStart = milestone.earliestStart.day0
      earlyFinish = milestone.earliestFinish.day0
      lateStart = milestone.latestStart.day0
      lateFinish = milestone.latestFinish.day0
      totalSlack = milestone.totalSlack
      freeSlack = milestone.freeSlack
      isAnchored = milestone.isAnchored
      flags = milestone.flags
    }
  }

  struct Position: Equatable {
    var start: Int
    var finish: Int
  }

  private struct Demand {
    var kind: Dependency.Kind
    var instant: Int
  }

  final class Step {
    let milestone: Milestone
    var isStart = false
    var isPoint = false
    var days = 0
    /// Of a statutory period in calendar days that is still to begin: the days it can be accepted on.
    var office: Walker?
    var rolls = false
    var calendar: Walker
    var isFinished = false
    var isStarted = false
    var lastDay: Int?
    var firstDay: Int?

    init(_ milestone: Milestone, _ calendar: Walker) {
      self.milestone = milestone
      self.calendar = calendar
    }
  }

  final class Link {
    let from: Int
    let to: Int
    let kind: Dependency.Kind
    let days: Int
    let lag: Walker
    let backToFinish: Bool

    init(from: Int, to: Int, _ dependency: Dependency, lag: Walker, backToFinish: Bool) {
      self.from = from
      self.to = to
      kind = dependency.kind
      days = dependency.lag.amount
      self.lag = lag
      self.backToFinish = backToFinish
    }

    var leavesStart: Bool { kind == .startToStart || kind == .startToFinish }
  }

  let project: Project
  let status: Int
  let calendars: Calendars
  /// Of a summary, and below it the milestones that are none.
  let children: [[Int]]
  let leaves: [[Int]]
  private(set) var steps: [Step] = []
  private(set) var links: [Link] = []
  /// Where everything is; nil: a summary. Filled by `plan`.
  private(set) var early: [Position?] = []
  private(set) var late: [Position?] = []
  /// End of the last step.
  private(set) var end = 0

  package init(_ project: Project, calendars: Calendars, today: CivilDate) {
    self.project = project
    status = (project.statusDate ?? today).day0
    let milestones = project.milestones
    let children = milestones.map { summary in milestones.indices.filter { milestones[$0].parent == summary.id } }
    func below(_ i: Int) -> [Int] { children[i].flatMap { children[$0].isEmpty ? [$0] : below($0) } }
    self.children = children
    leaves = milestones.indices.map(below)
    self.calendars = calendars
    let walkers = calendars.walkers
    let every = calendars.every
    for (i, milestone) in milestones.enumerated() {
      steps.append(step(i, milestone, walkers[milestone.calendar ?? project.calendar]!, every))
    }
    for (target, milestone) in milestones.enumerated() {
      for dependency in milestone.after {
        let source = milestones.firstIndex { $0.id == dependency.milestone }!
        let lag =
          if dependency.lag.unit == .days || dependency.lagCalendar == .elapsed { every } else {
            switch dependency.lagCalendar {
            case .predecessor: ownDays(source)
            case .successor: ownDays(target)
            case .named(let id): walkers[id]!
            default: walkers[project.lagCalendar ?? project.calendar]!
            }
          }
        let begun = leaves[target].contains { steps[$0].isStarted || steps[$0].isFinished }
        if begun && dependency.kind == .startToStart { continue }
        for from in children[source].isEmpty ? [source] : leaves[source] {
          for to in children[target].isEmpty ? [target] : leaves[target] {
            let finishes = dependency.kind == .finishToFinish || dependency.kind == .startToFinish
            let closes = children[target].isEmpty && steps[to].isPoint && !steps[to].isStart
            links.append(
              Link(from: from, to: to, dependency, lag: lag, backToFinish: finishes || closes))
          }
        }
      }
    }
  }

  /// In the ledger's order.
  package mutating func plan() -> [Dates] {
    early = [Position?](repeating: nil, count: steps.count)
    let placed = steps.indices.filter { children[$0].isEmpty }
    for i in placed { _ = place(i, &early) }
    end = placed.map { steps[$0].isStart ? early[$0]!.finish + 1 : early[$0]!.finish }.max() ?? status
    var late = [Position?](repeating: nil, count: steps.count)
    for i in placed { _ = delay(i, &late, early, end) }
    self.late = late
    return steps.indices.map { children[$0].isEmpty ? dates($0) : summary($0) }
  }

  private func place(_ i: Int, _ early: inout [Position?]) -> Position {
    if let done = early[i] { return done }
    let step = steps[i]
    let milestone = step.milestone
    var position: Position
    if step.isFinished {
      position = recorded(step)
    } else {
      var demands: [Demand] = []
      for link in links where link.to == i && binds(link) {
        let from = place(link.from, &early)
        demands.append(demand(link, from: from))
      }
      var floor = status
      let shift = step.isPoint && !step.isStart ? 1 : 0
      if step.isStarted {
        floor = max(floor, milestone.actualStart!.day0 + shift)
      } else {
        floor = max(floor, project.start?.day0 ?? floor, step.firstDay ?? floor)
        for date in [milestone.constraints.notStartBefore, milestone.constraints.startOn] {
          floor = max(floor, date.map { $0.day0 + shift } ?? floor)
        }
      }
      for date in [milestone.constraints.notFinishBefore, milestone.constraints.finishOn].compactMap({ $0 }) {
        let instant = date.day0 + (step.isStart ? 0 : 1)
        demands.append(Demand(kind: step.isPoint ? .finishToStart : .finishToFinish, instant: instant))
      }
      position = first(step, from: floor, demands)
    }
    early[i] = position
    return position
  }

  private func recorded(_ step: Step) -> Position {
    let start = step.milestone.actualStart?.day0
    let finish = step.milestone.actualFinish?.day0
    if step.isPoint && step.isStart { return Position(start: (start ?? finish)!, finish: (start ?? finish)!) }
    let end = (finish ?? start)! + 1
    if step.isPoint { return Position(start: end, finish: end) }
    if let office = step.office {
      var day = end
      repeat { day -= 1 } while !office.works(day) || position(step, at: day)!.finish > end
      return Position(start: start ?? min(day, end - 1), finish: end)
    }
    var day = end
    var left = step.days
    while left > 0 {
      day -= 1
      if step.calendar.works(day) { left -= 1 }
    }
    return Position(start: start ?? min(day, end - 1), finish: end)
  }

  /// The first position at or after `floor` that meets every demand.
  private func first(_ step: Step, from floor: Int, _ demands: [Demand]) -> Position {
    var day = demands.reduce(floor) { floor, demand in
      demand.kind == .finishToStart || demand.kind == .startToStart ? max(floor, demand.instant) : floor
    }
    while true {
      if let position = position(step, at: day), demands.allSatisfy({ meets(step, position, $0) }) { return position }
      day += 1
    }
  }

  /// Where the step is if it starts at `day`; nil where it cannot.
  func position(_ step: Step, at day: Int) -> Position? {
    let calendar = step.calendar
    if step.isPoint {
      let fits = step.isStart ? calendar.works(day) : calendar.works(day - 1) || calendar.works(day)
      return fits ? Position(start: day, finish: day) : nil
    }
    if let office = step.office {
      guard office.works(day) else { return nil }
      var finish = day + step.days
      while step.rolls && !office.works(finish - 1) { finish += 1 }
      return Position(start: day, finish: finish)
    }
    guard calendar.works(day) else { return nil }
    var finish = day
    var left = step.days
    while left > 0 {
      if calendar.works(finish) { left -= 1 }
      finish += 1
    }
    return Position(start: day, finish: finish)
  }

  private func meets(_ step: Step, _ position: Position, _ demand: Demand) -> Bool {
    switch demand.kind {
    case .finishToStart, .startToStart: return position.start >= demand.instant
    case .finishToFinish:
      if step.isStart { return position.finish >= demand.instant }
      // A working day ends between the demand and the finish.
      return position.finish >= demand.instant
        && (demand.instant...position.finish).contains { step.calendar.works($0 - 1) }
    case .startToFinish:
      // No working time between the finish and the demand.
      return position.finish >= demand.instant
        || !(position.finish..<demand.instant).contains { step.calendar.works($0) }
    }
  }

  func binds(_ link: Link) -> Bool {
    if steps[link.to].isFinished { return false }
    if steps[link.to].isStarted {
      return !link.leavesStart
    }
    return true
  }

  private func demand(_ link: Link, from: Position) -> Demand {
    let source = steps[link.from]
    let start = source.isStarted ? source.milestone.actualStart!.day0 : from.start
    var instant = link.leavesStart ? start : from.finish
    var left = link.days
    if left > 0 {
      while left > 0 {
        if link.lag.works(instant) { left -= 1 }
        instant += 1
      }
    } else if left < 0 {
      while left < 0 {
        instant -= 1
        if link.lag.works(instant) { left += 1 }
      }
      if link.backToFinish { while !link.lag.works(instant - 1) { instant -= 1 } }
    }
    return Demand(kind: link.kind, instant: instant)
  }

  private func delay(_ i: Int, _ late: inout [Position?], _ early: [Position?], _ end: Int) -> Position {
    if let done = late[i] { return done }
    let step = steps[i]
    if step.isFinished { return early[i]! }
    let isFixed = isFixed(i)
    let outgoing = demands(on: i)
    for link in outgoing { _ = delay(link.to, &late, early, end) }
    let latest = late
    var day = cap(i, end, isFixed)
    let cap = day
    while true {
      if let position = position(step, at: day), position.finish <= cap, inTime(step, position),
        outgoing.allSatisfy({ holds($0, position, latest) })
      {
        late[i] = position
        return position
      }
      day -= 1
    }
  }

  /// Links whose targets keep a step from being later.
  func demands(on i: Int) -> [Link] {
    let isFixed = isFixed(i)
    return links.filter { $0.from == i && binds($0) && (!isFixed || self.isFixed($0.to)) }
  }

  /// The latest finish by dates.
  func cap(_ i: Int, _ end: Int, _ isFixed: Bool) -> Int {
    let step = steps[i]
    var day = step.isStart ? end - 1 : end
    if let date = project.finish?.day0 { day = step.isStart ? date : date + 1 }
    if project.finish == nil && isFixed { day = status + 700 }
    if let date = step.lastDay { day = min(day, step.isStart ? date : date + 1) }
    return day
  }

  /// A date of its own or of a successor binds it, so the forecast does not.
  func isFixed(_ i: Int) -> Bool {
    let step = steps[i]
    let limits = step.milestone.constraints
    if project.finish != nil || step.lastDay != nil { return true }
    if !step.isStarted && (limits.notStartAfter ?? limits.startOn) != nil { return true }
    return links.contains {
      $0.from == i && binds($0) && !($0.leavesStart && step.isStarted) && isFixed($0.to)
    }
  }

  func inTime(_ step: Step, _ position: Position) -> Bool {
    if step.isStarted { return true }
    let limits = step.milestone.constraints
    let shift = step.isPoint && !step.isStart ? 1 : 0
    return [limits.notStartAfter, limits.startOn].allSatisfy { date in
      date.map { position.start <= $0.day0 + shift } ?? true
    }
  }

  /// The link alone would not push its target past `limits`.
  func holds(_ link: Link, _ position: Position, _ limits: [Position?]) -> Bool {
    if link.leavesStart && steps[link.from].isStarted { return true }
    return meets(steps[link.to], limits[link.to]!, demand(link, from: position))
  }
}

extension CivilDate {
  var day0: Int { Int(dayNumber) }
}
