import Core

/// `policies/NAME.yaml`: one ladder.
enum PolicyDocument {
  private static let keys = [
    "id", "name", "watches", "at", "acknowledgement", "quorum", "ackExpires", "verify", "retry", "rungs", "period",
    "measure", "assessAfter", "stepDown", "applies", "misfire", "also", "adopt",
    "locks", "startLevel",
  ]

  /// What a ladder may name.
  struct Surroundings {
    var parties: PartyBook
    var templates: Set<String>
    var hasMail: Bool
    var hasWebhooks: Bool
  }

  static func read(_ root: Element, _ around: Surroundings, _ findings: Findings) -> Policy? {
    guard let fields = Fields(root, "a policy", keys: keys, findings) else { return nil }
    let id = fields.requiredIdentifier("id")
    let watches = readWatches(fields)
    var rungs: [RungDocument.Placed] = []
    if fields.required("rungs") != nil {
      for element in fields.strictList("rungs") { rungs += RungDocument.read(element, around, findings) }
    }
    let also = RungDocument.readRecipients("also", fields, around)
    for index in rungs.indices {
      rungs[index].rung.recipients += also.filter { !rungs[index].rung.recipients.contains($0) }
    }
    let assessment = AssessmentDocument.read(fields, watches)
    checkRungs(rungs, fields)
    LadderCheck.run(rungs, findings)
    AssessmentDocument.check(rungs, watches, fields)
    guard let id else { return nil }
    var policy = Policy(
      id: PolicyID(id), name: fields.text("name") ?? id, watches: watches,
      timeOfDay: fields.time("at") ?? TimeOfDay(secondsSinceMidnight: 30_600), rungs: rungs.map(\.rung),
      acknowledgement: fields.choice("acknowledgement") ?? .any, retry: readRetry(fields),
      assessment: assessment, applies: ApplicabilityDocument.read(fields, "applies"),
      misfire: fields.value(
        "misfire", expected: "latest, each, or a span such as skip after 3d", code: "policy.misfire"
      ) { MisfireRule($0) } ?? .latest, place: fields.place)
    policy.startLevel = fields.text("startLevel")
    if let level = policy.startLevel, !rungs.isEmpty, !rungs.contains(where: { $0.rung.level == level }) {
      findings.error(
        "policy.unknownLevel", "The ladder starts at level \"\(level)\", which no rung has.",
        at: fields.place(of: "startLevel"), nearest: nearestName(to: level, among: rungs.map(\.rung.level)))
    }
    policy.adoption = fields.choice("adopt") ?? .new
    policy.answers = readAnswers(fields, policy.acknowledgement)
    return policy
  }

  private static func readAnswers(_ fields: Fields, _ rule: AcknowledgementRule) -> AnswerRules {
    let units: [Span.Unit] = [.hours, .workingHours, .days, .workingDays]
    let quorum = fields.number("quorum", in: 1...Limits.rungs)
    if quorum != nil, rule == .all {
      fields.findings.error(
        "policy.quorum", "Where all have to answer, a quorum says nothing: leave one of the two out.",
        at: fields.place(of: "quorum"))
    }
    return AnswerRules(
      quorum: quorum, acknowledgementHolds: fields.span("ackExpires", units: units, minimum: 1),
      verifyWithin: fields.span("verify", units: units, minimum: 1))
  }

  private static func readWatches(_ fields: Fields) -> Set<Duty.Kind> {
    guard let element = fields.required("watches") else { return [] }
    let kinds = fields.list("watches").compactMap { fields.choice(of: $0, "watches", Duty.Kind.self) }
    if fields.list("watches").isEmpty {
      let names = Duty.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      fields.findings.error("policy.watches", "A policy must watch something: \(names).", at: element.place)
    }
    return Set(kinds)
  }

