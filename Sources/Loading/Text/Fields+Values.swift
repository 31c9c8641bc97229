import Core

extension Fields {
  /// One of the raw values of an enumeration.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(_ key: String, _ type: Choice.Type = Choice.self)
    -> Choice?
  {
    element(key).flatMap { choice(of: $0, key, type) }
  }

  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    of element: Element, _ key: String, _ type: Choice.Type = Choice.self
  ) -> Choice? {
    guard let text = text(of: element, key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    findings.error(
      "value.choice", "\"\(key)\" is \"\(shortened(text))\"; expected one of \(names.joined(separator: ", ")).",
      at: element.place, nearest: nearestName(to: text, among: names))
    return nil
  }

  func date(_ key: String) -> CivilDate? { element(key).flatMap { date(of: $0, key) } }

  /// `2026-02-14`; where another spelling is meant, the error says how to write it.
  func date(of element: Element, _ key: String) -> CivilDate? {
    guard let text = text(of: element, key) else { return nil }
    if let date = CivilDate(iso: text) { return date }
    let meant = LooseDate(text, edge: .end, year: nil)?.date.description
    findings.error(
      "value.date", "\"\(key)\" is \"\(shortened(text))\"; expected a date that exists, as 2026-02-14.",
      at: element.place, nearest: meant)
    return nil
  }

  func time(_ key: String) -> TimeOfDay? {
    value(key, expected: "a time such as \"08:30\"", code: "value.time") { TimeOfDay($0) }
  }

  func flag(_ key: String) -> Bool? {
    value(key, expected: "true or false", code: "value.flag") {
      switch $0.lowercased() {
      case "true", "yes", "是": true
      case "false", "no", "否": false
      default: nil
      }
    }
  }

  func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
    value(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", code: "value.number") {
      wholeNumber($0).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A span of one of `units`, at least `minimum` of them.
  func span(_ key: String, units: [Span.Unit], minimum: Int = 0) -> Span? {
    element(key).flatMap { span(of: $0, key, units: units, minimum: minimum) }
  }

  /// A bare number other than 0 is refused with what to write: nobody should have to guess which days are meant.
  func span(of element: Element, _ key: String, units: [Span.Unit], minimum: Int = 0) -> Span? {
    guard let text = text(of: element, key) else { return nil }
    if text == "0", minimum <= 0 { return Span(0, units.contains(.days) ? .days : units[0]) }
    let examples = units.map { example($0) }.joined(separator: ", ")
    func fail(_ message: String, _ nearest: String? = nil) {
      findings.error("value.span", message, at: element.place, nearest: nearest)
    }
    if let bare = Int(text) {
      let choices = units.map { "\(bare)\($0.rawValue) (\(unitName($0)))" }.joined(separator: " or ")
      fail("\"\(key)\" is \(text) without a unit; write \(choices).")
      return nil
    }
    guard let span = Span(text) else {
      let isFraction = text.contains(".") && (text.first?.isNumber ?? false)
      fail(
        isFraction
          ? "\"\(key)\" is \"\(shortened(text))\"; fractions are refused, expected whole numbers such as \(examples)."
          : "\"\(key)\" is \"\(shortened(text))\"; expected a span such as \(examples).")
      return nil
    }
    guard units.contains(span.unit) else {
      fail("\"\(key)\" is \"\(text)\" (\(unitName(span.unit))); expected a span such as \(examples).")
      return nil
    }
    guard span.amount >= minimum else {
      fail("\"\(key)\" is \"\(text)\"; expected at least \(minimum)\(span.unit.rawValue).")
      return nil
    }
    return span
  }

  private func example(_ unit: Span.Unit) -> String { "\(unit == .seconds ? 30 : 3)\(unit.rawValue)" }

  private func unitName(_ unit: Span.Unit) -> String {
    switch unit {
    case .seconds: "seconds"
    case .minutes: "minutes"
    case .hours: "hours"
    case .workingHours: "working hours"
    case .days: "calendar days"
    case .workingDays: "working days"
    case .months: "months"
    }
  }

  func requiredIdentifier(_ key: String) -> String? {
    required(key).flatMap { identifier(of: $0, key) }
  }

  /// A name that machines use: no blanks, and none of `/ @ , ; "` which separate ids in references.
  func identifier(of element: Element, _ key: String) -> String? {
    guard let text = text(of: element, key, limit: Limits.identifierCharacters) else { return nil }
    if let bad = text.unicodeScalars.first(where: { !isAllowedInIdentifier($0) }) {
      let shown = bad.properties.isWhitespace || bad.value < 32 ? "a blank" : "\"\(bad)\""
      findings.error(
        "value.identifier", "\"\(key)\" is \"\(shortened(text))\"; an id cannot hold \(shown).", at: element.place)
      return nil
    }
    guard !text.isEmpty else {
      findings.error("value.identifier", "\"\(key)\" is empty.", at: element.place)
      return nil
    }
    return text
  }

  func money(_ key: String) -> Int64? {
    value(key, expected: "an amount such as 5.2亿, 8000万 or 8000 (万元), in whole yuan", code: "value.money") {
      Money.yuan($0, unit: .wan)
    }
  }
}

func isAllowedInIdentifier(_ scalar: Unicode.Scalar) -> Bool {
  // Ideographs and ASCII letters and digits, without a look into Unicode's tables.
  if (0x4E00...0x9FFF).contains(scalar.value) || ("0"..."9").contains(scalar) || ("A"..."Z").contains(scalar)
    || ("a"..."z").contains(scalar)
  {
    return true
  }
  return !scalar.properties.isWhitespace && scalar.value >= 32 && scalar.value != 127
    && !"/@,;\"'".unicodeScalars.contains(scalar)
}

/// A whole number as people and spreadsheets write it: `40`, `40.0`, `+3`; full-width digits too.
func wholeNumber(_ text: String) -> Int? {
  var digits = halfWidth(text)[...]
  if let dot = digits.firstIndex(of: "."), digits[digits.index(after: dot)...].allSatisfy({ $0 == "0" }) {
    digits = digits[..<dot]
  }
  return Int(digits)
}

/// Full-width letters, digits and signs as their ASCII twins.
func halfWidth(_ text: some StringProtocol) -> String {
  guard text.utf8.contains(0xEF) else { return String(text) }
  var result = ""
  for scalar in text.unicodeScalars {
    let twin = (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
    result.unicodeScalars.append(twin ?? scalar)
  }
  return result
}
