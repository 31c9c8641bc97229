import Core

/// One entry under `quotas:`.
enum QuotaDocument {
  private static let measures = ["count", "ratio", "sum"]
  private static let keys =
    ["id", "title"] + measures + [
      "target", "where", "areas", "period", "from", "until", "pace", "milestone", "reports", "locks", "calendar",
      "policies",
    ]
    + ProjectDocument.roles

  static func read(_ element: Element, _ references: References, _ findings: Findings) -> Quota? {
    guard let fields = Fields(element, "a quota", keys: keys, findings) else { return nil }
    let (id, title) = (fields.requiredIdentifier("id"), fields.requiredText("title"))
    let measure = readMeasure(fields)
    let period = fields.required("period").flatMap { fields.choice(of: $0, "period", Period.self) }
    let from = fields.required("from").flatMap { fields.date(of: $0, "from") }
    let until = fields.date("until")
    if let from, let until, until < from {
      findings.error("quota.range", "It ends on \(until), before it begins on \(from).", at: fields.place(of: "until"))
    }
    let filter = ApplicabilityDocument.read(fields, "where")
    let pace = fields.list("pace").compactMap { element in
      fields.value(of: element, "pace", expected: "shares of the period such as 50%") { text -> Int? in
        guard text.hasSuffix("%"), let percent = wholeNumber(String(text.dropLast())) else { return nil }
        return (1...99).contains(percent) ? percent : nil
      }
    }
    let shares = measure.map { readShares(fields, $0, references) } ?? []
    let (assignments, policies) = (references.assignments(fields), references.policies(fields))
    let calendar = references.calendar(fields, "calendar")
    guard let id, let title, let measure, let period, let from else { return nil }
    var quota = Quota(
      id: id, title: title, measure: measure, filter: filter ?? Applicability(), shares: shares, period: period,
      from: from, until: until, pace: pace, assignments: assignments, calendar: calendar ?? references.defaultCalendar,
      policies: policies, place: fields.place)
    quota.reports = fields.text("reports")
    quota.milestone = fields.text("milestone")
    if quota.milestone != nil, measure == .invested || measure == .count(.reported) || measure == .ratio(.reported) {
      findings.error(
        "quota.milestone", "Of a milestone, what counts is started, finished or total.",
        at: fields.place(of: "milestone"))
    }
    quota.locks = fields.span("locks", units: [.days, .workingDays])
    return quota
  }

  private static func readMeasure(_ fields: Fields) -> Quota.Measure? {
    let given = measures.filter { fields.has($0) }
    guard given.count == 1 else {
      fields.findings.error(
        "quota.measure",
        "A quota has exactly one of count, ratio, sum; this has "
          + (given.isEmpty ? "none." : given.joined(separator: " and ") + "."), at: fields.place)
      return nil
    }
    if given[0] == "sum" {
      return fields.value("sum", expected: "invested or total", code: "quota.measure") {
        ["invested": Quota.Measure.invested, "total": .total][$0]
      }
    }
    return fields.choice(given[0], Quota.Event.self).map { given[0] == "count" ? .count($0) : .ratio($0) }
  }

  /// One for each of `areas`, each with the general target where it has none of its own; else one for all.
  private static func readShares(
    _ fields: Fields, _ measure: Quota.Measure, _ references: References
  ) -> [Quota.Share] {
    let general = target(fields, measure)
    if !fields.has("areas") {
      if !fields.has("target") { _ = fields.required("target") }
      return general.map { [Quota.Share(area: nil, target: $0)] } ?? []
    }
    var seen: Set<String> = []
    return fields.list("areas").compactMap { element in
      if case .map = element.content {
        guard let one = Fields(element, "an area", keys: ["area", "target"] + ProjectDocument.roles, fields.findings)
        else { return nil }
        let own = one.has("target") ? target(one, measure) : general
        let assignments = references.assignments(one)
        guard let area = one.requiredText("area") else { return nil }
        return share(area, own, assignments, one.place)
      }
      return fields.text(of: element, "areas").flatMap { share($0, general, [], element.place) }
    }
    func share(_ area: String, _ target: Int64?, _ assignments: [Assignment], _ place: Place) -> Quota.Share? {
      if !seen.insert(area).inserted {
        fields.findings.error("quota.areaTwice", "The area \"\(shortened(area))\" is named twice.", at: place)
      }
      guard !area.contains(where: { "/@".contains($0) || $0.isWhitespace }) else {
        fields.findings.error("quota.area", "An area cannot hold a blank, \"/\" or \"@\".", at: place)
        return nil
      }
      guard let target else {
        if !fields.has("target") {
          fields.findings.error(
            "quota.target", "The area \"\(area)\" has no target, and the quota has none.", at: place)
        }
        return nil
      }
      return Quota.Share(area: area, target: target, assignments: assignments)
    }
  }

  private static func target(_ fields: Fields, _ measure: Quota.Measure) -> Int64? {
    switch measure {
    case .count: fields.number("target", in: 1...1_000_000).map(Int64.init)
    case .invested, .total: fields.money("target")
    case .ratio:
      fields.value("target", expected: "a share such as 80%", code: "quota.target") { text -> Int64? in
        guard text.hasSuffix("%"), let percent = wholeNumber(String(text.dropLast())) else { return nil }
        return (1...100).contains(percent) ? Int64(percent) : nil
      }
    }
  }
}
