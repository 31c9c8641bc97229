@testable import Core
import Testing
import TestSupport

@Suite("Answers in ledger files are taken once, before anything is raised; deputies stand in")
struct FiledAnswerTests {
  private func portfolio(_ answers: FiledAnswer...) -> Portfolio {
    var portfolio = Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 28))])
    portfolio.answers = answers
    return portfolio
  }

  private func filed(_ content: Answer.Content, _ date: CivilDate, line: Int = 1) -> FiledAnswer {
    FiledAnswer(
      date: date, party: "fgw", reason: "会议纪要", content: content,
      place: Place(file: "ledger/answers.yaml", line: line, column: 5))
  }

  @Test func whatTheSameLoadSaysIsDoneIsNotChased() {
    let done = filed(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 30))), Office.date(2021, 7, 30))
    let world = World(portfolio(done), at: "2021-08-20T08:00:00")
    #expect(world.alerts.isEmpty)
    #expect(world.duty("R1")?.isDone == true)
    #expect(world.breaches() == [])
  }

  @Test func aLineIsTakenOnceWhereverItStands() {
    let world = World(portfolio(), at: "2021-07-20T08:00:00")
    let pause = filed(.pause("R1", from: Office.date(2021, 7, 19)), Office.date(2021, 7, 19))
    world.reload(portfolio(pause))
    #expect(world.answers.count == 1)
    let lines = world.journal.count
    world.reload(portfolio(filed(pause.content, pause.date, line: 9)))
    world.restart(at: "2021-07-22T08:00:00")
    #expect(world.journal.count == lines)
    let resume = filed(.resume("R1", on: Office.date(2021, 7, 26)), Office.date(2021, 7, 26))
    world.advance(to: "2021-07-26T08:00:00")
    world.reload(portfolio(resume, pause))
    world.reload(portfolio(resume, pause))
    #expect(world.answers.count == 2)
    #expect(world.duty("R1")?.due == Office.date(2021, 8, 4))
    #expect(world.breaches() == [])
  }

  @Test func whatCannotBeTakenIsSaidWithItsPlace() {
    let world = World(portfolio(), at: "2021-07-20T08:00:00")
    world.reload(portfolio(filed(.resume("R1", on: Office.date(2021, 7, 19)), Office.date(2021, 7, 19), line: 7)))
    #expect(world.answers.isEmpty)
    #expect(world.journal.last?.kind == .answerRefused)
    #expect(world.journal.last?.actor == "ledger/answers.yaml:7:5")
    #expect(world.journal.last?.reason == "R1 is not paused")
  }

  @Test func whileAwayTheDeputyIsTold() {
    var portfolio = portfolio()
    let away = Absence(from: Office.date(2021, 7, 20), through: Office.date(2021, 7, 22), deputy: "zjj")
    portfolio.parties["fgw"]?.absences = [away]
    let world = World(portfolio, at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-28T08:00:00")
    #expect(world.alerts.map { $0.recipients.map(\.party) } == [["zjj"], ["fgw"]])
    // Each other's deputies, and both away: the one named is told.
    portfolio.parties["zjj"]?.absences = [Absence(from: away.from, through: away.through, deputy: "fgw")]
    let both = World(portfolio, at: "2021-07-12T08:00:00")
    both.advance(to: "2021-07-22T08:00:00")
    #expect(both.alerts.map { $0.recipients.map(\.party) } == [["fgw"]])
  }
}
