import Core

/// What stands under `every:`.
enum RecurrenceDocument {
  private static let rules = ["week", "month", "quarter", "year"]

  static func read(_ element: Element, _ findings: Findings) -> Recurrence? {
    guard let fields = Fields(element, "a recurrence", keys: rules + ["from", "until", "shift", "skip"], findings)
    else {
      return nil
    }
    let given = rules.filter { fields.has($0) }
    if given.count != 1 {
      findings.error(
        "every.rule",
        "A recurrence has exactly one of week, month, quarter, year; this has "
          + (given.isEmpty ? "none." : given.joined(separator: " and ") + "."), at: fields.place)
    }
    let rule = given.first.flatMap { readRule($0, fields) }
    let from = fields.required("from").flatMap { fields.date(of: $0, "from") }
    let until = fields.date("until")
    if let from, let until, until < from {
      findings.error("every.range", "It ends on \(until), before it begins on \(from).", at: fields.place(of: "until"))
    }
    let shift = fields.value("shift", expected: "none, previous, next or a number from 1", code: "every.shift") {
      readShift($0)
    }
    let skip = fields.list("skip").compactMap { fields.date(of: $0, "skip") }
    guard let rule, let from else { return nil }
    return Recurrence(rule: rule, shift: shift ?? .next, from: from, until: until, skip: Set(skip))
  }

  private static func readRule(_ key: String, _ fields: Fields) -> Recurrence.Rule? {
    switch key {
    case "week":
      fields.value(key, expected: "a weekday: mon … sun, or 1 … 7", code: "every.rule") { text in
        weekday(text).map { .weekly(weekday: $0) }
      }
    case "month":
      fields.value(
        key, expected: "a day from 1 to 31, end, a weekday such as 2nd tue or last fri, or a working day such as 5wd",
        code: "every.rule"
      ) { text in
        day(text[...], longest: 31).map { .monthly(day: $0) } ?? dayOfMonth(text)
      }
    case "quarter":
      fields.value(key, expected: "\"3/end\" or \"1/15\": month of the quarter / day", code: "every.rule") { text in
        pair(text, "/", months: 3).map { .quarterly(month: $0.month, day: $0.day) }
      }
    default:
      fields.value(key, expected: "\"12-31\" or \"12/end\"", code: "every.rule") { text in
        (pair(text, "-", months: 12) ?? pair(text, "/", months: 12)).map { .yearly(month: $0.month, day: $0.day) }
      }
    }
  }

  private static func day(_ text: Substring, longest: Int) -> Int? {
    if text == "end" { return 31 }
    return Int(text).flatMap { (1...longest).contains($0) ? $0 : nil }
  }

  /// `2nd tue`, `last fri`, `5wd`.
  private static func dayOfMonth(_ text: String) -> Recurrence.Rule? {
    let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    if words.count == 1, let span = Span(words[0]), span.unit == .workingDays, (1...20).contains(span.amount) {
      return .monthlyWorkday(nth: span.amount)
    }
    guard words.count == 2, let nth = ["1st", "2nd", "3rd", "4th", "last"].firstIndex(of: words[0]),
      let weekday = weekday(words[1])
    else { return nil }
    return .monthlyWeekday(nth: nth + 1, weekday: weekday)
  }

  private static func pair(_ text: String, _ separator: Character, months: Int) -> (month: Int, day: Int)? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 2, let month = Int(parts[0]), (1...months).contains(month) else { return nil }
    // Of a quarter the month is not known; a leap year allows February 29.
    let longest = months == 12 ? CivilDate.daysInMonth(month, ofYear: 2024) : 31
    return day(parts[1], longest: longest).map { (month, $0) }
  }

  private static func readShift(_ text: String) -> Recurrence.Shift? {
    switch text {
    case "none": Recurrence.Shift.none
    case "previous": .previous
    case "next": .next
    default: Int(text).flatMap { (1...366).contains($0) ? .nth($0) : nil }
    }
  }
}
