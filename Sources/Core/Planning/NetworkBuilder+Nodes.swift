extension NetworkBuilder {
  /// What can be wrong with a milestone by itself.
  mutating func check(_ i: Int) {
    let duration = project.milestones[i].duration
    if !(duration.unit == .days || duration.unit == .workingDays) || !(0...1_000_000).contains(duration.amount) {
      report(
        "plan.badDuration",
        "A duration of \(duration) is no whole number of days from 0 to a million: write 9wd, 12d or 0.", milestone: i)
    }
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
  /// Takes over what has happened.
  ///
  /// A milestone without duration that has either date has happened. Of started work `remaining` is what is left, else
  /// the percentage says so, rounded up to whole days.
  mutating func record(_ progress: RecordedProgress, in calendar: WorkdayIndex) {
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
        let first = calendar.workingDay(calendar.workingDays(before: recordedFinish) - Int(duration))
        recordedStart = actualStart ?? min(first, actualFinish)
      } else {
        state = .started
        recordedStart = recorded
        let left = Int(duration) * (100 - min(100, max(0, progress.percent ?? 0)))
        duration = Int32(clamping: progress.remaining ?? (left + 99) / 100)
        if duration == 0 { shape = .finishPoint }
        startFloor = duration == 0 ? recorded + 1 : recorded
      }
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
