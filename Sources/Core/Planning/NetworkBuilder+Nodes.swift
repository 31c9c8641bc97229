extension NetworkBuilder {
  /// What can be wrong with a milestone by itself.
  mutating func check(_ i: Int) {
    let duration = project.milestones[i].duration
    if !(duration.unit == .days || duration.unit == .workingDays) || !(0...1_000_000).contains(duration.amount) {
      report(
        "plan.badDuration",
        "a duration of \(duration) is no whole number of days from 0 to a million: write 9wd, 12d or 0.", milestone: i)
    }
    if let remaining = project.milestones[i].remaining, !(0...1_000_000).contains(remaining) {
      report("plan.badRemaining", "\(remaining) remaining days are not from 0 to a million.", milestone: i)
    }
    if let percent = project.milestones[i].percent, !(0...100).contains(percent) {
      report("plan.badPercent", "\(percent) percent is not from 0 to 100.", milestone: i)
    }
    if let start = project.milestones[i].actualStart, let finish = project.milestones[i].actualFinish, finish < start {
      report("plan.actualOrder", "The actual finish \(finish) is before the actual start \(start).", milestone: i)
    }
    let constraints = project.milestones[i].constraints
    if summaryStart[i] >= 0,
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
  /// Sorts the links by source, keeping their order.
  mutating func setLinks(_ pairs: [(source: Int32, link: PlanLink)]) {
    firstLink = [Int](repeating: 0, count: nodes.count + 1)
    for pair in pairs { firstLink[Int(pair.source) + 1] += 1 }
    for i in nodes.indices { firstLink[i + 1] += firstLink[i] }
    var next = firstLink
    links = [PlanLink](repeating: PlanLink(target: 0, kind: .finishToStart, lag: Lag()), count: pairs.count)
    for pair in pairs {
      links[next[Int(pair.source)]] = pair.link
      next[Int(pair.source)] += 1
    }
  }
}

extension PlanNode {
  /// Takes over what has happened.
  ///
  /// A milestone without duration that has either date has happened. Of started work `remaining` is what is left, else
  /// the percentage says so, rounded up to whole days.
  mutating func record(_ milestone: Milestone, in calendar: WorkdayIndex) {
    let actualStart = milestone.actualStart.map { Int($0.dayNumber) }
    let actualFinish = milestone.actualFinish.map { Int($0.dayNumber) }
    guard let recorded = actualFinish ?? actualStart else { return }
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
        let left = Int(duration) * (100 - min(100, max(0, milestone.percent ?? 0)))
        duration = Int32(clamping: milestone.remaining ?? (left + 99) / 100)
        if duration == 0 { shape = .finishPoint }
        startFloor = duration == 0 ? recorded + 1 : recorded
      }
    }
  }

  /// Takes over the dates that bound it. A date means the beginning of the day for a start and its end for a finish;
  /// a milestone has only the one or the other.
  mutating func bound(by constraints: Constraints, projectStart: CivilDate?, in calendar: WorkdayIndex) {
    lastDay = constraints.lastDay
    let opens = shape == .startPoint
    let shift = shape == .finishPoint ? 1 : 0
    if state == .open {
      startFloor = max(
        projectStart?.number ?? startFloor, constraints.notStartBefore.instant(shift) ?? startFloor,
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
  fileprivate var number: Int { Int(dayNumber) }
}

extension CivilDate? {
  fileprivate func instant(_ shift: Int) -> Int? { map { $0.number + shift } }

  fileprivate func later(_ other: CivilDate?) -> Int? {
    guard let self else { return other?.number }
    return max(self.number, other?.number ?? self.number)
  }
}
