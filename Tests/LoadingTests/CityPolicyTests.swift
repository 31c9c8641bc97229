import Core
import Foundation
import Loading
import Testing

/// The rules that cities have published, in `config/policies/examples`: each must show their lights, edge by edge.
@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: ShippedConfigurationTests.directory + "/policies/examples"),
    "config/policies/examples is not here"))
struct CityPolicyTests {
  @Test func yinchuanGoesByPercentagePointsBehindTime() throws {
    // A hundred days: every day is one point.
    func project(_ id: String, _ percents: Double...) -> String {
      let days = ["2025-01-31", "2025-02-28", "2025-03-31"]
      let reports = zip(days, percents).map { "{ date: \($0), percent: \($1) }" }.joined(separator: ", ")
      return "{ id: \(id), start: 2025-01-01, finish: 2025-04-10, lead: fgw, leader: 分包领导甲, policies: [yinchuan],"
        + " reports: [\(reports)] }"
    }
    let office = try Town(
      """
      projects:
        - \(project("EDGES", 21.01, 49, 60))
        - \(project("RED", 1, 28.99, 90))
        - \(project("SILENT", 31))
      """)
    // Planned: 31, 59 and 90.
    #expect(office.lights("EDGES", through: "2025-03-31") == ["绿", "黄", "黄"])  // 9.99, 10 and 30 points behind
    #expect(office.lights("RED", through: "2025-03-31") == ["黄", "红", "绿"])  // 30, 30.01 and 0
    #expect(office.lights("SILENT", through: "2025-03-31") == ["绿", "未报", "未报"])
    #expect(
      office.alerts(from: "2025-01-01", to: "2025-04-30") == [
        "2025-02-05 黄 RED", "2025-03-05 红 RED", "2025-03-05 黄 EDGES", "2025-04-07 黄 EDGES",
      ])
  }

  @Test func yinchuanCountsTheMonthsWithoutAStart() throws {
    let milestone = "milestones: [{ id: a, duration: 30d }]"
    let office = try Town(
      """
      projects:
        - { id: LATE, start: 2025-01-15, finish: 2025-12-31, lead: fgw, policies: [yinchuan], \(milestone) }
        - { id: BEGUN, start: 2025-01-15, finish: 2025-12-31, lead: fgw, policies: [yinchuan],
            milestones: [{ id: a, duration: 30d, actualStart: 2025-02-28 }] }
      """)
    #expect(office.lights("LATE", through: "2025-04-30") == ["黄", "黄", "红", "红"])
    #expect(office.lights("BEGUN", through: "2025-03-31") == ["黄", "未报", "未报"])
  }

  @Test func yinchuanEntersOneMonthLateInYellowAndPastTwoInRed() throws {
    let office = try Town(
      """
      projects:
        - { id: P, start: 2025-01-01, finish: 2025-03-12, lead: fgw, policies: [yinchuan-entry],
            milestones: [{ id: 入库, duration: 0, kind: finish }] }
      """)
    // 12 April and 12 May are a Saturday and a Monday: the second month is up on the 12th, red is the day after.
    #expect(office.alerts(from: "2025-03-01", to: "2025-06-30") == ["2025-04-14 黄 P", "2025-05-13 红 P"])
  }

  @Test func sanyaTakesTheHalfIntoYellowAndHearsItTwice() throws {
    func project(_ id: String, _ millions: Int...) -> String {
      let days = ["2022-01-31", "2022-02-28", "2022-03-31"]
      let reports = zip(days, millions).map { "{ date: \($0), invested: \($1)万 }" }.joined(separator: ", ")
      return "{ id: \(id), start: 2022-01-01, finish: 2022-12-31, investment: { thisYear: 1200万 }, lead: fgw,"
        + " leader: 分包领导甲, policies: [sanya], reports: [\(reports)] }"
    }
    let office = try Town("projects:\n  - \(project("A", 100, 199, 150))\n  - \(project("B", 50, 100, 149))")
    // Planned: a twelfth, two twelfths, a quarter of the year's twelve million.
    #expect(office.lights("A", through: "2022-03-31") == ["绿", "黄", "黄"])
    #expect(office.lights("B", through: "2022-03-31") == ["黄", "黄", "红"])
    #expect(
      office.alerts(from: "2022-01-01", to: "2022-04-30", by: \.rung) == [
        "2022-02-07 L1 B", "2022-03-07 L1 A", "2022-03-07 L2 B", "2022-04-06 L2 A", "2022-04-06 L3 B",
      ])
  }

  @Test func sanyasDistrictsGoRedInTheSecondMonth() throws {
    let office = try Town(
      """
      projects:
        - { id: 天涯, start: 2022-01-01, finish: 2022-12-31, lead: fgw, policies: [sanya-districts], reports: [
            { date: 2022-01-31, planned: 8, percent: 7.9 }, { date: 2022-02-28, planned: 16, percent: 15 },
            { date: 2022-03-31, planned: 25, percent: 25 }, { date: 2022-04-30, planned: 33, percent: 32 } ] }
      """)
    #expect(office.lights("天涯", through: "2022-04-30") == ["黄", "红", "绿", "黄"])
  }

  @Test func wuhanLeavesItsEdgesOut() throws {
    let office = try Town(
      """
      projects:
        - { id: P, start: 2022-01-01, finish: 2022-12-31, investment: { thisYear: 1200万 }, lead: fgw,
            policies: [wuhan], reports: [ { date: 2022-01-31, invested: 80万 }, { date: 2022-02-28, invested: 159万 },
            { date: 2022-03-31, invested: 180万 }, { date: 2022-04-30, invested: 239万 } ] }
      """)
    #expect(office.lights("P", through: "2022-04-30") == ["绿", "黄", "黄", "红"])  // 80, 79.5, 60 and 59.75 %
  }

  @Test func huatingHandsOutBlueYellowRedInTurn() throws {
    let office = try Town(
      """
      responsibilities:
        - { id: R1, title: 征地拆迁, due: 2021-03-01, lead: fgw, leader: 分包领导甲, policies: [huating] }
        - { id: R2, title: 已办结, due: 2021-03-01, lead: fgw, policies: [huating], done: 2021-03-01 }
      """)
    #expect(
      office.alerts(from: "2021-03-01", to: "2021-04-30") == [
        "2021-03-02 蓝 R1", "2021-03-09 黄 R1", "2021-03-16 红 R1",
      ])
  }

  @Test func xinyangCountsOneThreeSevenDaysAndAMonth() throws {
    let office = try Town(
      """
      responsibilities:
        - { id: R1, title: 一般问题, due: 2021-04-30, lead: fgw, policies: [xinyang-13710] }
        - { id: R2, title: 重大问题, due: 2021-04-30, lead: fgw, policies: [xinyang-13710-major] }
      """)
    // Through the holiday of 1 May: the days do not stop.
    #expect(
      office.alerts(from: "2021-04-30", to: "2021-06-30") == [
        "2021-05-01 蓝 R1", "2021-05-01 蓝 R2", "2021-05-03 黄 R1", "2021-05-03 黄 R2", "2021-05-07 红 R1",
        "2021-05-30 红 R2",
      ])
  }

  @Test func guangshanCountsWeeksWithoutRealProgress() throws {
    let office = try Town(
      """
      projects:
        - { id: STUCK, start: 2021-03-01, finish: 2021-12-31, lead: fgw, policies: [guangshan], reports: [
            { date: 2021-03-05, percent: 5 }, { date: 2021-03-12, percent: 6 }, { date: 2021-03-19, percent: 6 },
            { date: 2021-03-26, percent: 6 }, { date: 2021-04-02, percent: 6 }, { date: 2021-04-09, percent: 6.1 } ] }
        - { id: SILENT, start: 2021-03-01, finish: 2021-12-31, lead: fgw, policies: [guangshan], reports: [
            { date: 2021-03-05, percent: 5 } ] }
      """)
    #expect(office.lights("STUCK", through: "2021-04-11") == ["绿", "绿", "绿", "黄", "红", "绿"])
    #expect(office.lights("SILENT", through: "2021-03-28") == ["绿", "未报", "黄", "红"])
  }

  @Test func longchangSummonsAfterThreeReds() throws {
    func reports(_ percents: [Double]) -> String {
      let days = ["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31"]
      return zip(days, percents).map { "{ date: \($0), planned: 50, percent: \($1) }" }.joined(separator: ", ")
    }
    let office = try Town(
      """
      projects:
        - { id: P, start: 2020-01-01, finish: 2020-12-31, lead: fgw, leader: 分包领导甲, policies: [longchang],
            reports: [\(reports([29.9, 30, 10, 10, 10]))] }
      """)
    #expect(
      office.alerts(from: "2020-01-01", to: "2020-06-30", by: \.rung) == [
        "2020-02-05 L1 P", "2020-04-07 L1 P", "2020-05-06 L1 P", "2020-06-05 L2 P",
      ])
  }
}

