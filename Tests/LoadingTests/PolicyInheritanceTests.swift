import Core
import Foundation
import Loading
import Testing

@Suite("Policies over a base, and for whom they are")
struct PolicyInheritanceTests {
  private func office(_ policies: [String: String], ledger: String) throws -> Portfolio {
    try withScratchDirectory { scratch in
      let config = scratch + "/config"
      try FileManager.default.copyItem(atPath: ShippedConfigurationTests.directory, toPath: config)
      try FileManager.default.removeItem(atPath: config + "/ledger")
      try FileManager.default.createDirectory(atPath: config + "/ledger", withIntermediateDirectories: true)
      for (name, text) in policies { writeBytes(text.utf8, to: "\(config)/policies/\(name).yaml") }
      writeBytes(ledger.utf8, to: config + "/ledger/l.yaml")
      let outcome = ConfigurationLoader.load(directory: config, today: day)
      #expect(outcome.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
      return try #require(outcome.configuration).portfolio
    }
  }

  private let provincial = """
    id: provincial
    name: 省重点督办阶梯
    base: default
    applies: { investment: ">= 50亿" }
    also: [{ party: ldxz }]
    rungs:
      - { level: L1, answerWithin: 1wd, urgent: true }
      - { level: L1b, name: 省级提醒, when: [due + 2d], to: [leader] }
      - { level: L0, each: [due - 60d, due - 30d] }
      - { level: L5, remove: true }
    """

  @Test func whatIsNotSaidIsInherited() throws {
    let portfolio = try office(["provincial": provincial], ledger: "projects: []")
    let base = try #require(portfolio.policies["default"]), policy = try #require(portfolio.policies["provincial"])
    #expect(policy.rungs.map(\.id) == ["L0-60d", "L0-30d", "L1", "L1b", "L2", "L3", "L4"])
    #expect(policy.watches == base.watches)
    #expect(base.applies == nil)
    let (own, old) = (policy.rungs[2], base.rungs.first { $0.id == "L1" }!)
    #expect(own.isUrgent && own.answerWithin == Span(1, .workingDays))
    #expect(own.triggers == old.triggers && own.template == old.template && own.name == old.name)
    #expect(own.recipients == old.recipients + [.party("ldxz")])
    #expect(policy.rungs.last?.recipients.count { $0 == .party("ldxz") } == 1)
  }

  @Test(arguments: [("49.99亿", "default"), ("50亿", "provincial"), ("", "default")])
  func moneyChoosesTheLadder(total: String, policy: PolicyID) throws {
    let investment = total.isEmpty ? "" : "investment: { total: \(total) }, "
    let portfolio = try office(
      ["provincial": provincial],
      ledger: """
        projects:
          - { id: P, finish: 2021-12-31, \(investment)lead: fgw, leader: 分包领导甲, owner: 分包领导甲,
              policies: [provincial, default], milestones: [{ id: a, duration: 3wd }] }
        responsibilities:
          - { id: R, title: R, due: 2021-12-31, lead: fgw, policies: [provincial, default] }
        """)
    let duties = DutyTimeline(portfolio: portfolio, plans: portfolio.plans(today: day).plans)
      .duties(since: portfolio.zone.instant(day, .midnight), through: .distantFuture)
    #expect(duties.first { $0.id == "P/a:finish" }?.policy == policy)
    #expect(duties.first { $0.id == "R" }?.policy == "default")
  }

  @Test func quotasAreReadWithTheirAreas() throws {
    let portfolio = try office(
      ["quotas": "{ id: quotas, watches: quota, rungs: [{ level: L1, when: [due + 1d], to: [lead] }] }"],
      ledger: """
        projects: [{ id: P, area: 遂平县, finish: 2021-12-31, investment: { total: 1亿 }, lead: fgw,
          leader: 分包领导甲, owner: 分包领导甲, milestones: [{ id: a, duration: 3wd }] }]
        quotas:
          - { id: Q1, title: 新开工, count: started, where: { investment: ">= 1亿" }, target: 5, period: quarter,
              from: 2021-07-01, areas: [驿城区, { area: 遂平县, target: 3, lead: 遂平县 }], pace: [50%], lead: fgw,
              policies: [quotas] }
          - { id: Q2, title: 数据时效, ratio: reported, target: 100%, period: month, from: 2021-07-01, lead: fgw,
              policies: [quotas] }
          - { id: Q3, title: 完成投资, sum: invested, target: 3亿, period: month, from: 2021-07-01, lead: fgw,
              policies: [quotas] }
        """)
    let quotas = portfolio.quotas
    #expect(quotas.map(\.measure) == [.count(.started), .ratio(.reported), .invested])
    #expect(quotas.map { $0.shares.map(\.target) } == [[5, 3], [100], [300_000_000]])
    #expect(quotas[0].shares[1].assignments == [Assignment(.lead, "suiping")])
    #expect(quotas[0].pace == [50])
    #expect(quotas[0].members(quotas[0].shares[1], of: portfolio.projects).count == 1)
  }

  @Test func categoriesAreasAndBatchesChooseToo() throws {
    let applies = Applicability(categories: ["工业"], areas: ["驿城区", "遂平县"], batches: ["开工2021Q3"])
    var project = Project(id: "P", name: "P", calendar: "cn", place: Place(file: ""))
    #expect(!applies.covers(project))
    project.category = "工业"
    project.area = "遂平县"
    project.batch = "开工2021Q3"
    #expect(applies.covers(project))
    project.area = "西平县"
    #expect(!applies.covers(project))
    #expect(Applicability().covers(project))
  }
}
