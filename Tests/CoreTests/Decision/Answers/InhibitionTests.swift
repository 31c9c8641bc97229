@testable import Core
import Testing
import TestSupport

@Suite("An open alert makes lower levels on its project needless, until it is closed")
struct InhibitionTests {
  @Test func whatItHeldBackComesBackWhenItIsClosed() throws {
    // Milestones end on 10, 24 and 31 August; the ladder of the first is done before that of the last begins.
    var portfolio = Office.portfolio(projects: [Office.project()])
    portfolio.inhibitions = [Inhibition(open: ["L3"], suppressed: ["L0", "L1"])]
    let world = World(portfolio, at: "2021-07-12T08:00:00")
    world.advance(to: "2021-08-31T12:00:00")
    let first = world.alerts.filter { $0.duty == "P/a:finish" }.map(\.rung)
    #expect(first.last == "L3")
    let silenced = world.journal.filter { $0.kind == .rungSilenced }
    #expect(!silenced.isEmpty)
    #expect(silenced.allSatisfy { $0.reason?.hasPrefix("L3 is open on P") == true && $0.duty != "P/a:finish" })
    let before = world.alerts.count
    try world.take(.report("P/a", ReportedProgress(finish: Office.date(2021, 8, 31))))
    let new = world.alerts.dropFirst(before)
    #expect(!new.isEmpty)
    #expect(Set(new.map(\.duty)).count == new.count)
    #expect(world.breaches() == [])
  }

  /// In the order of the ledger the one that is held back comes first.
  @Test func whatIsClosedAfterADowntimeHoldsNobodyBack() throws {
    var project = Office.project()
    project.milestones = [project.milestones[2], project.milestones[0]]
    project.milestones[0].after = [Dependency(on: "a", place: Place(file: "ledger"))]
    project.milestones[0].duration = Span(15, .workingDays)
    var portfolio = Office.portfolio(projects: [project])
    portfolio.inhibitions = [Inhibition(open: ["L3"], suppressed: ["L2"])]
    let world = World(portfolio, at: "2021-07-12T08:00:00")
    world.advance(to: "2021-08-26T12:00:00")
    #expect(world.alerts.last { $0.duty == "P/a:finish" }?.rung == "L3")
    let before = world.alerts.count
    for index in portfolio.projects[0].milestones.indices where portfolio.projects[0].milestones[index].id == "a" {
      portfolio.projects[0].milestones[index].actualFinish = Office.date(2021, 8, 26)
    }
    world.restart(at: Office.instant("2021-09-08T12:00:00"), with: portfolio)
    let new = world.alerts.dropFirst(before)
    #expect(new.map { "\($0.duty) \($0.rung)" } == ["P/c:finish L2"])
    #expect(world.breaches() == [])
  }
}
