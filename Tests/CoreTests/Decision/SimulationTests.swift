@testable import Core
import Testing
import TestSupport

@Suite("A stretch of time lived through in advance")
struct SimulationTests {
  private let rows = [Office.row("R1", due: Office.date(2021, 7, 31)), Office.row("R2", due: Office.date(2021, 8, 31))]

  private func rungs(_ portfolio: Portfolio, _ events: [Simulation.Event] = []) -> [String] {
    var lines: [String] = []
    Simulation.run(
      portfolio, from: Office.instant("2021-07-01T00:00:00"), to: Office.instant("2021-08-20T00:00:00"), events: events
    ) { lines.append("\($0.alert.rung) \($0.alert.duty) \(portfolio.zone.date(of: $0.alert.raisedAt))") }
    return lines
  }

  @Test func answersHoldBackWhatWaitsForSilence() {
    let portfolio = Office.portfolio(rows: [rows[0]])
    let silent = [
      "L0-7d R1 2021-07-23", "L0-1d R1 2021-07-30", "L1 R1 2021-08-02", "L2 R1 2021-08-05", "L3 R1 2021-08-16",
    ]
    #expect(rungs(portfolio) == silent)
    let answer = Simulation.Event(
      at: Office.instant("2021-08-03T09:00:00"), duty: "R1", act: .acknowledge(note: "知悉", promise: nil))
    #expect(rungs(portfolio, [answer])[3] == "L2 R1 2021-08-09")  // due + 7d is a Saturday
    // One for another duty, before anything was raised, or past the end changes nothing.
    let vain = ["R2", "R1"].map {
      Simulation.Event(at: Office.instant("2021-07-02T09:00:00"), duty: $0, act: answer.act)
    }
    #expect(rungs(portfolio, vain) == silent)
  }

  /// Rows and projects lived through by several engines side by side, with answers and completions in between.
  @Test func sharesForetellWhatOneForetells() {
    let rows = (1...13).map { Office.row("R\($0)", due: Office.date(2021, 7, 20) + $0) }
    let projects = (1...5).map { number in
      Project(
        id: ProjectID("P\(number)"), name: "P", calendar: "cn", finish: Office.date(2021, 7, 26) + number,
        assignments: [Assignment(.lead, "fgw")],
        milestones: ["a", "b"].map {
          Milestone(id: MilestoneID($0), name: $0, duration: Span(5, .workingDays), place: Place(file: "l"))
        }, place: Place(file: "l"))
    }
    let portfolio = Office.portfolio(rows: rows, projects: projects)
    let events = [
      Simulation.Event(
        at: Office.instant("2021-07-30T09:00:00"), duty: "R2", act: .acknowledge(note: "知悉", promise: nil)),
      Simulation.Event(at: Office.instant("2021-07-30T09:00:00"), duty: "P3/b:finish", act: .done),
      Simulation.Event(at: Office.instant("2021-08-02T09:00:00"), duty: "R7", act: .done),
      Simulation.Event(at: Office.instant("2021-08-02T09:00:00"), duty: "R99", act: .done),
    ]
    func outcome(_ shares: Int) -> (raised: [Simulation.Raised], idle: [Simulation.Event]) {
      var all: [Simulation.Raised] = []
      let idle = Simulation.run(
        portfolio, from: Office.instant("2021-07-01T00:00:00"), to: Office.instant("2021-09-30T00:00:00"),
        events: events, shares: shares
      ) {
        var item = $0
        item.alert.facts.id = "any"
        all.append(item)
      }
      return (all, idle)
    }
    let alone = outcome(1)
    #expect(alone.raised.count > 60 && alone.idle == [events[3]])
    #expect(alone.raised.contains { $0.alert.duty == "P3/a:finish" && $0.alert.rung == "L1" })
    for shares in [2, 3, 8, 40] {
      let together = outcome(shares)
      #expect(together.raised == alone.raised && together.idle == alone.idle, "\(shares) shares")
    }
  }

  @Test func whatIsDoneIsChasedNoMore() {
    let done = Simulation.Event(at: Office.instant("2021-08-02T09:00:00"), duty: "R1", act: .done)
    #expect(
      rungs(Office.portfolio(rows: [rows[0]]), [done]) == [
        "L0-7d R1 2021-07-23", "L0-1d R1 2021-07-30", "L1 R1 2021-08-02",
      ])
  }

  @Test(arguments: [
    ("R1.due=2021-08-20", true), ("R9.due=2021-08-20", false), ("P.finish=2021-09-30", true),
    ("P/a.duration=3wd", true), ("P/a.deadline=2021-09-30", true), ("P/a.due=2021-09-30", false),
    ("P/x.duration=3wd", false), ("P.duration=3wd", false), ("R1.finish=2021-09-30", false),
  ])
  func somethingElseIsAssumed(text: String, isApplied: Bool) throws {
    let project = Project(
      id: "P", name: "P", calendar: "cn", finish: Office.date(2021, 10, 29),
      milestones: [Milestone(id: "a", name: "a", duration: Span(5, .workingDays), place: Place(file: "l"))],
      place: Place(file: "l"))
    var portfolio = Office.portfolio(rows: rows, projects: [project])
    let before = (portfolio.projects, portfolio.responsibilities)
    #expect(portfolio.assume(try #require(Assumption(text))) == isApplied)
    #expect((before != (portfolio.projects, portfolio.responsibilities)) == isApplied)
  }

  @Test(arguments: ["", "P", "P.finish", "finish=2021-09-30", "P.finish=soon", "P.colour=red", "P/a.duration=3h"])
  func whatIsNoAssumptionIsRefused(text: String) { #expect(Assumption(text) == nil) }

  @Test func theLoadIsCountedByPartyAndMonth() {
    var load = AlertLoad(zone: Office.shanghai)
    var urgent = true
    let portfolio = Office.portfolio(rows: rows)
    Simulation.run(
      portfolio, from: Office.instant("2021-07-01T00:00:00"), to: Office.instant("2021-08-31T23:59:59")
    ) {
      load.add($0.alert, isUrgent: urgent)
      urgent = false
    }
    let lines = load.lines.map { "\($0.name) \($0.month.month) \($0.count.messages) \($0.count.urgent)" }
    #expect(lines == ["市发改委 7 2 1", "市发改委 8 5 0", "分包领导甲 8 2 0", "重点项目服务中心 8 1 0"])
    let heat = load.heatMap(from: Office.date(2021, 7, 20), through: Office.date(2021, 8, 31))
    #expect(heat[1] == "2021-07                     ···1······1·     2")
    #expect(heat[2] == "2021-08  ·1··1··········1·······1·····1·     5")
  }
}
