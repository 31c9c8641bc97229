/// What makes a rung fire.
package enum Trigger: Hashable, Sendable {
  /// `due`, `due - 30d`, `due + 3wd`.
  case due(Span)
  /// `late > 2mo`: on the first day past `due + 2mo`, its edge left out.
  case late(Span)
  /// `L1 unanswered 3wd`: so long after level L1 was raised without an answer; `unanswered 3wd`: any lower level.
  case unanswered(Span, level: String?)
  /// `L1 unresolved 5wd`: so long after level L1 was raised, answered or not, and the duty is not done.
  case unresolved(Span, level: String?)
  /// `promise broken`: the day promised in an answer is over and the duty is not done.
  case promiseBroken
  /// `opens`, `reminds`, `locks`: by the reporting window of the duty.
  case window(ReportingWindow.Edge)
  /// `lag >= 10pp for 2 periods`: judged when a period of the policy is assessed.
  case condition(Condition)
  /// `L1 for 2 periods`: level L1 was the highest whose own conditions held, in so many periods running.
  case level(String, periods: Int)
}

extension Trigger {
  /// It is judged of a period, not of a date.
  package var isOfPeriod: Bool {
    switch self {
    case .condition, .level: true
    case .due, .late, .unanswered, .unresolved, .promiseBroken, .window: false
    }
  }
}

extension Trigger {
  /// It speaks in time, of a date that is still to come: a reminder, which no start level passes over.
  package var isReminder: Bool {
    switch self {
    case .due(let span): span.amount <= 0
    case .window(let edge): edge != .locks
    case .late, .unanswered, .unresolved, .promiseBroken, .condition, .level: false
    }
  }
}

extension Trigger: CustomStringConvertible {
  package var description: String {
    switch self {
    case .due(let span) where span.amount == 0: "due"
    case .due(let span): "due \(span.amount < 0 ? "-" : "+") \(Span(abs(span.amount), span.unit))"
    case .late(let span): "late > \(span)"
    case .unanswered(let span, let level): "\(level.map { "\($0) " } ?? "")unanswered \(span)"
    case .unresolved(let span, let level): "\(level.map { "\($0) " } ?? "")unresolved \(span)"
    case .promiseBroken: "promise broken"
    case .window(let edge): edge.rawValue
    case .condition(let condition): "\(condition)"
    case .level(let level, let periods): "\(level) for \(periods) periods"
    }
  }

  /// Reads one trigger; blanks around `+` and `-` are free. Nil for anything else.
  package init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if words == ["promise", "broken"] {
      self = .promiseBroken
      return
    }
    if words.count == 1, let edge = ReportingWindow.Edge(rawValue: words[0]) {
      self = .window(edge)
      return
    }
    if let at = words.firstIndex(where: { $0 == "unanswered" || $0 == "unresolved" }) {
      guard at <= 1, words.count == at + 2, let span = Span(words[at + 1]), span.amount > 0 else { return nil }
      let level = at == 1 ? words[0] : nil
      self = words[at] == "unanswered" ? .unanswered(span, level: level) : .unresolved(span, level: level)
      return
    }
    if words.first == "due" || text.contains(where: { "+-".contains($0) }) && words.first?.hasPrefix("due") == true {
      self.init(due: text)
      return
    }
    if words.count == 3, words[0] == "late", words[1] == ">" {
      guard let span = Span(words[2]), span.amount > 0, [.days, .workingDays, .months].contains(span.unit)
      else { return nil }
      self = .late(span)
      return
    }
    if words.count == 4, words[1] == "for", words[3] == "periods" {
      guard let periods = Int(words[2]), (2...Limits.conditionPeriods).contains(periods) else { return nil }
      self = .level(words[0], periods: periods)
      return
    }
    guard let condition = Condition(text) else { return nil }
    self = .condition(condition)
  }

  /// `due - 30`: its sign and its number, for want of a unit.
  package static func unitless(_ text: String) -> (sign: Character, amount: Int)? {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "+" || $0 == "-" }
      .map { $0.split(whereSeparator: \.isWhitespace) }
    guard parts.count == 2, parts[0] == ["due"], parts[1].count == 1, let amount = Int(parts[1][0]), amount >= 0,
      parts[1][0].allSatisfy(\.isNumber)
    else { return nil }
    return (text.contains("-") ? "-" : "+", amount)
  }

  /// Blanks stand round the sign only: `due - 3 0d` is a slip, not thirty days.
  private init?(due text: String) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "+" || $0 == "-" }
      .map { $0.split(whereSeparator: \.isWhitespace) }
    guard parts[0] == ["due"] else { return nil }
    if parts.count == 1 {
      self = .due(Span(0, .days))
      return
    }
    guard parts[1].count == 1, parts[1][0].first?.isNumber == true, let span = Span(parts[1][0]) else { return nil }
    self = .due(text.contains("-") ? -span : span)
  }
}
