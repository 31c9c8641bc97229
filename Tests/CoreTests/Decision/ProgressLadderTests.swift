@testable import Core
import Testing
import TestSupport

@Suite("Projects are judged period by period")
struct ProgressLadderTests {
  /// A hundred days from 1 July 2021, so that every day is a point: 31 at the end of July, 62, 92.
  private func project(_ reports: (String, Double)..., texts: [String: String] = [:]) -> Project {
    Project(
      id: "P", name: "项目", calendar: "cn", start: Office.date(2021, 7, 1), finish: Office.date(2021, 10, 8),
      assignments: [Assignment(.lead, "fgw"), Assignment(.leader, "leader")], policies: ["progress"],
      reports: reports.map { day, percent in
        ProgressReport(date: CivilDate(iso: day)!, percent: percent, text: texts[day])
      }, place: Place(file: "ledger"))
  }

  private func policy(_ rungs: Rung..., rule: AssessmentRule = AssessmentRule(period: .month)) -> Policy {
    var policy = Office.policy("progress", watches: [.progress], rungs: rungs)
    policy.assessment = rule
    return policy
  }

  private func rung(_ id: String, _ triggers: String..., until: String? = nil) -> Rung {
    var rung = Office.rung(id, "promise broken")
    rung.triggers = triggers.map { Trigger($0)! }
    rung.until = until.map { Condition($0)! }
    return rung
  }

  private func lights(_ project: Project, _ policy: Policy, through: CivilDate = Office.date(2021, 9, 30)) -> [String] {
    let portfolio = Office.portfolio(projects: [project], policies: [policy])
    let plan = portfolio.plans(today: Office.date(2021, 7, 1)).plans["P"]!
    return Assessor(project, plan, policy, policy.assessment!, calendars: portfolio.calendars)
      .judgements(through: through).map {
        switch $0.light {
        case .unknown: "?"
        case .good: "-"
        case .rung(let index): policy.rungs[index].id
        }
      }
  }

  @Test func aLateReportIsJudgedWhenItComes() {
    let policy = policy(rung("L1", "lag >= 10pp"), rung("L2", "L1 unanswered 3wd"))
    let world = World(Office.portfolio(projects: [project()], policies: [policy]), at: "2021-07-15T09:00:00")
    world.advance(to: "2021-08-05T09:00:00")
    #expect(world.alerts.isEmpty)  // Nothing reported is unknown, not behind.
    world.reload(Office.portfolio(projects: [project(("2021-07-31", 20))], policies: [policy]))
    #expect(world.raisings == ["L1 2021-08-05T09:00:00+08:00"])
    #expect(world.alerts.last?.reason.trigger == "lag >= 10pp")
    world.advance(to: "2021-08-31T23:00:00")
    #expect(world.raisings.dropFirst() == ["L2 2021-08-10T08:30:00+08:00"])
    #expect(world.breaches() == [])
  }

  @Test func thePeriodIsJudgedOnItsWorkingMorningAndEndsTheLastOne() throws {
    let policy = policy(rung("L1", "lag >= 10pp"), rule: AssessmentRule(period: .month, delay: Span(1, .days)))
    let late = project(("2021-07-31", 10), ("2021-08-31", 20), ("2021-09-30", 92))
    let world = World(Office.portfolio(projects: [late], policies: [policy]), at: "2021-07-15T09:00:00")
    // 1 August is a Sunday; September is good.
    world.advance(to: "2021-10-31T00:00:00")
    #expect(world.raisings == ["L1 2021-08-02T08:30:00+08:00", "L1 2021-09-01T08:30:00+08:00"])
    #expect(world.alerts.map(\.state) == [.closed, .closed])
    #expect(world.breaches() == [])
  }

