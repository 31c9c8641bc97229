@testable import Core
import Testing
import TestSupport

@Suite("What was missed while nobody could raise it")
struct MisfireTests {
  private func raisings(_ rule: MisfireRule, downUntil: String) -> World {
    var policy = Office.policy()
    policy.misfire = rule
    let row = Office.row("R", due: Office.date(2021, 7, 31))
    let world = World(Office.portfolio(rows: [row], policies: [policy]), at: "2021-07-20T09:00:00")
    world.jump(to: downUntil)
    world.restart(at: downUntil)
    world.advance(to: downUntil)
    return world
  }

  @Test(arguments: [
    // 24 and 30 July, 2 August: the two reminders and L1 are due.
    (MisfireRule.latest, "2021-08-03T10:00:00", ["L1"], 2),
    (.each, "2021-08-03T10:00:00", ["L0-7d", "L0-1d", "L1"], 0),
    // L0-7d came on Friday the 23rd, L0-1d on the 30th.
    (.skip(after: Span(30, .hours)), "2021-08-01T10:00:00", [], 2),
    (.skip(after: Span(3, .days)), "2021-08-01T10:00:00", ["L0-1d"], 1),
    (.skip(after: Span(2, .workingDays)), "2021-08-01T10:00:00", ["L0-1d"], 1),
    (.skip(after: Span(1, .hours)), "2021-08-03T10:00:00", [], 3),
  ])
  func isRaisedAsTheOfficeWantsIt(rule: MisfireRule, at: String, rungs: [String], superseded: Int) {
    let world = raisings(rule, downUntil: at)
    #expect(world.alerts.map(\.rung) == rungs)
    #expect(world.journal.count { $0.kind == .rungSuperseded } == superseded)
    #expect(world.breaches() == [])
    world.advance(to: "2021-08-31T00:00:00")
    #expect(world.alerts.map(\.rung).suffix(2) == ["L2", "L3"])
    #expect(world.breaches() == [])
  }

  /// Lowest first, a rung that is silenced is one that is passed by, and not one that is superseded as well.
  @Test(arguments: [(MisfireRule.each, ["L1"], 2, 0), (.latest, ["L1"], 0, 2)])
  func whatIsSilencedAmongThemIsSettledOnce(rule: MisfireRule, rungs: [String], silenced: Int, superseded: Int) throws {
    var policy = Office.policy()
    policy.misfire = rule
    let row = Office.row("R", due: Office.date(2021, 7, 31))
    let world = World(Office.portfolio(rows: [row], policies: [policy]), at: "2021-07-20T09:00:00")
    let end = Office.instant("2021-12-01T00:00:00")
    try world.take(.silence(Silence(matchers: [Matcher("level=L0")!], from: world.now, until: end)))
    world.restart(at: "2021-08-03T10:00:00")
    world.advance(to: world.now)
    #expect(world.alerts.map(\.rung) == rungs)
    #expect(world.journal.count { $0.kind == .rungSilenced } == silenced)
    #expect(world.journal.count { $0.kind == .rungSuperseded } == superseded)
    #expect(world.breaches() == [])
  }

  @Test func rulesAreReadAsTheyAreWritten() {
    for text in ["latest", "each", "skip after 3d", "skip after 4h"] { #expect(MisfireRule(text)?.description == text) }
    for text in ["", "none", "skip", "skip after", "skip after 3", "skip after -3d", "each 3d"] {
      #expect(MisfireRule(text) == nil)
    }
  }
}
