import Core
import TestSupport

/// A small office drawn by lot: who works there, what they have to do, and how they are chased.
///
/// Small on purpose: ten thousand offices say more than one large one, and each finds its own corner.
struct RandomOffice {
  var random: SeededRandom

  static let first = Office.date(2021, 7, 1)

  mutating func portfolio() -> Portfolio {
    let policies = [policy("default", [.start, .finish, .responsibility])] + others()
    var portfolio = Office.portfolio(
      rows: rows(), projects: chance(2) ? [project("P")] : [], policies: policies)
    portfolio.defaultPolicies = policies.map(\.id)
    portfolio.calendars["cn"] = Self.calendar
    portfolio.parties = parties()
    if chance(4) {
      let suppressed: [Set<String>] = [["L0", "L1"], ["L2"], ["L1", "L2"]]
      portfolio.inhibitions = [Inhibition(open: ["L3"], suppressed: suppressed[below(3)])]
    }
    if chance(3) { portfolio.releases = ReleaseWishes(hours: .working("cn"), windowSeconds: 600) }
    if chance(4) { portfolio.quotas = [quota()] }
    return portfolio
  }

  /// Two years of notices: what lies behind them is provisional.
  private static let calendar: WorkCalendar = {
    var exceptions = Office.calendar.exceptions
    for day in 1...7 { exceptions[Office.date(2022, 10, day)] = .init(isWorking: false, name: "国庆节") }
    exceptions[Office.date(2022, 10, 8)] = .init(isWorking: true, name: "国庆节")
    return WorkCalendar(id: "cn", exceptions: exceptions, coveredThrough: Office.date(2022, 12, 31))
  }()

  // MARK: Parties

  private mutating func parties() -> [PartyID: Party] {
    var parties = Office.parties
    for id in ["fgw", "zjj", "leader"] as [PartyID] {
      if chance(4) {
        let from = Self.first + below(120)
        let deputy = (["fgw", "zjj", "zxzx"] as [PartyID]).filter { $0 != id }[below(2)]
        parties[id]?.absences = [Absence(from: from, through: from + below(40), deputy: deputy)]
      }
      if chance(4) {
        parties[id]?.releases = ReleaseWishes(
          hours: chance(2) ? .working("cn") : .any, windowSeconds: Int64(below(3)) * 1800, dailyLimit: 1 + below(3))
      }
    }
    return parties
  }

  // MARK: What there is to do

  private mutating func rows() -> [Responsibility] {
    var rows = (1...1 + below(3)).map { number in
      Office.row("R\(number)", due: Self.first + below(200), lead: chance(2) ? "fgw" : "both")
    }
    if chance(3) {
      rows[0].fanOut = [
        .init(
          id: "x", name: "各地", assignments: [Assignment(.lead, "zjj")],
          deliverables: [.init(id: "a", name: "甲"), .init(id: "b", name: "乙")])
      ]
    }
    if chance(2) {
      var row = Office.row("W", due: Self.first)
      row.schedule = .recurring(recurrence())
      rows.append(row)
    }
    return rows
  }

  mutating func recurrence() -> Recurrence {
    let shifts: [Recurrence.Shift] = [.none, .previous, .next, .nth(2)]
    let rules: [Recurrence.Rule] = [
      .weekly(weekday: 1 + below(7)), .monthly(day: 1 + below(31)), .monthlyWeekday(nth: 1 + below(5), weekday: 2),
      .monthlyWorkday(nth: 1 + below(5)), .quarterly(month: 1 + below(3), day: 25), .yearly(month: 9, day: 30),
    ]
    let rule = rules[below(rules.count)]
    var until: CivilDate?
    if case .weekly = rule { until = Self.first + 50 + below(50) }
    return Recurrence(rule: rule, shift: shifts[below(4)], from: Office.date(2021, 6, 1), until: until)
  }

  private mutating func project(_ id: ProjectID) -> Project {
    let place = Place(file: "ledger")
    var project = Project(id: id, name: id.text, area: "驿城区", calendar: "cn", place: place)
    project.start = Self.first - below(60)
    project.finish = Self.first + 60 + below(200)
    project.investment = Investment(total: Int64(1 + below(20)) * 100_000_000, thisYear: 100_000_000)
    project.assignments = [Assignment(.lead, chance(3) ? "both" : "fgw"), Assignment(.leader, "leader")]
    project.milestones = ["a", "b", "c"].prefix(2 + below(2)).enumerated().map { index, id in
      Milestone(
        id: MilestoneID(id), name: id, duration: Span(below(20), .workingDays),
        after: index == 0 ? [] : [Dependency(on: MilestoneID(["a", "b"][index - 1]), place: place)], place: place)
    }
    for number in 0..<below(4) {
      project.reports.append(
        ProgressReport(
          date: Self.first + number * 31 + below(20), percent: Double(below(100)),
          invested: Int64(below(100)) * 1_000_000, text: chance(2) ? "按计划推进" : nil))
    }
    return project
  }

  private mutating func quota() -> Quota {
    let measures: [Quota.Measure] = [.count(.started), .ratio(.reported), .invested]
    return Quota(
      id: "Q", title: "新开工", measure: measures[below(3)], shares: [.init(area: chance(2) ? "驿城区" : nil, target: 1)],
      period: chance(2) ? .quarter : .year, from: Self.first, until: Self.first + 300, pace: chance(2) ? [50] : [],
      assignments: [Assignment(.lead, "zjj"), Assignment(.leader, "leader")], calendar: "cn",
      place: Place(file: "ledger"))
  }

