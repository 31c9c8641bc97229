@testable import Core
import Testing
import TestSupport

@Suite("An acknowledgement that was taken back, or ran out, counts as not given")
struct AcknowledgementEndTests {
  @Test func thePromiseOfAnOlderAlertIsForgottenWhenItIsTakenBack() throws {
    let story = Scenario()
    story.advance(to: "2021-07-29T09:00:00")
    let first = story.world.alerts.last!
    #expect(first.rung == "L1")
    try story.world.acknowledge(first.id, by: "fgw", promise: Office.date(2021, 8, 6))
    story.advance(to: "2021-08-04T09:00:00")
    #expect(story.world.alerts.last?.rung == "L2")
    story.expectAny()
    try story.world.take(.unacknowledge(first.id, of: nil), reason: "签错")
    // No promise stands any more: L3 comes with due + 15d, on 12 August.
    story.advance(to: "2021-08-11T09:00:00")
    story.expect(.silent)
  }

  @Test func aPromiseThatStandsOutlivesTheTakingBackOfAnother() throws {
    let story = Scenario()
    story.advance(to: "2021-07-29T09:00:00")
    let first = story.world.alerts.last!
    try story.world.acknowledge(first.id, by: "fgw", promise: Office.date(2021, 8, 6))
    story.advance(to: "2021-08-04T09:00:00")
    let second = story.world.alerts.last!
    #expect(second.rung == "L2")
    story.expectAny()
    try story.world.acknowledge(second.id, by: "leader")
    try story.world.take(.unacknowledge(second.id, of: "leader"), reason: "签错")
    story.advance(to: "2021-08-09T09:00:00")
    story.expect(.raised("L3"))
  }

  @Test func takenBackAfterOneRanOutSilenceCountsFromTheRaising() throws {
    var policy = Office.policy()
    policy.answers.acknowledgementHolds = Span(2, .workingDays)
    policy.rungs[3] = Office.rung("L2", "due + 60d", "L1 unanswered 5wd")
    policy.rungs[4] = Office.rung("L3", "due + 90d")
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-29T09:00:00")
    let alert = story.world.alerts.last!.id
    try story.world.acknowledge(alert, by: "fgw")
    story.advance(to: "2021-08-03T09:00:00")
    #expect(story.world.alerts.last?.state == .raised)
    try story.world.acknowledge(alert, by: "fgw", note: "again")
    story.advance(to: "2021-08-04T09:00:00")
    story.expectAny()
    try story.world.take(.unacknowledge(alert, of: nil), reason: "签错")
    // L1 was raised on 29 July; five working days from there: 5 August.
    story.advance(to: "2021-08-05T09:00:00")
    story.expect(.raised("L2"))
  }

  @Test func anAnswerRunsOutThoughTheDutyWasClosedMeanwhile() throws {
    var policy = Office.policy()
    policy.answers.acknowledgementHolds = Span(2, .workingDays)
    policy.rungs[3] = Office.rung("L2", "L1 unanswered 3wd")
    policy.rungs[4] = Office.rung("L3", "due + 90d")
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-29T09:00:00")
    try story.world.acknowledge(story.world.alerts.last!.id, by: "fgw")
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 29))), by: "fgw")
    story.advance(to: "2021-07-29T10:00:00")
    try story.world.take(.giveBack("R1"), by: "zxzx", reason: "资料不全")
    story.expectAny()
    story.advance(to: "2021-09-20T09:00:00")
    story.expect(.raised("L2"))
  }
}