extension CityPolicyTests {
  @Test func sanmingStartsUrgentMattersAtOrange() throws {
    let office = try Town(
      """
      responsibilities:
        - { id: PLAIN, title: 一般事项, due: 2021-07-30, lead: fgw, leader: 分包领导甲, policies: [sanming] }
        - { id: URGENT, title: 紧急事项, due: 2021-07-30, lead: fgw, leader: 分包领导甲, policies: [sanming], startLevel: L2 }
      """)
    #expect(
      office.alerts(from: "2021-07-01", to: "2021-08-20") == [
        "2021-08-02 橙 URGENT", "2021-08-02 蓝 PLAIN", "2021-08-09 橙 PLAIN", "2021-08-09 红 URGENT", "2021-08-16 红 PLAIN",
      ])
  }

  @Test func signingsOfAQuarterAreCountedFromTheLedger() throws {
    func project(_ id: String, _ signed: String, _ total: String) -> String {
      "{ id: \(id), finish: 2022-12-31, area: 驿城区, lead: fgw, investment: { total: \(total) },"
        + " milestones: [{ id: s, name: 签约, duration: 0, actualFinish: \(signed) }] }"
    }
    let office = try Town(
      """
      projects:
        - \(project("P1", "2021-07-10", "5亿"))
        - \(project("P2", "2021-08-20", "6亿"))
        - \(project("P3", "2021-10-08", "9亿"))
      quotas:
        - { id: COUNT, title: 签约项目, count: finished, milestone: 签约, target: 3, areas: [驿城区], period: quarter,
            from: 2021-07-01, until: 2021-09-30, pace: [50%], lead: fgw, leader: 分包领导甲, policies: [quotas] }
        - { id: MONEY, title: 签约金额, sum: total, milestone: 签约, target: 10亿, areas: [驿城区], period: quarter,
            from: 2021-07-01, until: 2021-09-30, pace: [50%], lead: fgw, leader: 分包领导甲, policies: [quotas] }
      """)
    // Half of three is two, and one was signed by 15 August; the quarter ends with two of three. The money is there.
    #expect(
      office.alerts(from: "2021-07-01", to: "2021-10-12", by: \.level).filter { $0.contains(" L1 ") } == [
        "2021-08-16 L1 COUNT@2021-09-30/驿城区/50%", "2021-10-08 L1 COUNT@2021-09-30/驿城区",
      ])
  }

  @Test func everyPolicyReadsBackFromWhatIsKeptOfIt() throws {
    let policies = try Town("projects: []").portfolio.policies.values
    #expect(policies.count >= 16)
    for policy in policies {
      let read = try #require(Policy(written: policy.written), "\(policy.id)")
      #expect(read.written == policy.written && read.rungs == policy.rungs, "\(policy.id)")
    }
  }

  @Test func aLineDatedAfterTheLockIsWarnedOf() throws {
    try withScratchDirectory { scratch in
      let config = scratch + "/config"
      try FileManager.default.copyItem(atPath: ShippedConfigurationTests.directory, toPath: config)
      func line(_ day: String, _ party: String) -> String {
        "  - { date: \(day), report: \"R08-monthly@2021-07-25/\(party)\", finish: 2021-07-20, party: \(party), reason: 月报 }\n"
      }
      writeBytes(
        ("answers:\n" + line("2021-07-20", "yicheng") + line("2021-07-28", "xiping") + line("2021-07-29", "runan"))
          .utf8,
        to: config + "/ledger/answers.yaml")
      let outcome = ConfigurationLoader.load(directory: config, today: day)
      let late = outcome.diagnostics.filter { $0.code == "answer.outOfWindow" }
      #expect(late.map(\.place.line) == [2, 4] && late.allSatisfy { $0.severity == .warning })
      #expect(late.first?.message.contains("from 2021-07-21 through 2021-07-28") == true)
    }
  }
}

