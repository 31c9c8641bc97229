package import Core

/// What the positions come to in a plan.
extension SlowPlanner {
  /// Of a milestone that is no summary.
  func dates(_ i: Int) -> Dates {
    let step = steps[i]
    let first = early[i]!
    if step.isFinished {
      let start = step.milestone.actualStart?.day0
      let finish = step.milestone.actualFinish?.day0
      let from = start ?? (step.isPoint ? finish! : first.start)
      let to = (finish ?? start)!
      var shown = Dates(earlyStart: from, earlyFinish: to, lateStart: from, lateFinish: to)
      if to > status { shown.flags = .actualInFuture }
      return shown
    }
    let last = late[i]!
    let slack =
      step.office != nil
      ? step.calendar.count(from: first.start, to: last.start)
      : step.calendar.count(from: first.finish, to: last.finish)
    let open = links.filter { $0.from == i && binds($0) && !($0.leavesStart && step.isStarted) }
    var shown = Dates(
      earlyStart: first.start, earlyFinish: label(step, first.finish), lateStart: last.start,
      lateFinish: label(step, last.finish), totalSlack: slack,
      freeSlack: open.isEmpty ? max(0, slack) : slip(step, first, open))
    if step.isPoint && !step.isStart {
      var day = last.finish
      while !step.calendar.works(day - 1) { day -= 1 }
      shown.lateFinish = day - 1
      shown.earlyStart = shown.earlyFinish
      shown.lateStart = shown.lateFinish
    }
    if step.isStarted {
      shown.earlyStart = step.milestone.actualStart!.day0
      shown.lateStart = shown.earlyStart
    }
    shown.isAnchored = isFixed(i)
    shown.flags = flags(step, first, last, shown)
    shown.flags.formUnion(judged(step.milestone, hasStarted: step.isStarted, shown))
    return shown
  }

  private func label(_ step: Step, _ finish: Int) -> Int {
    if step.isPoint && (step.isStart || !step.calendar.works(finish - 1)) { return finish }
    return finish - 1
  }

  /// Working days the step can slip without pushing an open successor past its early dates.
  private func slip(_ step: Step, _ first: Position, _ links: [Link]) -> Int {
    var best = 0
    for day in first.start...(first.start + 250) {
      guard let position = position(step, at: day) else { continue }
      guard links.allSatisfy({ holds($0, position, early) }) else { break }
      best =
        step.office != nil
        ? step.calendar.count(from: first.start, to: position.start)
        : step.calendar.count(from: first.finish, to: position.finish)
    }
    return best
  }

  private func flags(_ step: Step, _ first: Position, _ last: Position, _ shown: Dates) -> PlanFlags {
    let milestone = step.milestone
    let limits = milestone.constraints
    var flags: PlanFlags = []
    if last.finish < first.finish || !step.isStarted && last.start < first.start { flags.insert(.infeasible) }
    let ends = [limits.notFinishAfter, limits.finishOn].compactMap { $0?.day0 }
    let starts = step.isStarted ? [] : [limits.notStartAfter, limits.startOn].compactMap { $0?.day0 }
    if ends.contains(where: { shown.earlyFinish > $0 }) || starts.contains(where: { shown.earlyStart > $0 }) {
      flags.insert(.constraintConflict)
    }
    if step.isStarted && shown.earlyStart > status { flags.insert(.actualInFuture) }
    if step.isStarted && step.days == 0 { flags.insert(.completeWithoutFinish) }
    if !step.isStarted && (milestone.percent ?? 0) > 0 { flags.insert(.progressWithoutStart) }
    return flags
  }

  /// What dates say about work that is not finished.
  private func judged(_ milestone: Milestone, hasStarted: Bool, _ shown: Dates) -> PlanFlags {
    var flags: PlanFlags = []
    if shown.lateFinish < status { flags.insert(.overdue) }
    if !hasStarted && shown.lateStart < status { flags.insert(.lateStartPassed) }
    return flags
  }

  /// Of a summary, from all the milestones below it.
  func summary(_ i: Int) -> Dates {
    let parts = leaves[i].map { (step: steps[$0], dates: dates($0)) }
    let open = parts.filter { !$0.step.isFinished }.map(\.dates)
    var shown = Dates(
      earlyStart: parts.map(\.dates.earlyStart).min()!, earlyFinish: parts.map(\.dates.earlyFinish).max()!,
      lateStart: parts.map(\.dates.lateStart).min()!, lateFinish: parts.map(\.dates.lateFinish).max()!,
      totalSlack: open.compactMap(\.totalSlack).min(), freeSlack: open.compactMap(\.freeSlack).min())
    shown.isAnchored = open.allSatisfy(\.isAnchored)
    for part in parts { shown.flags.formUnion(part.dates.flags.intersection([.infeasible, .actualInFuture])) }
    if open.isEmpty { return shown }
    let hasStarted = parts.contains { $0.step.isStarted || $0.step.isFinished }
    shown.flags.formUnion(judged(project.milestones[i], hasStarted: hasStarted, shown))
    return shown
  }

  /// Whether what is said to bind the late dates does: at the next later place it would be broken, be it a date (nil)
  /// or the late dates of a successor.
  package func isBound(_ i: Int, by binder: MilestoneID?) -> Bool {
    let step = steps[i]
    if step.isFinished || !children[i].isEmpty { return true }
    var day = late[i]!.start + 1
    while position(step, at: day) == nil { day += 1 }
    let later = position(step, at: day)!
    guard let binder else { return later.finish > cap(i, end, isFixed(i)) || !inTime(step, later) }
    let b = project.milestones.firstIndex { $0.id == binder }!
    return demands(on: i).contains { $0.to == b && !holds($0, later, late) }
  }
}
