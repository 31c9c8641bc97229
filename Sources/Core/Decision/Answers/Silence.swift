/// An operator's mute 静默: whichever rung comes due for a matching duty while it lasts is recorded, and not raised.
///
/// Nothing is lost by it: when it ends, the highest rung that it held back and that still says something is raised.
package struct Silence: Hashable, Sendable {
  package var matchers: [Matcher]
  package var from: Instant
  package var until: Instant
  /// Only in these hours of these days, again and again between the two.
  package var window: Window?

  package init(matchers: [Matcher], from: Instant, until: Instant, window: Window? = nil) {
    self.matchers = matchers
    self.from = from
    self.until = until
    self.window = window
  }

  /// `6,7 00:00-24:00`: every weekend.
  package struct Window: Hashable, Sendable {
    package var week: Week
    package var start: TimeOfDay
    /// Nil: the end of the day.
    package var end: TimeOfDay?
    package init(week: Week, start: TimeOfDay = .midnight, end: TimeOfDay? = nil) {
      self.week = week
      self.start = start
      self.end = end
    }
  }

  package func matches(_ facts: DutyFacts, _ rung: Rung) -> Bool {
    matchers.allSatisfy { $0.matches($0.field == .level ? [rung.level] : facts.values(of: $0.field)) }
  }

  package func isActive(at now: Instant, in zone: ZoneRules) -> Bool {
    guard from <= now, now < until else { return false }
    return window?.contains(now, in: zone) ?? true
  }

  /// When it next begins or ends; nil: never again.
  package func change(after now: Instant, in zone: ZoneRules) -> Instant? {
    if now < from { return from }
    if now >= until { return nil }
    return min(until, window?.change(after: now, in: zone) ?? until)
  }
}

extension Silence.Window {
  package func contains(_ now: Instant, in zone: ZoneRules) -> Bool {
    let day = zone.date(of: now)
    return week.contains(day.weekday) && zone.instant(day, start) <= now && now < end(of: day, in: zone)
  }

  private func end(of day: CivilDate, in zone: ZoneRules) -> Instant {
    end.map { zone.instant(day, $0) } ?? zone.instant(day + 1, .midnight)
  }

  package func change(after now: Instant, in zone: ZoneRules) -> Instant? {
    let today = zone.date(of: now)
    // A window opens at least once a week.
    for day in 0...7 where week.contains((today + day).weekday) {
      let edges = [zone.instant(today + day, start), end(of: today + day, in: zone)]
      if let next = edges.first(where: { $0 > now }) { return next }
    }
    return nil
  }
}

