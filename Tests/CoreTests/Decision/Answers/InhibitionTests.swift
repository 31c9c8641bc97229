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
}
