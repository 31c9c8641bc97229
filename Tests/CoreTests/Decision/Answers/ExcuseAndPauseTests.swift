@testable import Core
import Testing
import TestSupport

@Suite("Excuses are recorded, and a pause gives back the working days it took")
struct ExcuseAndPauseTests {
  @Test func anExcusedLevelIsRecordedAndTheRestGoesOn() throws {
    let story = Scenario()
    story.advance(to: "2021-07-28T09:00:00")
    try story.world.take(.excuse("R1", levels: ["L1"], through: Office.date(2021, 8, 3)), reason: "等待批复")
    story.advance(5, .workingDays)
    #expect(story.world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L2"])
    #expect(story.journal(.rungExcused) == ["L1 2021-07-28"])
    #expect(story.world.journal.first { $0.kind == .rungExcused }?.reason?.contains("等待批复") == true)
    #expect(story.world.breaches() == [])
  }

  @Test func anExcuseForAllEndsWithItsDay() throws {
    let story = Scenario()
    story.advance(to: "2021-07-28T09:00:00")
    try story.world.take(.excuse("R1", levels: [], through: Office.date(2021, 8, 4)))
    story.restart()
    story.advance(to: "2021-08-11T09:00:00")
    // L1 and L2 came due while it stood; L3 not.
    #expect(story.journal(.rungExcused) == ["L1 2021-07-28", "L2 2021-07-28"])
    story.advance(to: "2021-08-12T09:00:00")
    #expect(story.world.alerts.last?.rung == "L3")
    #expect(story.world.breaches() == [])
  }

  @Test func whilePausedNothingIsRaisedAndTheDateMovesByTheWorkingDaysPaused() throws {
    let story = Scenario()
    story.advance(to: "2021-07-21T09:00:00")
    story.expect(.raised("L0-7d"))
    try story.world.take(.pause("R1", from: Office.date(2021, 7, 21)), reason: "停缓建")
    story.advance(to: "2021-09-01T09:00:00")
    story.restart()
    story.expect(.silent)
    // 21 July … 31 August: 30 working days.
    try story.world.take(.resume("R1", on: Office.date(2021, 9, 1)))
    story.expect(.silent)
    #expect(story.world.duty("R1")?.due == Office.calendar.add(30, to: Office.date(2021, 7, 28)))
    // Seven days before that is today, and was said already.
    story.advance(to: "2021-09-07T09:00:00")
    story.expect(.raised("L0-1d"))
    story.restart()
    #expect(story.world.duty("R1")?.due == Office.date(2021, 9, 8))
  }

  @Test func aPausedProjectIsQuietAndItsPlanMoves() throws {
    let story = Scenario([], projects: [Office.project()])
    let finish = story.world.portfolio.projects[0].finish!
    try story.world.take(.pause("P", from: Office.date(2021, 7, 12)))
    story.advance(10, .workingDays)
    story.expect(.silent)
    try story.world.take(.resume("P", on: Office.date(2021, 7, 26)))
    #expect(story.world.duties.last?.due == Office.calendar.add(10, to: finish))
    // A clerk who then writes the new finish into the ledger has the last word: it is not moved again.
    var project = Office.project()
    project.finish = Office.date(2021, 9, 20)
    story.world.reload(Office.portfolio(projects: [project]))
    #expect(story.world.duties.last?.due == Office.date(2021, 9, 20))
  }

  @Test func pausedTwiceOrNotAtAllIsRefused() throws {
    let story = Scenario()
    #expect(throws: AnswerProblem.notPaused("R1")) { try story.world.take(.resume("R1", on: Office.date(2021, 7, 12))) }
    try story.world.take(.pause("R1", from: Office.date(2021, 7, 12)))
    #expect(try story.world.take(.pause("R1", from: Office.date(2021, 7, 12))) == nil)
    #expect(throws: AnswerProblem.alreadyPaused("R1")) {
      try story.world.take(.pause("R1", from: Office.date(2021, 7, 12)), reason: "又")
    }
    #expect(throws: AnswerProblem.self) { try story.world.take(.pause("P/x", from: Office.date(2021, 7, 12))) }
  }

  @Test func whatCameDueWhileExcusedIsNotRaisedAfterADowntime() throws {
    let story = Scenario()
    story.advance(to: "2021-07-28T09:00:00")
    story.expectAny()
    try story.world.take(.excuse("R1", levels: ["L1"], through: Office.date(2021, 7, 30)), reason: "等待批复")
    story.world.restart(at: Office.instant("2021-07-31T10:00:00"))
    story.expect(.silent)
    #expect(story.journal(.rungExcused) == ["L1 2021-07-28"])
  }

  @Test func whatCameDueWhileExcusedIsNotRaisedAfterAHold() throws {
    var policy = Office.policy()
    policy.answers.verifyWithin = Span(3, .workingDays)
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-28T09:00:00")
    story.expectAny()
    try story.world.take(.excuse("R1", levels: ["L1"], through: Office.date(2021, 7, 30)), reason: "等待批复")
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 28))), by: "fgw")
    story.advance(to: "2021-08-02T18:00:00")
    story.expect(.silent)
  }
}