  private static func readRetry(_ fields: Fields) -> RetryRule {
    var rule = RetryRule()
    guard let retry = fields.fields("retry", "a retry rule", keys: ["attempts", "first", "longest"]) else {
      return rule
    }
    rule.attempts = retry.number("attempts", in: 1...100) ?? rule.attempts
    for (key, path) in [("first", \RetryRule.firstSeconds), ("longest", \RetryRule.longestSeconds)] {
      guard let span = retry.span(key, units: [.seconds, .minutes, .hours], minimum: 1) else { continue }
      rule[keyPath: path] = Int(span.wallSeconds ?? 0)
    }
    if rule.longestSeconds < rule.firstSeconds {
      fields.findings.error(
        "policy.retry", "The longest wait is shorter than the first.", at: retry.place(of: "longest"))
    }
    return rule
  }

  /// Checks that need the whole ladder.
  private static func checkRungs(_ rungs: [RungDocument.Placed], _ fields: Fields) {
    let place = fields.place(of: "rungs")
    if fields.has("rungs"), fields.list("rungs").isEmpty {
      fields.findings.error("policy.rungs", "A policy needs at least one rung.", at: place)
    }
    if rungs.count > Limits.rungs {
      fields.findings.error(
        "policy.rungs", "The policy has \(rungs.count) rungs; \(Limits.rungs) are allowed.", at: place)
    }
    var seen: Set<String> = []
    for placed in rungs where !seen.insert(placed.rung.id).inserted {
      fields.findings.error(
        "policy.duplicateRung", "Two rungs of the policy have the id \"\(placed.rung.id)\".", at: placed.place)
    }
    for (index, placed) in rungs.enumerated() {
      for trigger in placed.rung.triggers {
        switch trigger {
        case .unanswered(_, let level), .unresolved(_, let level):
          checkLevel(level, of: placed, lower: rungs[..<index], all: rungs, fields)
        case .level(let level, _): checkKnown(level, of: placed, all: rungs, fields)
        case .due, .late, .promiseBroken, .condition, .window: break
        }
      }
    }
    checkOrder(rungs, fields)
  }

  /// A rung raised silences every lower one, so one that comes due before a lower one leaves that unsaid.
  private static func checkOrder(_ rungs: [RungDocument.Placed], _ fields: Fields) {
    var last: (id: String, hours: Double)?
    for placed in rungs {
      let hours = placed.rung.triggers.compactMap { trigger -> Double? in
        switch trigger {
        case .due, .late: RungDocument.roughHours(trigger)
        default: nil
        }
      }.min()
      guard let hours else { continue }
      if let last, hours < last.hours {
        fields.findings.warning(
          "policy.rungOrder",
          "The rung \"\(placed.rung.id)\" comes due before the lower \"\(last.id)\", which is then never raised; "
            + "write rungs in the order they come due.", at: placed.place)
      } else {
        last = (placed.rung.id, hours)
      }
    }
  }

  @discardableResult private static func checkKnown(
    _ level: String, of placed: RungDocument.Placed, all: [RungDocument.Placed], _ fields: Fields
  ) -> Bool {
    if all.contains(where: { $0.rung.level == level }) { return true }
    fields.findings.error(
      "policy.unknownLevel", "The rung \"\(placed.rung.id)\" waits for level \"\(level)\", which no rung has.",
      at: placed.place, nearest: nearestName(to: level, among: Set(all.map(\.rung.level)).sorted()))
    return false
  }

  /// A rung can wait only for one that comes lower.
  private static func checkLevel(
    _ level: String?, of placed: RungDocument.Placed, lower: ArraySlice<RungDocument.Placed>,
    all: [RungDocument.Placed], _ fields: Fields
  ) {
    let id = placed.rung.id
    guard let level else {
      if lower.isEmpty {
        fields.findings.error(
          "policy.levelOrder", "The rung \"\(id)\" waits for a lower one, but it is the lowest.", at: placed.place)
      }
      return
    }
    if !checkKnown(level, of: placed, all: all, fields) { return }
    if !lower.contains(where: { $0.rung.level == level }) {
      fields.findings.error(
        "policy.levelOrder", "The rung \"\(id)\" waits for level \"\(level)\", which comes no lower.", at: placed.place)
    } else if let between = lower.last, between.rung.level != level {
      fields.findings.warning(
        "policy.levelPassed",
        "The rung \"\(id)\" waits for an answer to level \"\(level)\", but no longer once \"\(between.rung.id)\" is raised; "
          + "the rung above answers for the one below.", at: placed.place)
    }
  }
}