  // MARK: How they are chased

  private static let ladders: [[Rung]] = [
    Office.ladder,
    [
      Office.rung("L0-10d", "due - 10d", to: [.party("both")]),
      Office.rung("L0-30h", "due - 30h", channels: [.email, .webhook], urgent: true),
      Office.rung("L1", "due", to: [.role(.lead), .role(.leader), .party("mute")], answerWithin: Span(4, .hours)),
      Office.rung("L2", "unanswered 20h", "due + 4wd", urgent: true),
      Office.rung("L3", "L2 unanswered 2wd", "promise broken", "due + 1mo", to: [.party("both"), .party("zxzx")]),
    ],
    [
      Office.rung("L0", "due - 3wd"),
      Office.rung("L1", "late > 2d", to: [.role(.lead), .role(.leader), .party("zxzx")]),
      Office.rung("L2", "L1 unresolved 5wd", "L1 unanswered 2wd", to: [.role(.leader)]),
      Office.rung("L3", "late > 1mo", "promise broken", to: [.party("zxzx")], urgent: true),
    ],
  ]
  private static let weekly: [Rung] = [
    Office.rung("L0", "due - 1wd"), Office.rung("L1", "due + 2h"), Office.rung("L3", "due + 2d"),
  ]
  private static let progress: [Rung] = [
    Office.rung("L1", "lag >= 10pp"), Office.rung("L2", "lag >= 30pp", "L1 for 2 periods", to: [.role(.leader)]),
    Office.rung("L3", "report stale 60d", "L2 unanswered 3wd", to: [.party("zxzx")]),
  ]

  private mutating func others() -> [Policy] {
    var policies = [policy("urgent", [.start, .finish, .responsibility])]
    policies.append(Office.policy("weekly", watches: [.report, .quota], rungs: Self.weekly))
    if chance(3) {
      var policy = Office.policy("progress", watches: [.progress], rungs: Self.progress)
      policy.assessment = AssessmentRule(
        period: chance(2) ? .month : .quarter, delay: Span(below(6), .days), stepDownPeriods: 1 + below(2))
      policies.append(policy)
    }
    return policies
  }

  private mutating func policy(_ id: PolicyID, _ kinds: Set<Duty.Kind>) -> Policy {
    var policy = Office.policy(
      id, watches: kinds, rungs: Self.ladders[below(3)], acknowledgement: chance(4) ? .all : .any)
    if chance(4) { policy.answers.quorum = 2 }
    if chance(4) { policy.answers.acknowledgementHolds = Span(5 + below(20), .days) }
    if chance(3) { policy.answers.verifyWithin = Span(3 + below(10), .workingDays) }
    if chance(4) { policy.misfire = chance(2) ? .each : .skip(after: Span(5 + below(20), .days)) }
    return policy
  }

  // MARK: What a clerk does

  mutating func changed(_ portfolio: Portfolio) -> Portfolio {
    var portfolio = portfolio
    let draw = below(12)
    if draw == 0 {
      edit(&portfolio.policies["default"]!)
    } else if draw <= 4, !portfolio.projects.isEmpty {
      change(&portfolio.projects[0])
    } else if !portfolio.responsibilities.isEmpty {
      let index = below(portfolio.responsibilities.count)
      if draw == 5 {
        portfolio.responsibilities.remove(at: index)
      } else {
        change(&portfolio.responsibilities[index])
      }
    }
    return portfolio
  }

  private mutating func change(_ row: inout Responsibility) {
    switch row.schedule {
    case .once(let due):
      switch below(5) {
      case 0: row.done = [Office.date(2021, 8, 1)]
      case 1: row.done = []
      case 2: row.policies = row.policies.isEmpty ? ["urgent"] : []
      default: row.schedule = .once(due - 30 + below(91))
      }
    case .recurring:
      if chance(2) { row.schedule = .recurring(recurrence()) }
      row.done.insert(Self.first + below(90))
    case .undated: break
    }
  }

  private mutating func change(_ project: inout Project) {
    let index = below(project.milestones.count)
    let day = Self.first + below(61)
    switch below(7) {
    case 0: project.milestones[index].actualStart = day
    case 1: project.milestones[index].actualFinish = day + 5
    case 2:
      project.milestones[index].actualStart = nil
      project.milestones[index].actualFinish = nil
    case 3: project.milestones[index].duration = Span(below(21), .workingDays)
    case 4: project.milestones[index].assignments = [Assignment(.lead, "both")]
    case 5: project.reports.append(ProgressReport(date: day + below(120), percent: Double(below(100))))
    default: project.finish = project.finish.map { $0 - 20 + below(61) }
    }
  }

  private mutating func edit(_ policy: inout Policy) {
    let index = below(policy.rungs.count)
    policy.adoption = below(2) == 0 ? .new : .running
    switch below(4) {
    case 0 where policy.rungs.count > 1: policy.rungs.remove(at: index)
    case 1: policy.rungs[index].id += "x"
    case 2: policy.acknowledgement = policy.acknowledgement == .any ? .all : .any
    default: policy.rungs = Self.ladders[below(3)]
    }
  }

  // MARK: Lots

  /// 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int(random.next() >> 33) % bound }

  /// One in `odds`.
  mutating func chance(_ odds: Int) -> Bool { below(odds) == 0 }
}
