/// Turns the instants of the two passes into dates, slack and flags, one milestone at a time.
struct PlanReport {
  let project: Project
  /// Of the milestones, side by side.
  let ids: [MilestoneID]
  let network: PlanNetwork
  let forward: ForwardPass
  let backward: BackwardPass

  /// A milestone; of a summary only the name, until its children are known.
  func milestone(_ i: Int) -> PlannedMilestone {
    let node = network.nodes[i]
    return node.shape == .summaryFinish || node.state == .finished ? finished(i, node) : unfinished(i, node)
  }

  /// The first milestone whose dates are not of our age: 0001-01-01…9999-12-31 is what a date can say.
  func outOfRange(among milestones: some Sequence<Int>) -> Diagnostic? {
    let days = -719_162...2_932_896
    for i in milestones where network.nodes[i].shape != .summaryFinish && network.nodes[i].state != .finished {
      let first = min(forward.dates[i].start, backward.dates[i].start) - 1
      let last = max(forward.dates[i].finish, backward.dates[i].finish)
      if days.lowerBound <= first && last <= days.upperBound { continue }
      let milestone = project.milestones[i]
      return Diagnostic(
        code: "plan.outOfRange", "The dates of milestone \(milestone.id) leave the years 1 to 9999.",
        at: milestone.place, project: project.id, milestone: milestone.id)
    }
    return nil
  }

  private func finished(_ i: Int, _ node: PlanNode) -> PlannedMilestone {
    let actualStart = project.milestones[i].actualStart
    let actualFinish = project.milestones[i].actualFinish
    let last = actualFinish ?? actualStart ?? CivilDate(dayNumber: 0)
    let first = actualStart ?? (node.shape == .task ? CivilDate(dayNumber: node.recordedStart) : last)
    return PlannedMilestone(
      id: ids[i], earliestStart: first, earliestFinish: last, latestStart: first, latestFinish: last,
      totalSlack: nil, freeSlack: nil, isCritical: false, isAnchored: true,
      flags: Int(last.dayNumber) > network.status ? .actualInFuture : [], latestFinishBoundBy: nil)
  }

  private func unfinished(_ i: Int, _ node: PlanNode) -> PlannedMilestone {
    let calendar = network.calendars[Int(node.calendar)]
    let early = forward.dates[i]
    let late = backward.dates[i]
    let earlyFinish = node.lastDay(of: early.finish, in: calendar)
    var lateFinish = node.lastDay(of: late.finish, in: calendar)
    var (earlyStart, lateStart) = (early.start, late.start)
    if node.shape == .finishPoint {
      lateFinish = calendar.endAtOrBefore(late.finish) - 1
      (earlyStart, lateStart) = (earlyFinish, lateFinish)
    }
    if node.state == .started { (earlyStart, lateStart) = (node.recordedStart, node.recordedStart) }
    // A period that rolls forward may begin later and still end on the same day: its start says how late it can be.
    let slack =
      node.shape == .period
      ? calendar.workingDays(before: late.start) - calendar.workingDays(before: early.start)
      : calendar.workingDays(before: late.finish) - calendar.workingDays(before: early.finish)
    var flags: PlanFlags = []
    if late.finish < early.finish || node.state == .open && late.start < early.start { flags.insert(.infeasible) }
    if node.breaksItsWord(start: earlyStart, finish: earlyFinish) { flags.insert(.constraintConflict) }
    if node.hasStrayProgress { flags.insert(.progressWithoutStart) }
    if node.state == .started {
      if node.recordedStart > network.status { flags.insert(.actualInFuture) }
      if node.shape == .finishPoint { flags.insert(.completeWithoutFinish) }
    }
    flags.formUnion(judge(hasStarted: node.state == .started, lateStart, lateFinish))
    if late.isProvisional { flags.formUnion([.provisional, .lateProvisional]) }
    if early.isProvisional { flags.insert(.provisional) }
    return PlannedMilestone(
      id: ids[i], earliestStart: CivilDate(dayNumber: earlyStart),
      earliestFinish: CivilDate(dayNumber: earlyFinish), latestStart: CivilDate(dayNumber: lateStart),
      latestFinish: CivilDate(dayNumber: lateFinish), totalSlack: slack,
      freeSlack: max(0, late.free == PlanNetwork.never ? slack : late.free), isCritical: slack <= 0,
      isAnchored: late.isAnchored, flags: flags, latestFinishBoundBy: binder(late))
  }

  /// Dates of a summary from its children: the least start, the greatest finish, the least slack.
  ///
  /// - Parameter planned: at least the children.
  func summary(_ i: Int, _ planned: [PlannedMilestone]) -> PlannedMilestone {
    let children = network.incoming.range(of: i)
    var total = planned[Int(network.incoming[children.lowerBound].end)]
    total.id = ids[i]
    total.isAnchored = true
    total.flags = []
    total.latestFinishBoundBy = nil
    for l in children {
      let child = planned[Int(network.incoming[l].end)]
      total.earliestStart = min(total.earliestStart, child.earliestStart)
      total.earliestFinish = max(total.earliestFinish, child.earliestFinish)
      total.latestStart = min(total.latestStart, child.latestStart)
      total.latestFinish = max(total.latestFinish, child.latestFinish)
      if let slack = child.totalSlack { total.totalSlack = min(total.totalSlack ?? slack, slack) }
      if let slack = child.freeSlack { total.freeSlack = min(total.freeSlack ?? slack, slack) }
      if child.isUnfinished && !child.isAnchored { total.isAnchored = false }
      total.flags.formUnion(
        child.flags.intersection([.infeasible, .actualInFuture, .provisional, .lateProvisional]))
    }
    guard let slack = total.totalSlack else { return total }
    total.isCritical = slack <= 0
    total.latestFinishBoundBy = binder(backward.dates[i])
    let hasStarted = network.nodes[Int(network.nodes[i].opening)].state == .started
    total.flags.formUnion(
      judge(hasStarted: hasStarted, Int(total.latestStart.dayNumber), Int(total.latestFinish.dayNumber)))
    return total
  }

  /// What the dates of unfinished work say, set against the status date.
  private func judge(hasStarted: Bool, _ lateStart: Int, _ lateFinish: Int) -> PlanFlags {
    var flags: PlanFlags = []
    if lateFinish < network.status { flags.insert(.overdue) }
    if !hasStarted && lateStart < network.status { flags.insert(.lateStartPassed) }
    return flags
  }

  private func binder(_ late: LateDates) -> MilestoneID? {
    late.binder < 0 ? nil : ids[Int(late.binder)]
  }
}

extension PlannedMilestone {
  /// Only finished work has no slack, and a summary of such.
  var isUnfinished: Bool { totalSlack != nil }
}

extension PlanNode {
  /// Links win over dates: a date they break is shown, never obeyed.
  fileprivate func breaksItsWord(start: Int, finish: Int) -> Bool {
    finish > promisedDay || (shape == .finishPoint ? start + 1 : start) > startCap
  }
}
