/// What makes a rung fire.
package enum Trigger: Hashable, Sendable {
  /// `due`, `due - 30d`, `due + 3wd`.
  case due(Span)
  /// `L1 unanswered 3wd`: so long after level L1 was raised without an answer; `unanswered 3wd`: any lower level.
  case unanswered(Span, level: String?)
  /// `promise broken`: the day promised in an answer is over and the duty is not done.
  case promiseBroken
}

extension Trigger: CustomStringConvertible {
  package var description: String {
    switch self {
    case .due(let span) where span.amount == 0: "due"
    case .due(let span): "due \(span.amount < 0 ? "-" : "+") \(Span(abs(span.amount), span.unit))"
    case .unanswered(let span, level: nil): "unanswered \(span)"
    case .unanswered(let span, level: let level?): "\(level) unanswered \(span)"
    case .promiseBroken: "promise broken"
    }
  }

  /// Reads one trigger; blanks around `+` and `-` are free. Nil for anything else.
  package init?(_ text: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    if words == ["promise", "broken"] {
      self = .promiseBroken
      return
    }
    if let at = words.firstIndex(of: "unanswered") {
      guard at <= 1, words.count == at + 2, let span = Span(words[at + 1]), span.amount > 0 else { return nil }
      self = .unanswered(span, level: at == 1 ? words[0] : nil)
      return
    }
    // Blanks stand round the sign only: `due - 3 0d` is a slip, not thirty days.
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
