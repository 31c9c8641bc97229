extension ExplanationBuilder {
  /// The milestones that keep one from being earlier, the first mover first.
  func earlyPath(to i: Int) -> [Explanation.PathStep] {
    var path: [Explanation.PathStep] = []
    var next: Int? = i
    while let at = next {
      let milestone = project.milestones[at]
      let planned = plan.milestones[at]
      let found = driver(of: at)
      path.append(
        Explanation.PathStep(
          id: milestone.id, name: milestone.name, earliestStart: planned.earliestStart,
          earliestFinish: planned.earliestFinish, isStarted: isStarted(at), isFinished: isFinished(at),
          driver: found.driver))
      next = found.milestone
    }
    return path.reversed()
  }

  typealias Offer = (start: Int, driver: Explanation.Driver, milestone: Int?)

  /// What drives the early start of a milestone, and where that puts it; the milestone it comes from, if from one.
  func driver(of i: Int) -> Offer {
    if isFinished(i) { return (forward.dates[i].start, .recorded, nil) }
    if network.nodes[i].isSummary {
      let last = children[i].max { (forward.dates[$0].finish, -$0) < (forward.dates[$1].finish, -$1) }
      return (forward.dates[i].start, .child, last)
    }
    var best: Offer = (PlanNetwork.always, .statusDate(plan.statusDate), nil)
    func offer(_ start: Int, _ driver: Explanation.Driver, _ milestone: Int? = nil) {
      if start > best.start { best = (start, driver, milestone) }
    }
    // On a tie the first offer stays: work before dates, and the status date last.
    for link in drivingLinks(into: i) { offer(link.start, link.driver, link.milestone) }
    for date in drivingDates(of: i) { offer(date.start, date.driver) }
    offer(placed(i, start: network.status), .statusDate(plan.statusDate))
    return best
  }

  private func drivingLinks(into i: Int) -> [Offer] {
    var offers: [Offer] = []
    for target in lineage(i) {
      for (dependency, source, link) in compiled(of: target) where binds(link, i) {
        let node = network.nodes[source]
        let from =
          !link.leavesStart
          ? forward.dates[source].finish : node.state == .started ? node.recordedStart : forward.dates[source].start
        if from == PlanNetwork.always { continue }
        let entered = network.nodes[Int(link.end)]
        let bound = link.lag.walk(from: from, toEnd: link.stopsAtEnd(entered), in: network.calendars)
        let isStartBound = link.kind == .finishToStart || link.kind == .startToStart
        let start = isStartBound ? placed(i, start: bound) : placed(i, finish: bound, by: link.kind)
        offers.append(
          (start, .link(explained(dependency, from: source, source, to: i, target, late: false)), source))
      }
    }
    return offers
  }

  private func drivingDates(of i: Int) -> [(start: Int, driver: Explanation.Driver)] {
    let node = network.nodes[i]
    let shift = node.shape == .finishPoint ? 1 : 0
    let constraints = project.milestones[i].constraints
    var offers: [(start: Int, driver: Explanation.Driver)] = []
    func offer(_ date: CivilDate?, shift: Int, _ driver: (CivilDate) -> Explanation.Driver) {
      if let date { offers.append((placed(i, start: Int(date.dayNumber) + shift), driver(date))) }
    }
    if node.state == .open {
      offer(constraints.notStartBefore, shift: shift) { .notStartBefore($0, project.milestones[i].id) }
      offer(constraints.startOn, shift: shift) { .startOn($0) }
      for summary in lineage(i).dropFirst() {
        let owner = project.milestones[summary]
        offer(owner.constraints.notStartBefore, shift: 0) { .notStartBefore($0, owner.id) }
      }
    }
    if node.state == .started {
      let day = node.startFloor - (node.shape == .finishPoint ? 1 : 0)
      offers.append((placed(i, start: node.startFloor), .actualStart(CivilDate(dayNumber: day))))
    }
    func offerFinish(_ date: CivilDate?, _ driver: (CivilDate) -> Explanation.Driver) {
      guard let date else { return }
      let isPoint = node.shape == .startPoint || node.shape == .finishPoint
      let start =
        isPoint
        ? placed(i, start: Int(date.dayNumber) + shift)
        : placed(i, finish: Int(date.dayNumber) + 1, by: .finishToFinish)
      offers.append((start, driver(date)))
    }
    offerFinish(constraints.notFinishBefore) { .notFinishBefore($0) }
    offerFinish(constraints.finishOn) { .finishOn($0) }
    if node.state == .open { offer(project.start, shift: 0) { .projectStart($0) } }
    return offers
  }

  /// Where a bound on the start would put the start.
  private func placed(_ i: Int, start bound: Int) -> Int {
    let calendar = network.calendars[Int(network.nodes[i].calendar)]
    return network.nodes[i].shape == .finishPoint ? calendar.pointAtOrAfter(bound) : calendar.startAtOrAfter(bound)
  }

  /// Where a bound on the finish would put the start.
  private func placed(_ i: Int, finish bound: Int, by kind: Dependency.Kind) -> Int {
    let node = network.nodes[i]
    let calendar = network.calendars[Int(node.calendar)]
    if node.shape == .startPoint { return calendar.startAtOrAfter(bound) }
    let end = kind == .startToFinish ? calendar.endAtOrBefore(bound) : calendar.endAtOrAfter(bound)
    if node.shape == .finishPoint { return calendar.pointAtOrAfter(end) }
    if node.shape == .period { return node.periodStart(from: PlanNetwork.always, endingAtOrAfter: end, in: calendar) }
    return calendar.workingDay(calendar.workingDays(before: end) - Int(node.duration))
  }
}
