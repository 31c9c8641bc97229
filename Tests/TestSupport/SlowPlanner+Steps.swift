import Core

/// Milestones read into steps.
extension SlowPlanner {
  /// The days that a lag in the calendar of a milestone counts.
  func ownDays(_ i: Int) -> Walker {
    let milestone = project.milestones[i]
    return milestone.term.isStatutory ? calendars.walkers[milestone.calendar ?? project.calendar]! : steps[i].calendar
  }

  func step(_ i: Int, _ milestone: Milestone, _ calendar: Walker, _ every: Walker) -> Step {
    let all = project.milestones
    let step = Step(milestone, calendar)
    step.days = milestone.duration.amount
    step.isPoint = step.days == 0
    if !step.isPoint && milestone.duration.unit == .days { step.calendar = every }
    if case .statutory(let rolls) = milestone.term {
      step.days += 1
      step.rolls = rolls
      if milestone.duration.unit == .days { (step.office, step.calendar) = (calendar, calendar) }
    }
    let limits = milestone.constraints
    if step.isPoint {
      let driven = milestone.after.contains { $0.kind == .finishToStart || $0.kind == .finishToFinish }
      let followed = all.contains { $0.after.contains { $0.milestone == milestone.id } }
      let dated =
        [limits.notFinishBefore, limits.notFinishAfter, limits.finishOn, limits.deadline].contains { $0 != nil }
      step.isStart = milestone.kind == .start || milestone.kind == .auto && !driven && followed && !dated
      step.isFinished = milestone.actualStart != nil || milestone.actualFinish != nil
    } else {
      step.isFinished = milestone.actualFinish != nil
      step.isStarted = milestone.actualStart != nil && !step.isFinished
      if step.isStarted {
        if milestone.term.isStatutory {
          let left = left(step, every)
          step.days = milestone.remaining ?? (milestone.percent == 100 ? 0 : left)
          if step.office != nil { (step.office, step.calendar) = (nil, every) }
        } else {
          let done = step.days * (milestone.percent ?? 0) / 100
          step.days = milestone.remaining ?? step.days - done
        }
        step.isPoint = step.days == 0
      }
    }
    var above: [Constraints] = []
    var parent = milestone.parent
    while let summary = all.first(where: { $0.id == parent }) {
      above.append(summary.constraints)
      parent = summary.parent
    }
    let last =
      [limits.notFinishAfter, limits.finishOn, limits.deadline] + above.flatMap { [$0.notFinishAfter, $0.deadline] }
    step.lastDay = last.compactMap { $0?.day0 }.min()
    step.firstDay = above.compactMap { $0.notStartBefore?.day0 }.max()
    return step
  }

  /// Of a statutory period that has begun: the days from the status date through its last one, at least one.
  private func left(_ step: Step, _ every: Walker) -> Int {
    let days = step.office == nil ? step.calendar : every
    let accepted = step.milestone.actualStart!.day0
    var last = accepted
    var counted = 0
    while counted < step.milestone.duration.amount {
      last += 1
      if days.works(last) { counted += 1 }
    }
    if let office = step.office, step.rolls { while !office.works(last) { last += 1 } }
    let now = max(status, accepted)
    return max(1, last < now ? 0 : days.count(from: now, to: last + 1))
  }
}
