/// What would change a milestone's dates, each found by planning the changed project anew.
struct Remedies {
  private(set) var found: [Explanation.Remedy] = []
  private let builder: ExplanationBuilder
  private let subject: Int

  /// Suggestions of one kind are for a person to choose from.
  private static let most = 3
  /// Of the longest pieces of work: each try plans the project a dozen times.
  private static let tries = 12
  /// Nobody moves a date by more.
  private static let furthest = 3653

  init(
    _ builder: ExplanationBuilder, of subject: Int, chain: [Int], path: [Explanation.PathStep],
    binder: Explanation.Binder?
  ) {
    self.builder = builder
    self.subject = subject
    guard let binder else { return }
    if builder.plan.milestones[subject].flags.contains(.infeasible) {
      postpone(binder)
      shorten(among: chain + path.compactMap { builder.indices[$0.id] })
    } else {
      advance(binder)
    }
    hurry(path)
  }

  // MARK: Trying out

  private func planned(_ project: Project) -> ProjectPlan? {
    Planner.plan(project, calendars: builder.calendars, today: builder.today).plan
  }

  private func isFeasible(_ plan: ProjectPlan?) -> Bool {
    plan.map { !$0.milestones[subject].flags.contains(.infeasible) } ?? false
  }

  private func othersInfeasible(_ plan: ProjectPlan?) -> Int {
    plan?.milestones.count { $0.flags.contains(.infeasible) } ?? 0
  }

  /// The least number of the range that helps, when more helps no less; nil: none does.
  private func least(in range: ClosedRange<Int>, _ helps: (Int) -> Bool) -> Int? {
    guard helps(range.upperBound) else { return nil }
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if helps(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The project with the date moved by so many days; nil where there is nothing to move.
  private func moved(_ binder: Explanation.Binder, by days: Int) -> Project? {
    var project = builder.project
    let date = binder.date + days
    guard let owner = binder.owner else {
      guard binder.kind == .projectFinish else { return nil }
      project.finish = date
      return project
    }
    guard let i = builder.indices[owner] else { return nil }
    switch binder.kind {
    case .deadline: project.milestones[i].constraints.deadline = date
    case .notFinishAfter: project.milestones[i].constraints.notFinishAfter = date
    case .finishOn: project.milestones[i].constraints.finishOn = date
    case .notStartAfter: project.milestones[i].constraints.notStartAfter = date
    case .startOn: project.milestones[i].constraints.startOn = date
    case .projectFinish, .forecast: return nil
    }
    return project
  }

  // MARK: The kinds

  private mutating func postpone(_ binder: Explanation.Binder) {
    // A date to be met on the day pushes from below as well: to move it helps nothing.
    guard binder.kind != .startOn, binder.kind != .finishOn else { return }
    let days = least(in: 1...Remedies.furthest) { days in
      isFeasible(moved(binder, by: days).flatMap(planned))
    }
    guard let days else { return }
    let date = binder.date + days
    found.append(
      .postpone(
        binder, to: date,
        workingDays: builder.namedCalendar(subject).count(after: binder.date, through: date),
        othersInfeasible: othersInfeasible(moved(binder, by: days).flatMap(planned))))
  }

  private mutating func advance(_ binder: Explanation.Binder) {
    guard let slack = builder.plan.milestones[subject].totalSlack, slack > 0, binder.kind != .startOn,
      binder.kind != .finishOn
    else { return }
    let stays = least(in: -Remedies.furthest...0) { isFeasible(moved(binder, by: $0).flatMap(planned)) }
    guard let stays, stays < 0, stays > -Remedies.furthest else { return }
    let date = binder.date + stays
    found.append(
      .advance(
        binder, to: date, workingDays: builder.namedCalendar(subject).count(after: date, through: binder.date),
        othersInfeasible: othersInfeasible(moved(binder, by: stays).flatMap(planned))))
  }

  private mutating func shorten(among milestones: [Int]) {
    var seen: Set<Int> = []
    let work = milestones.filter { i in
      seen.insert(i).inserted && !builder.isFinished(i) && builder.isWork(i)
        && builder.network.nodes[i].duration > 1
    }
    let longest = work.enumerated().sorted {
      (-builder.network.nodes[$0.element].duration, $0.offset)
        < (-builder.network.nodes[$1.element].duration, $1.offset)
    }
    var count = 0
    for i in longest.prefix(Remedies.tries).map(\.element) where count < Remedies.most {
      let left = Int(builder.network.nodes[i].duration)
      guard let cut = least(in: 1...left - 1, { isFeasible(planned(cutting(i, by: $0))) }) else { continue }
      let unit = builder.project.milestones[i].duration.unit
      found.append(
        .shorten(
          builder.project.milestones[i].id, name: builder.project.milestones[i].name, from: Span(left, unit),
          to: Span(left - cut, unit), othersInfeasible: othersInfeasible(planned(cutting(i, by: cut)))))
      count += 1
    }
  }

  /// The predecessor whose finish drives it three days sooner, or as many as it has.
  private mutating func hurry(_ path: [Explanation.PathStep]) {
    guard path.count > 1, case .link(let link) = path[path.count - 1].driver,
      link.kind == .finishToStart || link.kind == .finishToFinish, let i = builder.indices[path[path.count - 2].id],
      !builder.isFinished(i), builder.isWork(i)
    else { return }
    let days = min(3, Int(builder.network.nodes[i].duration) - 1)
    guard days > 0, let plan = planned(cutting(i, by: days)) else { return }
    let (old, new) = (builder.plan.milestones[subject], plan.milestones[subject])
    let gain = builder.namedCalendar(subject).count(after: new.earliestFinish, through: old.earliestFinish)
    let milestone = builder.project.milestones[i]
    found.append(
      .hurry(
        milestone.id, name: milestone.name, by: Span(days, milestone.duration.unit), earliestStart: new.earliestStart,
        earliestFinish: new.earliestFinish, gain: gain))
  }

  private func cutting(_ i: Int, by days: Int) -> Project {
    var project = builder.project
    let left = Int(builder.network.nodes[i].duration) - days
    if builder.isStarted(i) {
      project.milestones[i].remaining = left
    } else {
      project.milestones[i].duration.amount = left
    }
    return project
  }
}
