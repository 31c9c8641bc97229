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
    case .promiseBroken: "承诺的日期已过，仍未完成"
    }
  }
}
