/// What a project has come to at the end of one period.
package struct Judgement: Hashable, Sendable {
  package enum Light: Hashable, Sendable {
    /// Nothing was reported: never to be taken for good.
    case unknown
    case good
    /// Of a rung, by its place on the ladder.
    case rung(Int)
  }

  package var end: CivilDate
  package var isKnown: Bool
  /// Planned and actual progress in per cent, as far as they are known.
  package var planned: Double?
  package var actual: Double?
  /// What raises each rung that holds, by its place on the ladder.
  package var held: [Int: Trigger]
  /// The highest rung whose own conditions hold.
  package var own: Int?
  package var light: Light
}

/// Judges one project by one policy, period by period: a pure function of what is on record.
package struct Assessor {
  private let project: Project
  private let plan: ProjectPlan
  private let policy: Policy
  private let rule: AssessmentRule
  private let record: ProgressRecord
  private let calendar: WorkCalendar
  private let needsFigures: Bool

  package init(
    _ project: Project, _ plan: ProjectPlan, _ policy: Policy, _ rule: AssessmentRule,
    calendars: [CalendarID: WorkCalendar]
  ) {
    self.project = project
    self.plan = plan
    self.policy = policy
    self.rule = rule
    calendar = calendars[project.calendar] ?? .everyDay
    record = ProgressRecord(project, plan, rule, calendars)
    needsFigures = policy.rungs.flatMap(\.triggers).contains(where: \.needsFigures)
  }

  /// One judgement a period, from the first that concerns the project through the one that ends on or after `last`;
  /// empty before it begins. O(periods · rungs).
  package func judgements(through last: CivilDate) -> [Judgement] {
    var result: [Judgement] = []
    var end = rule.period.end(of: record.begin)
    let final = rule.period.end(of: last)
    while end <= final, result.count < Limits.assessedPeriods {
      if record.isDone(by: rule.period.start(of: end) - 1) { break }
      result.append(judge(end, after: result))
      end = rule.period.end(after: end)
    }
    return result
  }

  private func judge(_ end: CivilDate, after past: [Judgement]) -> Judgement {
    let actual = record.actual(at: end)
    var now = Judgement(
      end: end, isKnown: !needsFigures || actual != nil, planned: record.planned(at: end), actual: actual, held: [:],
      own: nil, light: .unknown)
    for (index, rung) in policy.rungs.enumerated() {
      now.held[index] = rung.triggers.first { trigger in
        if case .condition(let condition) = trigger { holds(condition, now, past) } else { false }
      }
      // Once reached it stays until its own way out is open; nothing known opens none.
      if now.held[index] == nil, let way = rung.until, let before = past.last?.held[index],
        !now.isKnown || !holds(way, now, past)
      {
        now.held[index] = before
      }
    }
    now.own = now.held.keys.max()
    for (index, rung) in policy.rungs.enumerated() where now.held[index] == nil {
      now.held[index] = rung.triggers.first { trigger in
        if case .level(let level, let periods) = trigger { ran(level, for: periods, now, past) } else { false }
      }
    }
    now.light = light(now, past)
    return now
  }

  /// The worst of the last periods that a step down asks for; where it asks for several, one without a report does not
  /// count as better.
  private func light(_ now: Judgement, _ past: [Judgement]) -> Judgement.Light {
    var worst = now.held.keys.max()
    var better = now.isKnown || rule.stepDownPeriods == 1 ? 1 : 0
    for judgement in past.reversed() where better < rule.stepDownPeriods {
      worst = [worst, judgement.held.keys.max()].lazy.compactMap { $0 }.max()
      if judgement.isKnown { better += 1 }
    }
    return worst.map { .rung($0) } ?? (now.isKnown ? .good : .unknown)
  }

  private func ran(_ level: String, for periods: Int, _ now: Judgement, _ past: [Judgement]) -> Bool {
    let run = past.suffix(periods - 1) + [now]
    return run.count == periods && run.allSatisfy { $0.own.map { policy.rungs[$0].level } == level }
  }

  private func holds(_ condition: Condition, _ now: Judgement, _ past: [Judgement]) -> Bool {
    let run = Array((past + [now]).suffix(condition.periods))
    guard run.count == condition.periods else { return false }
    return run.indices.allSatisfy { i in
      let before = i > 0 ? run[i - 1] : past.dropLast(condition.periods - 1).last
      return condition.clauses.allSatisfy { holds($0, run[i], before: before) }
    }
  }

  private func holds(_ clause: Condition.Clause, _ judgement: Judgement, before: Judgement?) -> Bool {
    switch clause {
    case .compare(let measure, let lower, let upper):
      guard let value = value(measure, judgement, before: before) else { return false }
      return Condition.Clause.holds(value, lower: lower, upper: upper)
    case .stale(let span):
      let last = record.lastReport(by: judgement.end) ?? record.begin
      return calendar.date(last, plus: span) <= calendar.date(judgement.end, plus: rule.delay)
    case .sameText(let times): return record.repeats(times, at: judgement.end)
    case .notStarted: return record.begin <= judgement.end && !record.isStarted(by: judgement.end)
    case .notFinished: return plan.finish <= judgement.end && !record.isDone(by: judgement.end)
    }
  }

  private func value(_ measure: Condition.Measure, _ now: Judgement, before: Judgement?) -> Int64? {
    // Sums of thirds are not exact, edges are.
    func exact(_ value: Double) -> Int64 { Int64((value * 10_000).rounded()) }
    switch measure {
    case .lag:
      guard let planned = now.planned, let actual = now.actual else { return nil }
      return exact(planned - actual)
    case .ratio:
      guard let planned = now.planned, planned > 0, let actual = now.actual else { return nil }
      return exact(100 * actual / planned)
    case .gain:
      guard let actual = now.actual, let earlier = before?.actual else { return nil }
      return exact(actual - earlier)
    case .investment: return project.investment.total
    }
  }
}

extension Trigger {
  /// It cannot be judged without a report.
  fileprivate var needsFigures: Bool {
    guard case .condition(let condition) = self else { return false }
    return condition.clauses.contains {
      if case .compare(let measure, _, _) = $0 { measure != .investment } else { false }
    }
  }
}
