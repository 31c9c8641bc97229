/// Turns the instants of the two passes into dates, slack and flags.
struct PlanReport {
  private(set) var plan: ProjectPlan?
  private(set) var diagnostics: [Diagnostic] = []

  private let project: Project
  private let network: PlanNetwork
  private let forward: ForwardPass
  private let backward: BackwardPass

  init(_ project: Project, _ network: PlanNetwork, order: [Int32], forward: ForwardPass, backward: BackwardPass) {
    self.project = project
    self.network = network
    self.forward = forward
    self.backward = backward
    if let i = firstOutOfRange() {
      let milestone = project.milestones[i]
      diagnostics.append(
        Diagnostic(
          code: "plan.outOfRange", "The dates of milestone \(milestone.id) leave the years 1 to 9999.",
          at: milestone.place, project: project.id, milestone: milestone.id))
      return
    }
    var drafts = (0..<network.milestoneCount).map(draft)
    var rollup = SummaryRollup(network)
    for i in order.lazy.map(Int.init) where i < network.milestoneCount {
      if network.nodes[i].shape == .summaryFinish { drafts[i] = rollup.total(of: i) }
      rollup.add(
        drafts[i], anchored: drafts[i].isAnchored ?? backward.isAnchored[i], to: Int(network.nodes[i].parent))
    }
    let planned = drafts.indices.map { i in milestone(i, drafts[i]) }
    let isAnchored = zip(planned, drafts).allSatisfy { $0.isAnchored || $1.isFinished }
    if project.finish == nil && !isAnchored {
      diagnostics.append(
        Diagnostic(
          .warning, code: "plan.noAnchor",
          "Project \(project.id) has no finish date: milestones without a deadline are planned back from the forecast.",
          at: project.place, project: project.id))
    }
    plan = ProjectPlan(
      project: project.id, finish: CivilDate(dayNumber: network.finish ?? forward.lastDay),
      statusDate: CivilDate(dayNumber: network.status),
      isFeasible: !planned.contains { $0.flags.contains(.infeasible) },
      minSlack: planned.lazy.compactMap(\.totalSlack).min(),
      isProvisional: planned.contains { $0.flags.contains(.provisional) }, milestones: planned)
  }

  /// A milestone of another age: 0001-01-01…9999-12-31 is what a date can say.
  private func firstOutOfRange() -> Int? {
    let range = -719_162...2_932_896
    return (0..<network.milestoneCount).first { i in
      guard network.nodes[i].shape != .summaryFinish, network.nodes[i].state != .finished else { return false }
      let first = min(forward.start[i], backward.start[i]) - 1
      let last = max(forward.finish[i], backward.finish[i])
      return first < range.lowerBound || last > range.upperBound
    }
  }

  private func draft(_ i: Int) -> PlanDraft {
    let node = network.nodes[i]
    let calendar = network.calendars[Int(node.calendar)]
    var draft = PlanDraft()
    switch node.state {
    case _ where node.shape == .summaryFinish: return draft
    case .finished:
      let milestone = project.milestones[i]
      let first = milestone.actualStart.map { Int($0.dayNumber) }
      let last = milestone.actualFinish.map { Int($0.dayNumber) }
      draft.earlyStart = first ?? (node.shape == .task ? node.recordedStart : last ?? 0)
      draft.earlyFinish = last ?? first ?? 0
      draft.lateStart = draft.earlyStart
      draft.lateFinish = draft.earlyFinish
      draft.isFinished = true
      if draft.earlyFinish > network.status { draft.flags.insert(.actualInFuture) }
      return draft
    case .open, .started:
      draft.earlyFinish = node.lastDay(of: forward.finish[i], in: calendar)
      draft.lateFinish =
        node.shape == .finishPoint
        ? calendar.endAtOrBefore(backward.finish[i]) - 1
        : node.lastDay(of: backward.finish[i], in: calendar)
      draft.earlyStart = node.shape == .finishPoint ? draft.earlyFinish : forward.start[i]
      draft.lateStart = node.shape == .finishPoint ? draft.lateFinish : backward.start[i]
      if node.state == .started {
        draft.isStarted = true
        draft.earlyStart = node.recordedStart
        draft.lateStart = node.recordedStart
      }
    }
    let slack =
      calendar.workingDays(before: backward.finish[i]) - calendar.workingDays(before: forward.finish[i])
    draft.totalSlack = slack
    draft.freeSlack = max(0, backward.freeSlack[i] ?? slack)
    let isInfeasible =
      backward.finish[i] < forward.finish[i] || (node.state == .open && backward.start[i] < forward.start[i])
    if isInfeasible { draft.flags.insert(.infeasible) }
    if conflicts(i, draft) { draft.flags.insert(.constraintConflict) }
    if node.state == .started {
      if node.recordedStart > network.status { draft.flags.insert(.actualInFuture) }
      if node.shape == .finishPoint { draft.flags.insert(.completeWithoutFinish) }
    } else if (project.milestones[i].percent ?? 0) > 0 {
      draft.flags.insert(.progressWithoutStart)
    }
    return draft
  }

  /// Links win over dates: a date they break is shown, never obeyed.
  private func conflicts(_ i: Int, _ draft: PlanDraft) -> Bool {
    let constraints = project.milestones[i].constraints
    let passes = { (date: CivilDate?, day: Int) in date.map { day > Int($0.dayNumber) } ?? false }
    return passes(constraints.notFinishAfter, draft.earlyFinish) || passes(constraints.finishOn, draft.earlyFinish)
      || !draft.isStarted
        && (passes(constraints.notStartAfter, draft.earlyStart) || passes(constraints.startOn, draft.earlyStart))
  }

  private func milestone(_ i: Int, _ draft: PlanDraft) -> PlannedMilestone {
    let node = network.nodes[i]
    var flags = draft.flags
    if !draft.isFinished {
      if draft.lateFinish < network.status { flags.insert(.overdue) }
      if !draft.isStarted && draft.lateStart < network.status { flags.insert(.lateStartPassed) }
      let covered = network.coveredThrough[Int(node.namedCalendar)]
      if max(draft.earlyFinish, draft.lateFinish) > covered { flags.insert(.provisional) }
    }
    let binder = backward.binder[i]
    return PlannedMilestone(
      id: project.milestones[i].id, earliestStart: CivilDate(dayNumber: draft.earlyStart),
      earliestFinish: CivilDate(dayNumber: draft.earlyFinish), latestStart: CivilDate(dayNumber: draft.lateStart),
      latestFinish: CivilDate(dayNumber: draft.lateFinish), totalSlack: draft.totalSlack, freeSlack: draft.freeSlack,
      isCritical: draft.totalSlack.map { $0 <= 0 } ?? false,
      isAnchored: draft.isAnchored ?? backward.isAnchored[i], flags: flags,
      latestFinishBoundBy: draft.isFinished || binder < 0 ? nil : project.milestones[Int(binder)].id)
  }
}

/// Day numbers and judgements of one milestone before they become dates.
struct PlanDraft {
  var earlyStart = PlanNetwork.never
  var earlyFinish = PlanNetwork.always
  var lateStart = PlanNetwork.never
  var lateFinish = PlanNetwork.always
  var totalSlack: Int?
  var freeSlack: Int?
  var isStarted = false
  var isFinished = false
  /// Nil: as the backward pass found it.
  var isAnchored: Bool?
  var flags: PlanFlags = []
}
