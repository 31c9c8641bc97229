extension PlanWords {
  // MARK: How it stands

  func standing(_ explanation: Explanation) -> String {
    if case .finished(let date) = explanation.condition {
      return say(
        "已于 \(day(date)) 完成，不再约束前面的节点，也没有时差。",
        "Finished on \(day(date)): it binds no predecessor any more and has no slack.")
    }
    return [must(explanation), outlook(explanation), slack(explanation)].joined(separator: say("；", "; "))
      + say("。", ".")
  }

  private func must(_ explanation: Explanation) -> String {
    let own = explanation.milestone
    let (start, finish) = (day(own.latestStart), day(own.latestFinish))
    if explanation.isPoint { return due(finish, explanation.condition) }
    switch explanation.condition {
    case .finished: return ""
    case .overdue(let days):
      let state = explanation.isStarted ? "" : say("尚未开始，", "Has not started. ")
      return state + say("最迟须于 \(finish) 完成，", "Must have been finished by \(finish), ")
        + passed(days, say("已逾期 \(workingDays(days))", "overdue by \(workingDays(days))"))
    case .startPassed(let days):
      return say("必须在 \(start) 开始，", "Must have started on \(start), ")
        + passed(days, say("已过 \(workingDays(days))", "\(workingDays(days)) ago"))
    case .startsToday: return say("今天必须开始，\(finish) 前完成", "Must start today and be finished by \(finish)")
    case .startsIn(let days):
      return say(
        "最迟 \(start) 开始（还有 \(workingDays(days))），\(finish) 完成",
        "Must start by \(start) (in \(workingDays(days))) and finish by \(finish)")
    case .finishesIn(0): return say("已开始，今天必须完成", "Has started and must be finished today")
    case .finishesIn(let days):
      return say(
        "已开始，最迟 \(finish) 完成（还有 \(workingDays(days))）",
        "Has started and must be finished by \(finish) (in \(workingDays(days)))")
    }
  }

  /// The same of a point in time, which neither starts nor is worked on.
  private func due(_ date: String, _ condition: Explanation.Condition) -> String {
    switch condition {
    case .overdue(let days), .startPassed(let days):
      say("最迟须于 \(date)，", "Was due on \(date), ")
        + passed(days, say("已逾期 \(workingDays(days))", "overdue by \(workingDays(days))"))
    case .startsIn(let days), .finishesIn(let days):
      say("最迟 \(date)（还有 \(workingDays(days))）", "Due by \(date) (in \(workingDays(days)))")
    case .startsToday, .finished: say("今天到期（\(date)）", "Due today, \(date)")
    }
  }

  private func passed(_ days: Int, _ words: String) -> String {
    days == 0 ? say("已过期（其后尚无工作日）", "which is past (no working day since)") : words
  }

  private func outlook(_ explanation: Explanation) -> String {
    let own = explanation.milestone
    return explanation.isStarted || own.earliestStart == own.earliestFinish
      ? say(
        "最早 \(day(own.earliestFinish))\(explanation.isPoint ? "" : " 完成")",
        "can be finished on \(day(own.earliestFinish)) at the earliest")
      : say(
        "最早 \(own.earliestStart) 至 \(day(own.earliestFinish))",
        "can be done \(own.earliestStart) to \(day(own.earliestFinish)) at the earliest")
  }

  private func slack(_ explanation: Explanation) -> String {
    let own = explanation.milestone
    let slack = own.totalSlack ?? 0
    if slack < 0 {
      return say("时差 \(slack)：比最迟日期晚 \(workingDays(-slack))", "slack \(slack): \(workingDays(-slack)) late")
    }
    if own.flags.contains(.infeasible) {
      return say("时差 \(slack)，但按日期赶不上", "slack \(slack), yet its dates cannot be met")
    }
    if slack == 0 { return say("没有时差：晚一天，终点就晚", "no slack: a day lost here is lost at the end") }
    return say(
      "时差 \(workingDays(slack))：晚这么多也不影响终点", "slack \(workingDays(slack)): so much can be lost without harm to the end")
  }

  func warnings(_ flags: PlanFlags) -> [String] {
    var lines: [String] = []
    if flags.contains(.constraintConflict) {
      lines.append(say("注意：前面的工作使它守不住自己的约束日期。", "Note: the work before it breaks a date of its own."))
    }
    if flags.contains(.progressWithoutStart) {
      lines.append(say("注意：填了进度却没有实际开始日期，按未开始计算。", "Note: progress without an actual start counts as not started."))
    }
    if flags.contains(.completeWithoutFinish) {
      lines.append(say("注意：已无剩余工作却没有实际完成日期。", "Note: nothing is left to do, yet there is no actual finish."))
    }
    if flags.contains(.actualInFuture) {
      lines.append(say("注意：实际日期晚于统计日期。", "Note: an actual date lies after the status date."))
    }
    return lines
  }

  // MARK: Steps

  func late(_ step: Explanation.Step) -> String {
    let provisional = step.isProvisional ? say("（暂定）", " (provisional)") : ""
    let name = named(step.id, step.name)
    let length: String
    if let left = step.remaining {
      length = say("剩余 ", "") + span(Span(left, step.duration?.unit ?? .workingDays)) + say("", " left")
    } else if let duration = step.duration, step.isStatutory {
      length = say("法定期限 \(span(duration))（受理当日不计）", "\(span(duration)) by law, the day of acceptance not counted")
    } else if let duration = step.duration {
      length = duration.amount == 0 ? say("时点", "a point in time") : span(duration)
    } else {
      length = say("分部", "a summary")
    }
    if step.duration?.amount == 0 {
      return say(
        "\(name)：最迟 \(day(step.latestFinish))\(provisional)，\(length)",
        "\(name): by \(day(step.latestFinish))\(provisional), \(length)")
    }
    if step.remaining != nil {
      return say(
        "\(name)：最迟 \(day(step.latestFinish)) 完成\(provisional)，\(length)",
        "\(name): finished by \(day(step.latestFinish))\(provisional), \(length)")
    }
    return say(
      "\(name)：最迟 \(day(step.latestStart)) 开始、\(day(step.latestFinish)) 完成\(provisional)，\(length)",
      "\(name): start by \(day(step.latestStart)), finish by \(day(step.latestFinish))\(provisional), \(length)")
  }

  func end(_ binder: Explanation.Binder, of last: Explanation.Step?) -> String {
    var text = date(binder)
    let isFinish = binder.kind != .notStartAfter && binder.kind != .startOn && binder.kind != .forecast
    if isFinish, let last, last.duration != nil, last.latestFinish < binder.date {
      text += say("，逢休息日，提前到 \(last.latestFinish)", "; that is a day off: \(last.latestFinish)")
    }
    return text
  }

  func date(_ binder: Explanation.Binder) -> String {
    let date = day(binder.date)
    let owner = binder.owner?.text ?? ""
    switch binder.kind {
    case .projectFinish: return say("项目完成期限 \(date)", "the project's finish, \(date)")
    case .deadline: return say("\(owner) 的期限 \(date)", "the deadline of \(owner), \(date)")
    case .notFinishAfter: return say("\(owner) 不得晚于 \(date) 完成", "\(owner) is not to finish after \(date)")
    case .finishOn: return say("\(owner) 须于 \(date) 完成", "\(owner) is to finish on \(date)")
    case .notStartAfter: return say("\(owner) 不得晚于 \(date) 开始", "\(owner) is not to start after \(date)")
    case .startOn: return say("\(owner) 须于 \(date) 开始", "\(owner) is to start on \(date)")
    case .forecast:
      return say("台账没有完成期限：以最早可能完成的 \(date) 为终点", "the ledger gives no end: the forecast, \(date)")
    }
  }

  func early(_ step: Explanation.PathStep) -> String {
    let name = named(step.id, step.name)
    let (start, finish) = (step.earliestStart, day(step.earliestFinish))
    if step.isFinished { return say("\(name)：已于 \(finish) 完成", "\(name): finished on \(finish)") }
    if step.isStarted {
      return say(
        "\(name)：\(start) 已开始，最早 \(finish) 完成", "\(name): started on \(start), finish \(finish) at the earliest")
    }
    return start == step.earliestFinish
      ? say("\(name)：最早 \(finish)", "\(name): \(finish) at the earliest")
      : say("\(name)：最早 \(start) 至 \(finish)", "\(name): \(start) to \(finish) at the earliest")
  }

  func driver(_ step: Explanation.PathStep, before: MilestoneID?) -> String? {
    switch step.driver {
    case .recorded: return nil
    case .statusDate(let date):
      return say(
        "从统计日期 \(date) 排起：没做的工作不能排在此前", "from the status date \(date) on: what is not done cannot be done before")
    case .projectStart(let date): return say("项目 \(date) 才开始", "the project starts on \(date)")
    case .actualStart(let date): return say("填报的实际开始日期是 \(date)", "its recorded start is \(date)")
    case .notStartBefore(let date, let owner):
      return say("\(owner) 不得早于 \(date) 开始", "\(owner) is not to start before \(date)")
    case .startOn(let date): return say("须于 \(date) 开始", "it is to start on \(date)")
    case .notFinishBefore(let date): return say("不得早于 \(date) 完成", "it is not to finish before \(date)")
    case .finishOn(let date): return say("须于 \(date) 完成", "it is to finish on \(date)")
    case .link(let link): return before.map { sentence(link, from: $0, to: step.id) }
    case .child: return before.map { say("取决于其中的 \($0)", "as its part \($0) does") }
    }
  }

  // MARK: What would change it

  func remedy(_ remedy: Explanation.Remedy, started: Set<MilestoneID>) -> String {
    switch remedy {
    case .postpone(let binder, let to, let count, let others):
      return say(
        "\(moving(binder))由 \(binder.date) 后移到 \(day(to))（\(workingDays(count))），本节点就赶得上",
        "with \(moving(binder)) moved back to \(day(to)) (\(workingDays(count))) it can be met") + rest(others)
    case .shorten(let id, let name, let from, let to, let others):
      let what = started.contains(id) ? say("的剩余工作", ", what is left of it,") : ""
      return say(
        "\(named(id, name))\(what)由 \(span(from))压缩到 \(span(to))，本节点就赶得上",
        "with \(named(id, name))\(what) cut from \(span(from)) to \(span(to)) it can be met") + rest(others)
    case .advance(let binder, let to, let count, let others):
      return say(
        "\(moving(binder))可由 \(binder.date) 提前到 \(day(to))（\(workingDays(count))），本节点仍赶得上",
        "\(moving(binder)) could move forward to \(day(to)) (\(workingDays(count))) and it could still be met")
        + rest(others)
    case .hurry(let id, let name, let by, let start, let finish, let gain):
      if gain <= 0 {
        return say(
          "\(named(id, name)) 提前 \(span(by))完成，本节点的最早日期不变：另有制约",
          "\(named(id, name)) done \(span(by)) sooner would not help: something else holds it")
      }
      let dates = start == finish ? day(finish) : "\(start)\(say(" 至 ", " to "))\(day(finish))"
      return say(
        "\(named(id, name)) 提前 \(span(by))完成，本节点最早可提前 \(workingDays(gain))：\(dates)",
        "\(named(id, name)) done \(span(by)) sooner lets it be \(workingDays(gain)) sooner: \(dates)")
    }
  }

  private func moving(_ binder: Explanation.Binder) -> String {
    let owner = binder.owner?.text ?? ""
    switch binder.kind {
    case .projectFinish: return say("项目完成期限", "the project's finish of \(binder.date)")
    case .deadline: return say("\(owner) 的期限", "the deadline of \(owner), \(binder.date),")
    case .forecast: return say("终点", "the end of \(binder.date)")
    case .notFinishAfter, .finishOn: return say("\(owner) 的完成约束", "the finish date of \(owner), \(binder.date),")
    case .notStartAfter, .startOn: return say("\(owner) 的开始约束", "the start date of \(owner), \(binder.date),")
    }
  }

  private func rest(_ count: Int) -> String {
    if count == 0 { return say("，全项目可行", ", and so can all of the project") }
    return say(
      "（但另有 \(count) 个节点赶不上）", count == 1 ? " (1 other milestone cannot)" : " (\(count) other milestones cannot)")
  }
}
