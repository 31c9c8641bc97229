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

  /// In the order of the ledger the one that is held back comes first; what was held back before is looked at again whenever an
  /// alert is closed.
  @Test(arguments: [["a"], ["a", "b"]] as [[MilestoneID]])
  func whatIsClosedAfterADowntimeHoldsNobodyBack(_ over: [MilestoneID]) throws {
    var project = Office.project()
    project.milestones[1].duration = Span(1, .workingDays)
    project.milestones[2].duration = Span(17, .workingDays)
    if over.count == 1 {
      project.milestones.remove(at: 1)
      project.milestones[1].after = [Dependency(on: "a", place: project.place)]
    }
    project.milestones.reverse()
    var portfolio = Office.portfolio(projects: [project])
    portfolio.inhibitions = [Inhibition(open: ["L3"], suppressed: ["L0", "L2"])]
    let world = World(portfolio, at: "2021-07-12T08:00:00")
    world.advance(to: "2021-08-26T12:00:00")
    for id in over { #expect(world.alerts.last { $0.duty == DutyID("P/\(id):finish") }?.rung == "L3") }
    #expect(world.state(of: "P/c:finish")?.settled.map(\.outcome) == [.silenced])
    let before = world.alerts.count
    for index in project.milestones.indices where over.contains(project.milestones[index].id) {
      portfolio.projects[0].milestones[index].actualFinish = Office.date(2021, 8, 26)
    }
    world.restart(at: Office.instant("2021-09-08T12:00:00"), with: portfolio)
    let new = world.alerts.dropFirst(before)
    #expect(new.map { "\($0.duty) \($0.rung)" } == ["P/c:finish L2"])
    #expect(world.breaches() == [])
  }

  @Test func aRestartInTheNightDoesNotChangeWhatIsRaised() throws {
    // Two milestones: L3 of the first falls on the morning on which L1 of the other is due.
    for reversed in [false, true] {
      var project = Office.project()
      project.milestones = [("a", Office.date(2021, 8, 2)), ("c", Office.date(2021, 8, 16))].map { name, day in
        var milestone = Milestone(
          id: MilestoneID(name), name: name, duration: Span(2, .workingDays), place: project.place)
        milestone.constraints.deadline = day
        return milestone
      }
      if reversed { project.milestones.reverse() }
      var office = Office.portfolio(projects: [project])
      office.inhibitions = [Inhibition(open: ["L3"], suppressed: ["L1"])]
      func live(_ disturb: (World) -> Void) -> [String] {
        let world = World(office, at: "2021-07-12T08:00:00")
        world.advance(to: "2021-08-16T20:00:00")
        disturb(world)
        world.advance(to: "2021-08-20T20:00:00")
        #expect(world.breaches() == [])
        return world.alerts.map { "\($0.duty) \($0.rung) \(Office.shanghai.iso($0.raisedAt))" }
      }
      let straight = live { _ in }
      let restarted = live { $0.restart(at: $0.now) }
      #expect(straight == restarted)
    }
  }
}
