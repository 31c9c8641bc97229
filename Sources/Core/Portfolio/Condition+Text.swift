extension Condition: CustomStringConvertible {
  package var description: String {
    clauses.map(\.description).joined(separator: " and ") + (periods > 1 ? " for \(periods) periods" : "")
  }

  /// Reads what `description` writes; a comparison may also stand the other way round (`10pp <= lag`). Nil for
  /// anything else, and for bounds that leave nothing between them.
  package init?(_ text: some StringProtocol) {
    var words = Condition.words(text)
    var periods = 1
    if words.count > 3, let last = words.last, last == "periods" || last == "period", words[words.count - 3] == "for" {
      guard let count = Int(words[words.count - 2]), (1...Limits.conditionPeriods).contains(count) else { return nil }
      periods = count
      words.removeLast(3)
    }
    var clauses: [Clause] = []
    for part in words.split(separator: "and", omittingEmptySubsequences: false) {
      guard let clause = Clause(words: Array(part)) else { return nil }
      clauses.append(clause)
    }
    self.init(clauses, periods: periods)
  }

  /// Signs of comparison are words of their own, with or without blanks round them.
  private static func words(_ text: some StringProtocol) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSign = false
    for character in text {
      let isSign = "<>=≤≥".contains(character)
      if character.isWhitespace || isSign != wasSign, !word.isEmpty {
        words.append(word)
        word = ""
      }
      if !character.isWhitespace { word.append(character) }
      wasSign = isSign
    }
    return word.isEmpty ? words : words + [word]
  }
}

extension Condition.Clause: CustomStringConvertible {
  package var description: String {
    switch self {
    case .compare(let measure, let lower, let upper): Self.text(measure, lower, upper)
    case .stale(let span): "report stale \(span)"
    case .sameText(times: 2): "same text twice"
    case .sameText(let times): "same text \(times) times"
    case .notStarted: "not started"
    case .notFinished: "not finished"
    }
  }

  private static func text(
    _ measure: Condition.Measure, _ lower: Condition.Bound?, _ upper: Condition.Bound?
  ) -> String {
    let above = upper.map { " \($0.isInclusive ? "<=" : "<") \(measure.text($0.value))" } ?? ""
    guard let lower else { return measure.rawValue + above }
    if upper == nil { return "\(measure.rawValue) \(lower.isInclusive ? ">=" : ">") \(measure.text(lower.value))" }
    return "\(measure.text(lower.value)) \(lower.isInclusive ? "<=" : "<") \(measure.rawValue)\(above)"
  }

  init?(words: [String]) {
    switch words.count {
    case 2 where words == ["not", "started"]: self = .notStarted
    case 2 where words == ["not", "finished"]: self = .notFinished
    case 3 where words[0] == "report" && words[1] == "stale":
      guard let span = Span(words[2]), span.amount > 0, [.days, .workingDays, .months].contains(span.unit)
      else { return nil }
      self = .stale(span)
    case 3 where words == ["same", "text", "twice"]: self = .sameText(times: 2)
    case 4 where words[0] == "same" && words[1] == "text" && words[3] == "times":
      guard let times = Int(words[2]), (3...Limits.conditionPeriods).contains(times) else { return nil }
      self = .sameText(times: times)
    case 3, 5: self.init(comparison: words)
    default: return nil
    }
  }

  private init?(comparison words: [String]) {
    let isLeading = Condition.Measure(rawValue: words[0]) != nil
    guard let measure = Condition.Measure(rawValue: isLeading ? words[0] : words[2]), !isLeading || words.count == 3
    else { return nil }
    var bounds: (lower: Condition.Bound?, upper: Condition.Bound?)
    func take(_ sign: String, _ text: String, isFlipped: Bool) -> Bool {
      guard let value = measure.value(text) else { return false }
      let isInclusive = sign.count == 2 || sign == "≤" || sign == "≥"
      switch sign {
      case ">", ">=", "≥", "<", "<=", "≤":
        let isUpper = sign.hasPrefix("<") || sign == "≤"
        let bound = Condition.Bound(value, isInclusive: isInclusive)
        if isUpper != isFlipped {
          if bounds.upper != nil { return false }
          bounds.upper = bound
        } else {
          if bounds.lower != nil { return false }
          bounds.lower = bound
        }
        return true
      default: return false
      }
    }
    if isLeading {
      guard take(words[1], words[2], isFlipped: false) else { return nil }
    } else {
      guard take(words[1], words[0], isFlipped: true) else { return nil }
      if words.count == 5, !take(words[3], words[4], isFlipped: false) { return nil }
    }
    if let lower = bounds.lower, let upper = bounds.upper {
      guard lower.value < upper.value || lower.value == upper.value && lower.isInclusive && upper.isInclusive
      else { return nil }
    }
    self = .compare(measure, lower: bounds.lower, upper: bounds.upper)
  }
}