/// One condition of a silence: `project=P01`, `level!=L0`, `duty=~P01/*`.
package struct Matcher: Hashable, Sendable, CustomStringConvertible {
  package enum Field: String, Hashable, Sendable, CaseIterable {
    case duty, project, milestone, row, area, level, party, policy, category, kind, batch
  }
  package enum Operation: String, Hashable, Sendable, CaseIterable {
    case isNot = "!="
    /// By a pattern: `*` stands for any text, `?` for one character, `|` between whole patterns for or.
    case isLike = "=~"
    case equals = "="
  }

  package var field: Field
  package var operation: Operation
  package var value: String

  package init(_ field: Field, _ operation: Operation, _ value: String) {
    self.field = field
    self.operation = operation
    self.value = value
  }

  package var description: String { field.rawValue + operation.rawValue + value }

  /// Nil for anything that is not field, operation and value.
  package init?(_ text: some StringProtocol) {
    let name = text.prefix { $0.isLetter }
    let rest = text.dropFirst(name.count)
    guard let field = Field(rawValue: String(name)),
      let operation = Operation.allCases.first(where: { rest.hasPrefix($0.rawValue) })
    else { return nil }
    let value = String(rest.dropFirst(operation.rawValue.count))
    guard !value.isEmpty else { return nil }
    self.init(field, operation, value)
  }

  /// A duty with several values (its parties) matches by one of them, and is not what none of them is.
  package func matches(_ values: [String]) -> Bool {
    switch operation {
    case .equals: values.contains(value)
    case .isNot: !values.contains(value)
    case .isLike:
      value.split(separator: "|").contains { pattern in
        values.contains { Self.isLike(Array($0), Array(pattern)) }
      }
    }
  }

  /// Linear but for the last `*`, which alone is tried again.
  private static func isLike(_ text: [Character], _ pattern: [Character]) -> Bool {
    var (t, p) = (0, 0)
    var retry: (t: Int, p: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (t, p)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        t += 1
        p += 1
      } else if let last = retry {
        retry = (last.t + 1, last.p)
        (t, p) = (last.t + 1, last.p + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}

/// What a silence can ask of a duty.
package struct DutyFacts: Sendable {
  package var duty: Duty
  package var project: Project?
  package init(_ duty: Duty, project: Project?) {
    self.duty = duty
    self.project = project
  }

  func values(of field: Matcher.Field) -> [String] {
    switch field {
    case .duty: [duty.id.text]
    case .project: duty.project.map { [$0.text] } ?? []
    case .milestone: duty.milestone.map { [$0.text] } ?? []
    case .row: duty.row.map { [$0] } ?? []
    case .area: project?.area.map { [$0] } ?? []
    case .category: project?.category.map { [$0] } ?? []
    case .batch: project?.batch.map { [$0] } ?? []
    case .party: duty.assignments.map(\.party.text)
    case .policy: [duty.policy.text]
    case .kind: [duty.kind.rawValue]
    case .level: []
    }
  }
}

extension Silence {
  var fields: [String: String] {
    var fields = [
      "match": matchers.map(\.description).joined(separator: ","), "from": ZoneRules.utc.iso(from),
      "until": ZoneRules.utc.iso(until),
    ]
    if let window {
      let days = (1...7).filter(window.week.contains).map(String.init).joined(separator: ",")
      fields["days"] = days
      fields["hours"] = "\(window.start)-\(window.end.map(\.description) ?? "24:00")"
    }
    return fields
  }

  init(_ fields: inout AnswerFields, in zone: ZoneRules, at now: Instant) throws(Answer.FieldFault) {
    matchers = []
    let texts = fields.list("match")
    if texts.isEmpty { throw .missing("match") }
    for text in texts {
      guard let matcher = Matcher(text) else {
        let names = Matcher.Field.allCases.map(\.rawValue).joined(separator: ", ")
        throw .wrong(
          "match", found: text,
          expected: Saying(
            en: "one of \(names), then =, != or =~, and a value", zh: "\(names) 之一，接 =、!= 或 =~，再接值"))
      }
      matchers.append(matcher)
    }
    from = try fields.instant("from", or: now, in: zone)
    until = try fields.instant("until", in: zone)
    if until <= from { throw .senseless(.silenceWithoutLength) }
    let days = fields.list("days")
    let hours = fields.optional("hours")
    window = nil
    guard !days.isEmpty || hours != nil else { return }
    let numbers = days.compactMap { Int($0) }.filter { (1...7).contains($0) }
    if numbers.count != days.count {
      throw .wrong(
        "days", found: days.joined(separator: ","),
        expected: Saying(
          en: "days of the week, 1 = Monday … 7 = Sunday", zh: "星期几，1 为星期一，7 为星期日"))
    }
    let ends = (hours ?? "00:00-24:00").split(separator: "-")
    guard ends.count == 2, let start = TimeOfDay(ends[0]), ends[1] == "24:00" || TimeOfDay(ends[1]) ?? start > start
    else {
      throw .wrong(
        "hours", found: hours ?? "",
        expected: Saying(en: "two times of day as 18:00-24:00", zh: "一天中的两个时刻，如 18:00-24:00"))
    }
    window = Window(week: numbers.isEmpty ? .allDays : Week(numbers), start: start, end: TimeOfDay(ends[1]))
  }
}
