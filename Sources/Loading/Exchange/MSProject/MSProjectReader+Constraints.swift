import Core

extension MSProjectReader {
  /// What a task may carry beside its type of constraint and its deadline, in our own field.
  static var ownDates: [(key: String, path: WritableKeyPath<Constraints, CivilDate?>)] {
    [
      ("notStartBefore", \.notStartBefore), ("notStartAfter", \.notStartAfter),
      ("notFinishBefore", \.notFinishBefore), ("notFinishAfter", \.notFinishAfter), ("startOn", \.startOn),
      ("finishOn", \.finishOn),
    ]
  }

  func constraints(_ task: MSProjectTask, kind: Milestone.Kind) -> Constraints {
    let isPoint = task.duration.amount == 0
    // A milestone is one instant: what its kind is, its dates are.
    func start(_ time: StoredTime) -> CivilDate {
      isPoint ? point(time, kind, task) : task.hours.startDay(time)
    }
    func finish(_ time: StoredTime) -> CivilDate {
      isPoint ? point(time, kind, task) : task.hours.finishDay(time)
    }
    var constraints = Constraints()
    constraints.deadline = time(task.node, "Deadline").map(finish)
    for (key, path) in MSProjectReader.ownDates {
      constraints[keyPath: path] = task.rules[key].flatMap { CivilDate(iso: $0) }
    }
    if flag(task.node, "Manual") == true {
      guard let time = time(task.node, "Start") else {
        findings.warning(
          "mspdi.manual", "The task \(task.title) is scheduled by hand and has no start: its links alone place it.",
          at: task.node.place)
        return constraints
      }
      constraints.startOn = start(time)
      findings.warning(
        "mspdi.manual",
        "The task \(task.title) is scheduled by hand: it starts on \(start(time)), but its links bind it too.",
        at: task.node.place)
      return constraints
    }
    let type = number(task.node, "ConstraintType", in: 0...7) ?? 0
    guard type > 1 else {
      if type == 1, startsFromStart {
        findings.warning(
          "mspdi.asLateAsPossible",
          "The task \(task.title) is to be done as late as possible: its late dates say when, its early ones stay.",
          at: task.node.place(of: "ConstraintType"))
      }
      return constraints
    }
    guard let time = time(task.node, "ConstraintDate") else {
      findings.warning(
        "mspdi.constraint", "The constraint of the task \(task.title) has no date and was left out.",
        at: task.node.place(of: "ConstraintType"))
      return constraints
    }
    switch type {
    case 2: constraints.startOn = start(time)
    case 3: constraints.finishOn = finish(time)
    case 4: constraints.notStartBefore = start(time)
    case 5: constraints.notStartAfter = start(time)
    case 6: constraints.notFinishBefore = finish(time)
    default: constraints.notFinishAfter = finish(time)
    }
    return constraints
  }

  private func point(_ time: StoredTime, _ kind: Milestone.Kind, _ task: MSProjectTask) -> CivilDate {
    switch kind {
    case .start: task.hours.startDay(time)
    case .finish: task.hours.finishDay(time)
    case .auto: time.date
    }
  }

  /// A summary is bound by an earliest start, a latest finish and a deadline; nothing else has one meaning for it.
  func summaryConstraints(_ task: MSProjectTask) -> Constraints {
    var constraints = Constraints()
    constraints.deadline = time(task.node, "Deadline").map { task.hours.finishDay($0) }
    constraints.notStartBefore = task.rules["notStartBefore"].flatMap { CivilDate(iso: $0) }
    constraints.notFinishAfter = task.rules["notFinishAfter"].flatMap { CivilDate(iso: $0) }
    let time = time(task.node, "ConstraintDate")
    switch (number(task.node, "ConstraintType", in: 0...7) ?? 0, time) {
    case (0, _), (1, _): break
    case (4, let time?): constraints.notStartBefore = task.hours.startDay(time)
    case (7, let time?): constraints.notFinishAfter = task.hours.finishDay(time)
    default:
      findings.warning(
        "mspdi.constraint", "The constraint of the summary \(task.title) was left out.",
        at: task.node.place(of: "ConstraintType"))
    }
    return constraints
  }
}
