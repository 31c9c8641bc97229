import Core

extension MSProjectReader {
  func links(_ task: MSProjectTask, among tasks: [Int: MSProjectTask], _ dropped: Set<Int>) -> [Dependency] {
    var links: [Dependency] = []
    for (position, node) in task.node.children("PredecessorLink").enumerated() {
      guard let uid = number(node, "PredecessorUID", in: 0...Int(Int32.max)) else { continue }
      if flag(node, "CrossProject") == true || dropped.contains(uid) {
        leftOut(node, task, "its predecessor \(uid) is not part of this plan")
        continue
      }
      guard let source = tasks[uid] else {
        findings.error(
          "mspdi.unknownPredecessor", "The predecessor \(uid) of the task \(task.title) is not in the file.",
          at: node.place(of: "PredecessorUID"))
        continue
      }
      let type = number(node, "Type", in: 0...3) ?? 1
      guard let kind = MSProjectCode.linkKinds[type].flatMap({ Dependency.Kind(rawValue: $0) }) else { continue }
      if source.isSummary, kind == .startToStart || kind == .startToFinish {
        leftOut(node, task, "\(kind.rawValue) from the summary \(source.title) has no unique backward plan")
        continue
      }
      if task.isSummary, kind == .finishToFinish || kind == .startToFinish {
        leftOut(node, task, "\(kind.rawValue) to a summary has no unique backward plan")
        continue
      }
      let (lag, calendar) = lag(node, from: source, to: task, position)
      links.append(Dependency(on: source.id, kind: kind, lag: lag, lagCalendar: calendar, place: node.place))
    }
    return links
  }

  private func leftOut(_ node: XMLNode, _ task: MSProjectTask, _ reason: String) {
    findings.warning(
      "mspdi.linkLeftOut", "A link to the task \(task.title) was left out: \(reason).", at: node.place)
  }

  /// Tenths of a minute, whatever the format says of its unit, or a percentage of the predecessor's duration. Working
  /// time is that of the successor's calendar.
  private func lag(
    _ node: XMLNode, from source: MSProjectTask, to task: MSProjectTask, _ position: Int
  ) -> (Span, Dependency.LagCalendar) {
    guard let amount = number(node, "LinkLag", in: -2_000_000_000...2_000_000_000), amount != 0 else {
      return (Span(0, .workingDays), .project)
    }
    let format = number(node, "LagFormat", in: 0...100) ?? MSProjectCode.days
    let isElapsed = MSProjectCode.isElapsed(format)
    let exact: Double
    if MSProjectCode.isPercent(format) {
      exact = Double(amount) / 100 * Double(source.duration.amount)
    } else {
      exact = Double(amount) / 10 / Double(isElapsed ? 1440 : task.hours.minutes)
    }
    let days = exact.rounded(.up)
    if days != exact {
      findings.warning(
        "mspdi.rounded",
        "The lag from \(source.title) to \(task.title) is no whole number of days; it was rounded up to \(Int(days)).",
        at: node.place(of: "LinkLag"))
    }
    let span = Span(Int(max(-1_000_000, min(1_000_000, days))), isElapsed ? .days : .workingDays)
    if isElapsed { return (span, .elapsed) }
    // A task in elapsed days has a calendar of every day here, but its lags are in working time.
    if let own = ownLagCalendar(task, source, position) { return (span, own) }
    if task.duration.unit == .days, task.duration.amount > 0 {
      return (span, .named(task.calendar ?? project.calendar))
    }
    return (span, .successor)
  }

  /// As our own export says it: `lag.0.12=project` for the first link, from the task 12.
  private func ownLagCalendar(
    _ task: MSProjectTask, _ source: MSProjectTask, _ position: Int
  ) -> Dependency.LagCalendar? {
    switch task.rules["lag.\(position).\(source.uid)"] {
    case "project": .project
    case "predecessor": .predecessor
    case "successor": .successor
    case let uid?: Int(uid).flatMap { calendars[$0] }.map { .named($0.id) }
    case nil: nil
    }
  }
}