/// The shipped configuration with every example at hand, and a ledger of the test's own.
private struct Town {
  let portfolio: Portfolio

  init(_ ledger: String) throws {
    portfolio = try withScratchDirectory { scratch in
      let (shipped, config) = (ShippedConfigurationTests.directory, scratch + "/config")
      try FileManager.default.copyItem(atPath: shipped, toPath: config)
      try FileManager.default.removeItem(atPath: config + "/ledger")
      try FileManager.default.createDirectory(atPath: config + "/ledger", withIntermediateDirectories: true)
      for name in try FileManager.default.contentsOfDirectory(atPath: shipped + "/policies/examples")
      where name.hasSuffix(".yaml") {
        try FileManager.default.copyItem(
          atPath: "\(shipped)/policies/examples/\(name)", toPath: "\(config)/policies/\(name)")
      }
      writeBytes(ledger.utf8, to: config + "/ledger/city.yaml")
      let outcome = ConfigurationLoader.load(directory: config, today: CivilDate(iso: "2021-01-01")!)
      let faults = outcome.diagnostics.filter { $0.severity == .error || $0.code.hasPrefix("rung") }
      #expect(faults.map(\.description) == [])
      return try #require(outcome.configuration).portfolio
    }
  }

  /// Month by month, or week by week, the colour that hangs on the wall.
  func lights(_ id: ProjectID, through day: String) -> [String] {
    let project = portfolio.projects.first { $0.id == id }!
    let policy = portfolio.policies[project.policies[0]]!
    let plan = portfolio.plans(today: project.start!).plans[id]!
    return Assessor(project, plan, policy, policy.assessment!, calendars: portfolio.calendars)
      .judgements(through: CivilDate(iso: day)!).map { judgement in
        switch judgement.light {
        case .unknown: "未报"
        case .good: "绿"
        case .rung(let index): policy.rungs[index].colour!
        }
      }
  }

  /// `2025-02-05 黄 P`: the day, the colour and whose.
  func alerts(from: String, to: String, by word: (Alert) -> String = { $0.colour! }) -> [String] {
    var lines: [String] = []
    let zone = portfolio.zone
    Simulation.run(
      portfolio, from: zone.instant(CivilDate(iso: from)!, .midnight),
      to: zone.instant(CivilDate(iso: to)! + 1, .midnight)
    ) {
      let alert = $0.alert
      lines.append("\(zone.date(of: alert.raisedAt)) \(word(alert)) \(alert.project?.text ?? alert.duty.text)")
    }
    return lines.sorted()
  }
}
