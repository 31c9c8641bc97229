extension PlanDifference {
  /// For a person, line by line.
  package func lines(in language: Language) -> [String] {
    let words = PlanWords(language)
    if isEmpty { return [words.say("倒排计划没有变化。", "The plans are the same.")] }
    var lines: [String] = []
    for project in projects {
      lines.append(words.line(project))
      lines += project.milestones.map { "  " + words.line($0) }
    }
    return lines + ["", words.total(self)]
  }
}

extension PlanWords {
  fileprivate func line(_ project: PlanDifference.ProjectDifference) -> String {
    let name = [project.id.text, project.name].filter { !$0.isEmpty }.joined(separator: " ")
    switch project.presence {
    case .added: return say("＋ \(name)：新增项目", "+ \(name): new project")
    case .removed: return say("－ \(name)：删除项目", "- \(name): project removed")
    case .kept: break
    }
    var parts: [String] = []
    if let isFeasible = project.isFeasible {
      parts.append(isFeasible.new ? say("由不可行变为可行", "now feasible") : say("由可行变为不可行", "now INFEASIBLE"))
    }
    if let finish = project.finish { parts.append(moved(finish)) }
    if let slack = project.minSlack {
      parts.append(say("最小时差 ", "least slack ") + "\(number(slack.old)) → \(number(slack.new))")
    }
    if parts.isEmpty { parts = [say("节点有变化", "milestones changed")] }
    return name + say("：", ": ") + parts.joined(separator: say("；", "; "))
  }

  fileprivate func line(_ milestone: PlanDifference.MilestoneDifference) -> String {
    let name = named(milestone.id, milestone.name)
    var parts: [String] = []
    if milestone.presence != .kept {
      parts.append(milestone.presence == .added ? say("新增节点", "new") : say("删除节点", "removed"))
    }
    if let isFeasible = milestone.isFeasible {
      parts.append(isFeasible.new ? say("变为赶得上", "can be met now") : say("赶不上", "cannot be met"))
    }
    if let isFinished = milestone.isFinished {
      parts.append(isFinished.new ? say("已完成", "finished") : say("改为未完成", "no longer finished"))
    } else if let isCritical = milestone.isCritical {
      parts.append(isCritical.new ? say("变为关键", "now critical") : say("不再关键", "no longer critical"))
    }
    // The late dates of finished work are its actual ones: they say nothing more.
    let isLate = { (date: PlanDifference.DateChange) in date.field == .latestStart || date.field == .latestFinish }
    parts += moves(milestone.isFinished == nil ? milestone.dates : milestone.dates.filter { !isLate($0) })
    if let slack = milestone.totalSlack, milestone.isFinished == nil {
      parts.append(say("时差 ", "slack ") + "\(number(slack.old)) → \(number(slack.new))")
    }
    let sign =
      switch milestone.presence {
      case .added: say("＋ ", "+ ")
      case .removed: say("－ ", "- ")
      case .kept: ""
      }
    return sign + name + say("：", ": ") + parts.joined(separator: say("；", "; "))
  }

  private func number(_ slack: Int?) -> String { slack.map { String($0) } ?? say("无", "none") }

  /// A start and a finish that moved alike are told as one.
  private func moves(_ dates: [PlanDifference.DateChange]) -> [String] {
    var parts: [String] = []
    var rest = dates[...]
    while let first = rest.popFirst() {
      let pair = (first.field, rest.first?.field)
      let isPair = pair == (.latestStart, .latestFinish) || pair == (.earliestStart, .earliestFinish)
      guard isPair, let second = rest.first, second.workingDays == first.workingDays, first.workingDays != 0 else {
        parts.append(moved(first))
        continue
      }
      rest = rest.dropFirst()
      let name = first.field == .latestStart ? say("最迟日期", "latest dates") : say("最早日期", "earliest dates")
      parts.append(
        say(
          "\(name)\(way(first))，为 \(first.new) 至 \(second.new)", "\(name) \(way(first)): \(first.new) to \(second.new)")
      )
    }
    return parts
  }

  /// `最迟完成 2021-07-09 → 2021-07-16（后移 5 个工作日）`.
  private func moved(_ change: PlanDifference.DateChange) -> String {
    let field =
      switch change.field {
      case .projectFinish: say("完成期限", "finish")
      case .latestStart: say("最迟开始", "latest start")
      case .latestFinish: say("最迟完成", "latest finish")
      case .earliestStart: say("最早开始", "earliest start")
      case .earliestFinish: say("最早完成", "earliest finish")
      }
    return "\(field) \(change.old) → \(change.new)" + say("（\(way(change))）", " (\(way(change)))")
  }

  /// `后移 5 个工作日`.
  private func way(_ change: PlanDifference.DateChange) -> String {
    let days = abs(change.workingDays)
    let isLater = change.new > change.old
    return days == 0
      ? say("\(isLater ? "后移" : "提前")，其间无工作日", "\(isLater ? "later" : "earlier") by days off alone")
      : say(
        "\(isLater ? "后移" : "提前") \(workingDays(days))", "\(workingDays(days)) \(isLater ? "later" : "earlier")")
  }

  fileprivate func total(_ difference: PlanDifference) -> String {
    let milestones = difference.projects.flatMap(\.milestones)
    func count(_ gravity: PlanDifference.Gravity) -> Int { milestones.count { $0.gravity == gravity } }
    let projects = difference.projects.count
    return say(
      "共 \(projects) 个项目、\(milestones.count) 个节点有变化：新赶不上 \(count(.infeasible))，变为赶得上 \(count(.feasible))，"
        + "新增 \(milestones.count { $0.presence == .added })，删除 \(count(.removed))，完成 \(count(.finished))。",
      "\(projects) projects and \(milestones.count) milestones changed: \(count(.infeasible)) can no longer be met, "
        + "\(count(.feasible)) can be met again, \(milestones.count { $0.presence == .added }) new, "
        + "\(count(.removed)) removed, \(count(.finished)) finished.")
  }
}
