extension NetworkBuilder {
  /// What can be wrong with a milestone by itself.
  mutating func check(_ i: Int) {
    let duration = project.milestones[i].duration
    if !(duration.unit == .days || duration.unit == .workingDays) || !(0...1_000_000).contains(duration.amount) {
      report(
        "plan.badDuration",
        "A duration of \(duration) is no whole number of days from 0 to a million: write 9wd, 12d or 0.", milestone: i)
    }
    if project.milestones[i].term.isStatutory { checkPeriod(i) }
    for fault in RecordedProgress(of: project.milestones, i).faults { report(fault.code, fault.message, milestone: i) }
    let constraints = project.milestones[i].constraints
    if network.nodes[i].opening >= 0,
      (constraints.notStartAfter ?? constraints.notFinishBefore ?? constraints.startOn ?? constraints.finishOn) != nil
    {
      report(
        "plan.summaryConstraint",
        "\(project.milestones[i].id) is a summary: only notStartBefore, notFinishAfter and deadline apply to one.",
        milestone: i)
    }
  }

  private mutating func checkPeriod(_ i: Int) {
    let (id, duration) = (project.milestones[i].id, project.milestones[i].duration)
    if network.nodes[i].opening >= 0 || duration.amount == 0 {
      report("plan.badPeriod", "\(id) is statutory: it needs a duration such as 40wd, and no children.", milestone: i)
    } else if duration.unit == .workingDays, project.milestones[i].term == .statutory(rollsForward: true) {
      report(
        "plan.badPeriod", "\(id) counts working days, so it never ends on a day off: leave out rollForward.",
        milestone: i)
    }
  }
}

extension PlanNetwork {
  /// Has the summaries above a milestone that has started start too.
  mutating func begin(above i: Int) {
    var parent = Int(nodes[i].parent)
    while parent >= 0 && nodes[Int(nodes[parent].opening)].state != .started {
      nodes[Int(nodes[parent].opening)].state = .started
      parent = Int(nodes[parent].parent)
    }
  }

  /// Binds children by the dates of their summaries.
  mutating func handDownDates(order: [Int32]) {
    if nodes.count == milestoneCount { return }
    for i in order.lazy.map(Int.init) where nodes[i].shape == .summaryStart {
      for l in outgoing.range(of: i) {
        let child = Int(outgoing[l].end)
        nodes[child].firstDay = max(nodes[child].firstDay, nodes[i].firstDay)
        nodes[child].lastDay = min(nodes[child].lastDay, nodes[i].lastDay)
      }
    }
  }
}

extension PlanNode {
  /// Takes over how long it lasts, and in which days. A point keeps its shape.
  mutating func measure(_ span: Span, _ term: Term) {
    duration = Int32(clamping: span.amount)
    calendar = namedCalendar
    if span.amount == 0 { return }
    let isElapsed = span.unit == .days
    shape = .task
    if case .statutory(let rolls) = term {
      (isStatutory, rollsForward) = (true, rolls)
      duration += 1
      if isElapsed { shape = .period }
    } else if isElapsed {
      calendar = 0
    }
  }

  /// Takes over what has happened.
  ///
  /// A milestone without duration that has either date has happened. Of started work `remaining` is what is left, else
  /// the percentage says so, rounded up to whole days; of a statutory period, which nobody works off, the calendar says.
  ///
  /// - Parameter status: the first day that is still to come.
  mutating func record(_ progress: RecordedProgress, status: Int, in calendars: [WorkdayIndex]) {
    let actualStart = progress.actualStart?.number
    let actualFinish = progress.actualFinish?.number
    guard let recorded = actualFinish ?? actualStart else {
      hasStrayProgress = (progress.percent ?? 0) > 0
      return
    }
    switch shape {
    case .startPoint:
      state = .finished
      recordedStart = actualStart ?? recorded
      recordedFinish = recordedStart
    case .finishPoint:
      state = .finished
      recordedStart = recorded + 1
      recordedFinish = recorded + 1
    default:
      if let actualFinish {
        state = .finished
        recordedFinish = actualFinish + 1
        let calendar = calendars[Int(calendar)]
        let first =
          shape == .period
          ? calendar.startAtOrBefore(periodReach(endingBy: recordedFinish, in: calendar))
          : calendar.workingDay(calendar.workingDays(before: recordedFinish) - Int(duration))
        recordedStart = actualStart ?? min(first, actualFinish)
      } else {
        state = .started
        recordedStart = recorded
        if isStatutory {
          run(from: recorded, status: status, in: calendars)
          if progress.percent == 100 { duration = 0 }
        } else {
          let left = Int(duration) * (100 - min(100, max(0, progress.percent ?? 0)))
          duration = Int32(clamping: (left + 99) / 100)
        }
        if let remaining = progress.remaining { duration = Int32(clamping: remaining) }
        if duration == 0 { shape = .finishPoint }
        startFloor = duration == 0 ? recorded + 1 : recorded
      }
    }
  }

  /// A period that has begun: what is left of it is what lies between the status date and its end, at least a day while
  /// the decision is awaited.
  private mutating func run(from accepted: Int, status: Int, in calendars: [WorkdayIndex]) {
    let now = max(status, accepted)
    if shape == .period {
      let end = periodEnd(from: accepted, in: calendars[Int(calendar)])
      (shape, calendar) = (.task, 0)
      duration = Int32(clamping: max(1, end - now))
    } else {
      let days = calendars[Int(calendar)]
      let last = days.workingDays(before: accepted + 1) - 1 + Int(duration) - 1
      duration = Int32(clamping: max(1, last + 1 - days.workingDays(before: now)))
    }
  }

  /// Takes over the dates that bound it. A date means the beginning of the day for a start and its end for a finish;
  /// a milestone has only the one or the other.
  mutating func bound(by constraints: Constraints, projectStart: Int?, in calendar: WorkdayIndex) {
    lastDay = constraints.lastDay
    promisedDay = min(
      constraints.notFinishAfter?.number ?? PlanNetwork.never, constraints.finishOn?.number ?? PlanNetwork.never)
    let opens = shape == .startPoint
    let shift = shape == .finishPoint ? 1 : 0
    if state == .open {
      startFloor = max(
        projectStart ?? startFloor, constraints.notStartBefore.instant(shift) ?? startFloor,
        constraints.startOn.instant(shift) ?? startFloor)
      startCap = min(
        constraints.notStartAfter.instant(shift) ?? startCap, constraints.startOn.instant(shift) ?? startCap)
    }
    guard let first = constraints.notFinishBefore.later(constraints.finishOn) else { return }
    if opens || shift == 1 {
      startFloor = max(startFloor, first + shift)
    } else {
      finishFloor = calendar.endAtOrAfter(first + 1)
    }
  }
}

extension Constraints {
  /// Day number of the last day it may finish on; `PlanNetwork.never` without one.
  var lastDay: Int {
    min(
      notFinishAfter?.number ?? PlanNetwork.never, finishOn?.number ?? PlanNetwork.never,
      deadline?.number ?? PlanNetwork.never)
  }
}

extension CivilDate {
  var number: Int { Int(dayNumber) }
}

extension CivilDate? {
  fileprivate func instant(_ shift: Int) -> Int? { map { $0.number + shift } }

  fileprivate func later(_ other: CivilDate?) -> Int? {
    guard let self else { return other?.number }
    return max(self.number, other?.number ?? self.number)
  }
}
