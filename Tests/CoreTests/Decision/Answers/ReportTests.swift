@testable import Core
import Testing
import TestSupport

@Suite("Progress is reported, verified and given back")
struct ReportTests {
  private let day = Office.date(2021, 7, 12)

  @Test func aReportedRowIsClosed() throws {
    let story = Scenario()
    story.advance(to: "2021-07-21T09:00:00")
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 20))), by: "fgw", reason: "已办结")
    #expect(story.world.state(of: "R1")?.phase == .closed(.done))
    #expect(story.world.alerts.allSatisfy { $0.state == .closed })
    story.restart()
    story.world.reload(story.world.portfolio)
    story.advance(30, .workingDays)
    #expect(story.world.alerts.map(\.rung) == ["L0-7d"])
    #expect(story.world.breaches() == [])
  }

  @Test func aReportedMilestoneMovesWhatFollows() throws {
    let story = Scenario([], projects: [Office.project()])
    try story.world.take(.report("P/a", ReportedProgress(start: day, percent: 30)))
    #expect(story.world.plannedMilestone("P", 0)?.actualStart == day)
    try story.world.take(.report("P/a", ReportedProgress(finish: day)), reason: "提前完成")
    #expect(story.world.duty("P/a:finish")?.isDone == true)
    story.restart()
    #expect(story.world.duty("P/a:finish")?.isDone == true)
    #expect(story.world.plannedMilestone("P", 0)?.actualStart == day)
  }

  @Test func theLedgerWinsWhereItWasEditedAfterTheReport() throws {
    let story = Scenario([], projects: [Office.project()])
    try story.world.take(.report("P/a", ReportedProgress(start: day, percent: 30)))
    var project = Office.project()
    project.milestones[0].percent = 10
    story.world.reload(Office.portfolio(projects: [project]))
    // The clerk wrote a percent, and nothing of the start.
    #expect(story.world.plannedMilestone("P", 0)?.percent == 10)
    #expect(story.world.plannedMilestone("P", 0)?.actualStart == day)
  }

  @Test func aFinishToBeVerifiedHoldsTheLadderForAWhileOnly() throws {
    var policy = Office.policy()
    policy.answers.verifyWithin = Span(3, .workingDays)
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-28T09:00:00")
    story.expectAny()
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 28))), by: "fgw")
    #expect(story.world.state(of: "R1")?.phase == .open)
    story.advance(2, .workingDays)
    story.expect(.silent)
    #expect(throws: AnswerProblem.samePerson) { try story.world.take(.verify("R1"), by: "fgw") }
    // Nobody has verified it: the ladder goes on where it stands.
    story.advance(to: "2021-08-02T18:00:00")
    story.expect(.raised("L1"), to: "fgw", "leader")
    try story.world.take(.verify("R1"), by: "zxzx")
    #expect(story.world.state(of: "R1")?.phase == .closed(.done))
    #expect(throws: AnswerProblem.nothingReported("R1")) { try story.world.take(.verify("R1"), by: "leader") }
    story.restart()
    #expect(story.world.state(of: "R1")?.phase == .closed(.done))
  }

  @Test func whatIsGivenBackIsOpenAgainAndRaisedOnce() throws {
    let story = Scenario()
    story.advance(to: "2021-07-21T09:00:00")
    story.expect(.raised("L0-7d"))
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 20))), by: "fgw")
    story.advance(to: "2021-07-29T10:00:00")
    story.expect(.silent)
    try story.world.take(.giveBack("R1"), by: "zxzx", reason: "资料不全")
    story.expect(.raised("L1"), to: "fgw", "leader")
    #expect(story.world.state(of: "R1")?.phase == .open)
    // Reported afresh it is closed again.
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 20))), by: "fgw")
    #expect(story.world.state(of: "R1")?.phase == .closed(.done))
    #expect(story.world.breaches() == [])
  }

  @Test func whatCannotBeTrueIsRefused() throws {
    let story = Scenario(projects: [Office.project()])
    #expect(throws: AnswerProblem.inTheFuture(day + 1)) {
      try story.world.take(.report("P/a", ReportedProgress(finish: day + 1)))
    }
    #expect(throws: AnswerProblem.self) {
      try story.world.take(.report("P/a", ReportedProgress(start: day, finish: day - 1)))
    }
    #expect(throws: AnswerProblem.self) { try story.world.take(.report("R1", ReportedProgress(percent: 20))) }
    #expect(throws: AnswerProblem.self) { try story.world.take(.report("P", ReportedProgress(percent: 20))) }
  }

  @Test func whoReportedTheFinishCannotVerifyIt() throws {
    var policy = Office.policy()
    policy.answers.verifyWithin = Span(3, .workingDays)
    let story = Scenario([], projects: [Office.project()], policies: [policy])
    let today = Office.date(2021, 7, 12)
    try story.world.take(.report("P/a", ReportedProgress(start: today, finish: today)), by: "fgw")
    #expect(throws: AnswerProblem.samePerson) { try story.world.take(.verify("P/a"), by: "fgw") }
    try story.world.take(.report("P/a", ReportedProgress(percent: 100)), by: "zjj")
    #expect(throws: AnswerProblem.samePerson) { try story.world.take(.verify("P/a"), by: "fgw") }
  }

  @Test func aFinishGivenBackLeavesTheStartThatWasReportedBefore() throws {
    let policy = Office.policy(watches: [.start, .finish])
    let story = Scenario([], projects: [Office.project()], policies: [policy], at: "2021-07-01T08:00:00")
    try story.world.take(.report("P/a", ReportedProgress(start: Office.date(2021, 7, 1))), by: "fgw")
    #expect(story.world.duty("P/a:start")?.isDone == true)
    story.advance(to: "2021-08-06T09:00:00")
    try story.world.take(.report("P/a", ReportedProgress(finish: Office.date(2021, 8, 6))), by: "fgw", reason: "已完工")
    story.expectAny()
    try story.world.take(.giveBack("P/a"), by: "zxzx", reason: "资料不全")
    story.expect(.silent, on: "P/a:start")
    #expect(story.world.duty("P/a:start")?.isDone == true)
    #expect(story.world.duty("P/a:finish")?.isDone == false)
  }
}
