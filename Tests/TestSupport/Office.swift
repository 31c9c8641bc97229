package import Core

/// Small building stones for portfolios in tests.
package enum Office {
  package static let shanghai = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)

  /// Monday to Friday, with the days around the National Day of 2021: 26 September and 9 October (a Sunday and a
  /// Saturday) are worked, 1–7 October are not.
  package static let calendar: WorkCalendar = {
    var exceptions: [CivilDate: WorkCalendar.Exception] = [:]
    for day in 1...7 { exceptions[date(2021, 10, day)] = .init(isWorking: false, name: "国庆节") }
    exceptions[date(2021, 9, 26)] = .init(isWorking: true, name: "国庆节")
    exceptions[date(2021, 10, 9)] = .init(isWorking: true, name: "国庆节")
    return WorkCalendar(id: "cn", exceptions: exceptions, coveredThrough: date(2021, 12, 31))
  }()

  package static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day)!
  }

  /// `2021-07-12T08:30:00`, in Shanghai.
  package static func instant(_ text: String) -> Instant { shanghai.instant(iso: text)! }

  package static let parties: [PartyID: Party] = {
    let all = [
      Party(id: "fgw", name: "市发改委", email: "fgw@example.gov.cn"),
      Party(id: "zjj", name: "市住建局", email: "zjj@example.gov.cn", webhook: "dispatch"),
      Party(id: "leader", name: "分包领导甲", kind: .official, email: "leader@example.gov.cn"),
      Party(id: "zxzx", name: "重点项目服务中心", email: "zxzx@example.gov.cn"),
      Party(id: "both", name: "各单位", kind: .group, members: ["fgw", "zjj"]),
      Party(id: "mute", name: "失联单位"),
    ]
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }()

  package static func rung(
    _ id: String, _ triggers: String..., to recipients: [Recipient] = [.role(.lead)], channels: [Channel] = [.email],
    answerWithin: Span? = nil, urgent: Bool = false
  ) -> Rung {
    Rung(
      id: id, level: String(id.prefix(2)), name: id, triggers: triggers.map { Trigger($0)! }, recipients: recipients,
      channels: channels, answerWithin: answerWithin, isUrgent: urgent)
  }

  /// L0 seven and one days before, L1 a day late, L2 a week late or L1 unanswered for three working days, L3 two weeks.
  package static let ladder: [Rung] = [
    rung("L0-7d", "due - 7d"),
    rung("L0-1d", "due - 1d"),
    rung("L1", "due + 1d", to: [.role(.lead), .role(.leader)], answerWithin: Span(3, .workingDays)),
    rung("L2", "due + 7d", "L1 unanswered 3wd", "promise broken", to: [.role(.lead), .role(.leader)]),
    rung("L3", "due + 15d", "promise broken", to: [.role(.lead), .party("zxzx")]),
  ]

  package static func policy(
    _ id: PolicyID = "default", watches: Set<Duty.Kind> = [.finish, .responsibility], rungs: [Rung] = ladder,
    acknowledgement: AcknowledgementRule = .any
  ) -> Policy {
    Policy(
      id: id, name: id.text, watches: watches, rungs: rungs, acknowledgement: acknowledgement,
      place: Place(file: "policy"))
  }

  package static func row(
    _ id: String, due: CivilDate, lead: PartyID = "fgw", done: Set<CivilDate> = [], policies: [PolicyID] = []
  ) -> Responsibility {
    Responsibility(
      id: id, title: "任务\(id)", assignments: [Assignment(.lead, lead), Assignment(.leader, "leader")],
      schedule: .once(due), calendar: "cn", policies: policies, done: done, place: Place(file: "ledger"))
  }

  /// Three milestones one after the other, of five, ten and five working days, to be finished by 31 August 2021.
  package static func project(_ id: ProjectID = "P") -> Project {
    let place = Place(file: "ledger")
    var project = Project(id: id, name: "项目\(id)", area: "驿城区", calendar: "cn", place: place)
    project.finish = date(2021, 8, 31)
    project.assignments = [Assignment(.lead, "fgw"), Assignment(.leader, "leader")]
    project.milestones = [("a", 5), ("b", 10), ("c", 5)].enumerated().map { index, step in
      Milestone(
        id: MilestoneID(step.0), name: "节点\(step.0)", duration: Span(step.1, .workingDays),
        after: index == 0 ? [] : [Dependency(on: MilestoneID(["a", "b"][index - 1]), place: place)], place: place)
    }
    return project
  }

  package static func portfolio(
    rows: [Responsibility] = [], projects: [Project] = [], policies: [Policy] = [policy()]
  ) -> Portfolio {
    Portfolio(
      office: .init(name: "重点项目服务中心", numberPrefix: "驻项目督"), zone: shanghai, calendars: ["cn": calendar],
      parties: parties, webhooks: ["dispatch": WebhookEndpoint(id: "dispatch", url: "https://example.gov.cn/hook")],
      policies: Dictionary(uniqueKeysWithValues: policies.map { ($0.id, $0) }),
      defaultPolicies: policies.map(\.id), projects: projects, responsibilities: rows)
  }
}
