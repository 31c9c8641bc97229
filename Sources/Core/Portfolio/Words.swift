// What people read for the words that files and JSON use. Letters and the operator's tool take them from here.

extension Role {
  package func words(in language: Language) -> String {
    switch (self, language) {
    case (.leader, .zh): "分包领导"
    case (.leader, .en): "leader"
    case (.owner, .zh): "责任人"
    case (.owner, .en): "owner"
    case (.lead, .zh): "牵头单位"
    case (.lead, .en): "lead unit"
    case (.support, .zh): "配合单位"
    case (.support, .en): "supporting unit"
    }
  }
}

extension Channel {
  package func words(in language: Language) -> String {
    switch (self, language) {
    case (.journal, .zh): "流水"
    case (.journal, .en): "journal"
    case (.email, .zh): "邮件"
    case (.email, .en): "e-mail"
    case (.webhook, _): "webhook"
    }
  }
}

extension Duty.Kind {
  package func words(in language: Language) -> String {
    switch (self, language) {
    case (.start, .zh): "节点最迟开始"
    case (.start, .en): "latest start"
    case (.finish, .zh): "节点最迟完成"
    case (.finish, .en): "latest finish"
    case (.responsibility, .zh): "责任分工"
    case (.responsibility, .en): "responsibility"
    case (.report, .zh): "定期上报"
    case (.report, .en): "report"
    case (.progress, .zh): "进度"
    case (.progress, .en): "progress"
    case (.quota, .zh): "任务指标"
    case (.quota, .en): "quota"
    case (.silence, .zh): "静默到期"
    case (.silence, .en): "end of a silence"
    }
  }
}

extension Span {
  /// `5个工作日`; in English as it is written.
  package func words(in language: Language) -> String {
    guard language == .zh else { return description }
    let name =
      switch unit {
      case .seconds: "秒"
      case .minutes: "分钟"
      case .hours: "小时"
      case .workingHours: "个工作小时"
      case .days: "天"
      case .workingDays: "个工作日"
      case .months: "个月"
      }
    return "\(amount)\(name)"
  }
}

extension Trigger {
  /// `逾期满7天`, `L1级文书发出后3个工作日未签收`; in English as it is written.
  package func words(in language: Language) -> String {
    guard language == .zh else { return description }
    return switch self {
    case .due(let span) where span.amount == 0: "到期当日"
    case .due(let span) where span.amount < 0: "到期前\((-span).words(in: .zh))"
    case .due(let span): "逾期满\(span.words(in: .zh))"
    case .unanswered(let span, let level): "\(level.map { "\($0)级" } ?? "上一级")文书发出后\(span.words(in: .zh))未签收"
    case .late(let span): "逾期超过\(span.words(in: .zh))"
    case .unresolved(let span, let level): "\(level.map { "\($0)级" } ?? "上一级")文书发出后\(span.words(in: .zh))未办结"
    case .condition(let condition): condition.words
    case .level(let level, let periods): "连续\(periods)期\(level)级"
    case .promiseBroken: "承诺的日期已过，仍未完成"
    case .window(.opens): "开始填报"
    case .window(.reminds): "填报即将截止"
    case .window(.locks): "填报已截止，仍未上报"
    }
  }
}

extension Condition {
  /// `连续2期落后时序进度10个百分点以上（含）`.
  fileprivate var words: String {
    (periods > 1 ? "连续\(periods)期" : "") + clauses.map(\.words).joined(separator: "且")
  }
}

extension Condition.Clause {
  fileprivate var words: String {
    switch self {
    case .compare(let measure, let lower, let upper):
      let bounds = [lower.map { ("高于", "不低于", $0) }, upper.map { ("低于", "不高于", $0) }].compactMap { $0 }
      return measure.words
        + bounds.map { without, with, bound in (bound.isInclusive ? with : without) + measure.text(bound.value) }
        .joined(separator: "、").replacing("pp", with: "个百分点")
    case .stale(let span): return "\(span.words(in: .zh))没有上报"
    case .sameText(let times): return "连续\(times)次上报内容相同"
    case .notStarted: return "应开工而未开工"
    case .notFinished: return "应完工而未完工"
    }
  }
}

extension Condition.Measure {
  fileprivate var words: String {
    switch self {
    case .lag: "落后时序进度"
    case .ratio: "完成时序进度的比例"
    case .gain: "本期新增进度"
    case .investment: "总投资"
    }
  }
}
