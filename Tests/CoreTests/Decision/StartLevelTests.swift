import Core
import Testing
import TestSupport

/// A row due on Wednesday 28 July 2021. From the bottom L1 comes on the 29th and L2 on 3 August.
@Suite("A ladder may start above its lowest level")
struct StartLevelTests {
  private static let due = Office.date(2021, 7, 28)

  private func row(_ level: String?) -> Responsibility {
    var row = Office.row("R1", due: Self.due)
    row.startLevel = level
    return row
  }

  @Test func theHigherLevelComesWhenTheLowerOneWould() {
    let story = Scenario([row("L2")])
    story.advance(to: "2021-07-27T09:00:00")
    #expect(story.world.alerts.map(\.rung) == ["L0-7d", "L0-1d"], "Reminders before the date stay.")
    story.expectAny()
    story.advance(to: "2021-07-29T08:29:59")
    story.expect(.silent)
    story.advance(to: "2021-07-29T08:30:00")
    story.expect(.raised("L2"), to: "fgw", "leader")
    #expect(story.world.alerts.last?.reason.trigger == "due + 1d")
    let passed = story.world.journal.filter { $0.kind == .rungSuperseded && $0.rung == "L1" }
    #expect(passed.map(\.reason) == ["the ladder starts at L2"])
    story.advance(to: "2021-08-12T09:00:00")
    story.expect(.raised("L3"))
  }

  @Test func thePolicyMaySayItForAll() {
    var policy = Office.policy()
    policy.startLevel = "L3"
    let story = Scenario([row(nil), Office.row("R2", due: Self.due)], policies: [policy])
    story.advance(to: "2021-09-01T09:00:00")
    for duty: DutyID in ["R1", "R2"] {
      #expect(story.world.alerts.filter { $0.duty == duty }.map(\.rung) == ["L0-7d", "L0-1d", "L3"])
    }
    #expect(story.world.breaches() == [])
  }

  @Test func theRowGoesBeforeThePolicy() {
    var policy = Office.policy()
    policy.startLevel = "L3"
    let story = Scenario([row("L2")], policies: [policy])
    story.advance(to: "2021-07-29T08:30:00")
    #expect(story.world.alerts.last?.rung == "L2")
  }

  @Test func aProjectSaysItForItsMilestones() {
    var project = Office.project()
    project.startLevel = "L2"
    let story = Scenario([], projects: [project], at: "2021-07-01T08:00:00")
    story.advance(to: "2021-12-01T08:30:00")
    let raised = Set(story.world.alerts.filter { $0.project == "P" }.map(\.level))
    #expect(raised == ["L0", "L2", "L3"])
    #expect(story.world.breaches() == [])
  }

  @Test func whatWasRaisedBelowStaysAndTheNextFollowsItsOwnTerms() {
    let story = Scenario([row(nil)])
    story.advance(to: "2021-07-29T09:00:00")
    story.expectAny()
    story.world.reload(Office.portfolio(rows: [row("L2")]))
    story.expect(.silent)
    story.advance(to: "2021-08-03T09:00:00")
    story.expect(.raised("L2"))
    #expect(story.world.alerts.last?.reason.trigger == "L1 unanswered 3wd")
  }

  @Test func aSlipThatFollowsAnotherComesInItsPlace() {
    // 三明: blue, then orange when blue is not done in time; an urgent matter starts at orange.
    let rungs = [
      Office.rung("L1", "due + 1d"), Office.rung("L2", "L1 unresolved 5wd"), Office.rung("L3", "L2 unresolved 5wd"),
    ]
    let story = Scenario([row("L2")], policies: [Office.policy(rungs: rungs)])
    story.advance(to: "2021-07-29T09:00:00")
    story.expect(.raised("L2"))
    story.advance(5, .workingDays)
    story.expect(.raised("L3"))
  }

  @Test func aStartLevelTakenBackGivesTheRungBack() throws {
    let story = Scenario([row("L3")])
    story.advance(to: "2021-07-22T09:00:00")
    story.world.reload(Office.portfolio(rows: [row(nil)]))
    story.advance(to: "2021-07-28T09:00:00")
    story.expectAny()
    story.advance(to: "2021-09-01T09:00:00")
    #expect(story.world.alerts.map(\.rung).contains("L1"))
  }

  @Test func whatIsPassedOverIsSupersededThoughLowerOnesWereSkipped() throws {
    var policy = Office.policy()
    policy.misfire = .skip(after: Span(22, .days))
    var row = Office.row("R1", due: Office.date(2021, 8, 9))
    row.startLevel = "L2"
    let story = Scenario([row], policies: [policy])
    story.restart()
    story.world.restart(at: Office.instant("2021-08-30T15:00:00"))
    #expect(story.world.alerts.map(\.rung) == ["L3"])
    story.advance(to: "2022-08-30T15:00:00")
    #expect(story.world.state(of: "R1")?.pending == [])
  }
}