  @Test func aFigureMendedInTimeRaisesNothing() {
    let policy = policy(rung("L1", "lag >= 10pp"), rule: AssessmentRule(period: .month, delay: Span(5, .days)))
    let world = World(
      Office.portfolio(projects: [project(("2021-07-31", 10))], policies: [policy]), at: "2021-07-31T09:00:00")
    world.advance(to: "2021-08-03T09:00:00")
    world.reload(Office.portfolio(projects: [project(("2021-07-31", 30))], policies: [policy]))
    world.advance(to: "2021-08-31T00:00:00")
    #expect(world.alerts.isEmpty)
  }

  @Test func aLevelIsLeftByItsOwnWayOut() {
    let reports = project(("2021-07-31", 10), ("2021-08-31", 55), ("2021-09-30", 88))
    // 21, 7 and 4 points behind.
    #expect(lights(reports, policy(rung("L1", "lag >= 10pp"))) == ["L1", "-", "-"])
    #expect(lights(reports, policy(rung("L1", "lag >= 10pp", until: "lag < 5pp"))) == ["L1", "L1", "-"])
  }

  @Test func aStepDownWaitsForGoodPeriodsAndSilenceIsNone() {
    let rule = AssessmentRule(period: .month, stepDownPeriods: 2)
    let good = project(("2021-07-31", 10), ("2021-08-31", 62), ("2021-09-30", 92))
    #expect(lights(good, policy(rung("L1", "lag >= 10pp"), rule: rule)) == ["L1", "L1", "-"])
    let silent = project(("2021-07-31", 10), ("2021-09-30", 92))
    #expect(lights(silent, policy(rung("L1", "lag >= 10pp"), rule: rule)) == ["L1", "L1", "L1"])
    #expect(lights(silent, policy(rung("L1", "lag >= 10pp"))) == ["L1", "?", "-"])
  }

  @Test func theSameWordsTwiceAreNoticed() {
    let copied = project(
      ("2021-07-31", 31), ("2021-08-31", 62), ("2021-09-30", 92),
      texts: ["2021-07-31": "主体施工", "2021-08-31": "主体 施工", "2021-09-30": "封顶"])
    #expect(lights(copied, policy(rung("L1", "same text twice"))) == ["-", "L1", "-"])
  }

  @Test func silenceGrowsStaleByTheDay() {
    let silent = project(("2021-07-31", 31))
    #expect(lights(silent, policy(rung("L1", "report stale 61d"))) == ["-", "-", "L1"])
    #expect(lights(silent, policy(rung("L1", "report stale 62d"))) == ["-", "-", "-"])
    #expect(lights(silent, policy(rung("L1", "report stale 31d", "lag > 99pp"))) == ["-", "L1", "L1"])
  }

  @Test func moneyIsAConditionAmongOthers() {
    var rich = project(("2021-07-31", 10))
    rich.investment.total = 5_000_000_000
    let policy = policy(rung("L1", "lag > 20pp and investment > 50亿"), rung("L2", "lag > 20pp and investment >= 50亿"))
    #expect(lights(rich, policy, through: Office.date(2021, 7, 31)) == ["L2"])
    rich.investment.total = 5_000_000_001
    let trigger = Condition("lag > 20pp and investment > 50亿")!
    #expect(lights(rich, self.policy(rung("L1", "\(trigger)")), through: Office.date(2021, 7, 31)) == ["L1"])
  }

  @Test(arguments: [
    (Period.week, "2021-08-01", "2021-07-26"), (.month, "2021-07-31", "2021-07-01"),
    (.quarter, "2021-09-30", "2021-07-01"), (.year, "2021-12-31", "2021-01-01"),
  ])
  func periodsBeginAndEnd(period: Period, end: String, start: String) {
    let day = Office.date(2021, 7, 31)
    #expect("\(period.end(of: day))" == end)
    #expect("\(period.start(of: day))" == start)
    for offset in 0..<800 {
      let day = day + offset
      #expect(period.end(of: period.start(of: day)) == period.end(of: day))
      #expect(period.end(before: period.end(of: day)) + 1 == period.start(of: day))
      #expect((period.start(of: day)...period.end(of: day)).contains(day))
    }
  }
}
