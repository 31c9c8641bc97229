@testable import Core
import Testing
import TestSupport

@Suite("An extension moves the due date and what is pending, and nothing is sent twice")
struct ExtensionTests {
  @Test func askedInTimeAndApprovedByASecondPersonItMovesTheLadder() throws {
    let story = Scenario()
    story.advance(to: "2021-07-21T09:00:00")
    story.expect(.raised("L0-7d"), to: "fgw")
    let request = try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw", reason: "连日暴雨")
    // Asking moves nothing.
    story.advance(to: "2021-07-27T09:00:00")
    story.expect(.raised("L0-1d"))
    try story.world.take(.approve(request: request!), by: "leader", reason: "属实")
    #expect(story.world.duty("R1")?.due == Office.date(2021, 8, 11))
    story.expect(.silent)
    story.restart()
    story.advance(to: "2021-08-04T09:00:00")
    story.expect(.raised("L0-7d"))
    story.advance(to: "2021-08-12T09:00:00")
    #expect(story.world.raisings.suffix(2) == ["L0-1d 2021-08-10T08:30:00+08:00", "L1 2021-08-12T08:30:00+08:00"])
    #expect(story.world.breaches() == [])
    let history = story.world.journal.filter { [.extensionAsked, .extensionApproved].contains($0.kind) }
    #expect(history.map(\.party) == ["fgw", "leader"])
    #expect(history.map(\.reason) == ["连日暴雨", "属实"])
    #expect(history.map(\.duty) == ["R1", "R1"])
  }

  @Test func refusedItMovesNothing() throws {
    let story = Scenario()
    let request = try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw")
    try story.world.take(.refuse(request: request!), by: "leader")
    #expect(throws: AnswerProblem.nothingOpen(request!)) {
      try story.world.take(.approve(request: request!), by: "leader")
    }
    story.advance(to: "2021-07-29T09:00:00")
    #expect(story.world.alerts.map(\.rung) == ["L0-7d", "L0-1d", "L1"])
  }

  @Test func whatCannotBeIsRefused() throws {
    let story = Scenario()
    #expect(throws: AnswerProblem.notLater(than: Office.date(2021, 7, 28))) {
      try story.world.take(.extend("R1", to: Office.date(2021, 7, 28)), by: "fgw")
    }
    #expect(throws: AnswerProblem.unknownSubject("R2", nearest: "R1")) {
      try story.world.take(.extend("R2", to: Office.date(2021, 8, 11)), by: "fgw")
    }
    let request = try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw")
    #expect(throws: AnswerProblem.samePerson) { try story.world.take(.approve(request: request!), by: "fgw") }
    #expect(throws: AnswerProblem.unknownParty("nobody")) {
      try story.world.take(.approve(request: request!), by: "nobody")
    }
    story.advance(to: "2021-07-28T18:00:00")
    #expect(throws: AnswerProblem.tooLate(due: Office.date(2021, 7, 28))) {
      try story.world.take(.extend("R1", to: Office.date(2021, 8, 18)), by: "fgw")
    }
  }

  @Test func saidAgainItSaysNothing() throws {
    let story = Scenario()
    let request = try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw")
    #expect(try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw") == nil)
    try story.world.take(.approve(request: request!), by: "leader")
    let lines = story.world.journal.count
    #expect(try story.world.take(.approve(request: request!), by: "leader") == nil)
    story.restart()
    #expect(try story.world.take(.approve(request: request!), by: "leader") == nil)
    #expect(story.world.journal.count == lines)
  }

  @Test func aProjectsExtensionMovesEveryLatestDateOfIt() throws {
    let story = Scenario([], projects: [Office.project()])
    let before = story.world.duties.map(\.due)
    let request = try story.world.take(.extend("P", to: Office.date(2021, 9, 15)), by: "fgw")
    try story.world.take(.approve(request: request!), by: "leader")
    #expect(zip(story.world.duties.map(\.due), before).allSatisfy { $0 > $1 })
    #expect(story.world.duties.last?.due == Office.date(2021, 9, 15))
  }

  @Test func theLedgersLaterDateWins() throws {
    let story = Scenario()
    let request = try story.world.take(.extend("R1", to: Office.date(2021, 8, 11)), by: "fgw")
    try story.world.take(.approve(request: request!), by: "leader")
    story.world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 8, 30))]))
    #expect(story.world.duty("R1")?.due == Office.date(2021, 8, 30))
    story.world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 8, 2))]))
    #expect(story.world.duty("R1")?.due == Office.date(2021, 8, 11))
  }
}
