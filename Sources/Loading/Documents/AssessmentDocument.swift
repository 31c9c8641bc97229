import Core

/// The keys of a policy that judges projects period by period: `period`, `assessAfter`, `measure`, `stepDown`,
/// `locks`.
enum AssessmentDocument {
  private static let keys = ["period", "assessAfter", "measure", "stepDown", "locks"]

  static func read(_ fields: Fields, _ watches: Set<Duty.Kind>) -> AssessmentRule? {
    let period = fields.choice("period", Period.self)
    let delay = fields.span("assessAfter", units: [.days, .workingDays])
    let measure = fields.choice("measure", AssessmentRule.Measure.self)
    let steps = fields.number("stepDown", in: 1...Limits.conditionPeriods)
    let locks = fields.span("locks", units: [.days, .workingDays])
    guard watches.contains(.progress) else {
      if let key = keys.first(where: { fields.has($0) }) {
        fields.findings.error(
          "policy.period", "\"\(key)\" belongs to a policy that watches progress; this one does not.",
          at: fields.place(of: key))
      }
      return nil
    }
    if watches.count > 1 {
      fields.findings.error(
        "policy.watches",
        "A policy that watches progress watches nothing else: its rungs speak of periods, not of dates.",
        at: fields.place(of: "watches"))
    }
    guard fields.required("period") != nil, let period else { return nil }
    var rule = AssessmentRule(
      period: period, delay: delay ?? Span(0, .days), measure: measure ?? .time, stepDownPeriods: steps ?? 1)
    rule.locks = locks
    return rule
  }

  /// Conditions are for periods, dates are for duties with a date: the other kind could never fire.
  static func check(_ rungs: [RungDocument.Placed], _ watches: Set<Duty.Kind>, _ fields: Fields) {
    guard !watches.isEmpty else { return }
    let isOfPeriods = watches.contains(.progress)
    for placed in rungs {
      for trigger in placed.rung.triggers {
        switch trigger {
        case .condition, .level:
          if isOfPeriods { continue }
          fields.findings.error(
            "rung.neverFires",
            "\"\(trigger)\" is judged of projects period by period; it can fire only in a policy that watches progress.",
            at: placed.place)
        case .due, .late:
          if !isOfPeriods { continue }
          fields.findings.error(
            "rung.neverFires",
            "\"\(trigger)\" would fire for every project in every period, good or bad; a policy that watches progress "
              + "has conditions, such as lag >= 10pp.", at: placed.place)
        case .window(let edge):
          if watches.contains(.report) { continue }
          fields.findings.error(
            "rung.neverFires", "\"\(edge.rawValue)\" is of a reporting window; only reports have one.", at: placed.place
          )
        case .unanswered, .unresolved, .promiseBroken: break
        }
      }
      if let until = placed.rung.until, !placed.rung.triggers.contains(where: \.isOfPeriod) {
        fields.findings.error(
          "rung.neverFires", "\"until: \(until)\" lets go of nothing: the rung has no condition.", at: placed.place)
      }
    }
  }
}
