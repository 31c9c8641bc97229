@testable import Core
import Testing
import TestSupport

@Suite("What a silence holds back is recorded, and raised when it ends")
struct SilenceTests {
  private func silence(_ matchers: String..., from: String = "2021-07-12T08:00:00", until: String) -> Answer.Content {
    .silence(
      Silence(matchers: matchers.map { Matcher($0)! }, from: Office.instant(from), until: Office.instant(until)))
  }

  @Test func theHighestRungHeldBackIsRaisedAtTheEnd() throws {
    let story = Scenario()
    story.advance(to: "2021-07-27T12:00:00")
    story.expectAny()
    try story.world.take(silence("duty=R1", until: "2021-08-05T00:00:00"), reason: "专班协调")
    story.advance(to: "2021-08-04T12:00:00")
    story.expect(.silent)
    #expect(story.journal(.rungSilenced) == ["L1 2021-07-28", "L2 2021-07-28"])
    story.restart()
    story.advance(to: "2021-08-05T00:00:00")
    story.expect(.raised("L2"), to: "fgw", "leader")
    story.advance(to: "2021-08-12T09:00:00")
    story.expect(.raised("L3"))
  }

  @Test func endedByHandItLetsGoAtOnce() throws {
    let story = Scenario()
    let number = try story.world.take(silence("project!=P", "area!=x", until: "2021-09-01T00:00:00"))
    story.advance(to: "2021-07-29T09:00:00")
    story.expect(.silent)
    try story.world.take(.unsilence(number!))
    story.expect(.raised("L1"))
    #expect(throws: AnswerProblem.nothingOpen(number!)) { try story.world.take(.unsilence(number!), reason: "again") }
  }

  @Test func whoeverAskedForItIsRemindedBeforeItEnds() throws {
    let reminder = Office.policy(
      "silences", watches: [.silence], rungs: [Office.rung("L0-1d", "due - 1d", to: [.role(.lead), .party("zxzx")])])
    let story = Scenario(policies: [Office.policy(), reminder])
    // Through Thursday, 5 August; it matches everything, its own end included.
    let number = try story.world.take(silence("level=~*", until: "2021-08-06T00:00:00"), by: "zjj")!
    let id = DutyID("silence/\(number)")
    story.advance(to: "2021-08-03T09:00:00")
    story.expect(.silent)
    story.restart()
    story.advance(to: "2021-08-04T08:30:00")
    story.expect(.raised("L0-1d"), to: "zjj", "zxzx", on: id)
    story.advance(to: "2021-08-06T00:00:00")
    #expect(story.world.alerts.first { $0.duty == id }?.state == .closed, "Over with the silence.")
    #expect(story.world.alerts.last?.duty == "R1", "And what it held back is raised.")
    #expect(story.world.breaches() == [])
  }

  /// Not even where the reminder has just come due, and has not been decided yet.
  @Test(arguments: ["2021-07-12T08:00:00", "2021-07-14T08:30:00"])
  func endedByHandNobodyIsRemindedOfIt(_ time: String) throws {
    let reminder = Office.policy("silences", watches: [.silence], rungs: [Office.rung("L0-1d", "due - 1d")])
    let story = Scenario(policies: [Office.policy(), reminder])
    let number = try story.world.take(silence("area=x", until: "2021-07-16T00:00:00"), by: "zjj")!
    story.world.jump(to: time)
    try story.world.take(.unsilence(number))
    story.advance(to: "2021-07-17T00:00:00")
    story.expect(.silent)
  }

  @Test func whatIsDoneMeanwhileIsNotRaised() throws {
    let story = Scenario()
    try story.world.take(silence("party=fgw", until: "2021-08-20T00:00:00"))
    story.advance(to: "2021-07-30T09:00:00")
    try story.world.take(.report("R1", ReportedProgress(finish: Office.date(2021, 7, 30))), by: "fgw")
    story.advance(to: "2021-09-20T00:00:00")
    story.expect(.silent)
  }

  @Test func onlyWhatMatchesIsHeldBack() throws {
    let story = Scenario([
      Office.row("R1", due: Office.date(2021, 7, 28)), Office.row("R2", due: Office.date(2021, 7, 28), lead: "zjj"),
    ])
    try story.world.take(silence("party=~zj*", "level!=L2", until: "2021-12-01T00:00:00"))
    story.advance(to: "2021-08-05T00:00:00")
    #expect(story.world.alerts.filter { $0.duty == "R2" }.map(\.rung) == ["L2"])
    #expect(story.world.alerts.filter { $0.duty == "R1" }.map(\.rung) == ["L0-7d", "L0-1d", "L1", "L2"])
    #expect(story.world.breaches() == [])
  }

  @Test func aRecurringOneLetsGoBetweenItsHours() throws {
    let story = Scenario()
    let window = Silence.Window(week: Week(3...4), start: TimeOfDay("08:00")!, end: TimeOfDay("12:00"))
    try story.world.take(
      .silence(
        Silence(
          matchers: [Matcher("duty=R1")!], from: story.world.now, until: Office.instant("2021-12-01T00:00:00"),
          window: window)))
    // L0-7d falls on a Wednesday morning.
    story.advance(to: "2021-07-21T12:00:00")
    story.expect(.raised("L0-7d"))
    #expect(story.world.raisings == ["L0-7d 2021-07-21T12:00:00+08:00"])
  }

  /// A clock that ran ahead had silenced them before their time.
  @Test func setBackTheClockPutsThemOffUntilTheirOwnTime() throws {
    let story = Scenario()
    let number = try story.world.take(silence("duty=R1", until: "2021-09-01T00:00:00"))!
    story.world.stepClock(to: "2021-08-05T12:00:00")
    story.expect(.silent)
    #expect(story.journal(.rungSilenced).count == 4)
    story.world.stepClock(to: "2021-07-20T12:00:00")
    try story.world.take(.unsilence(number))
    story.expect(.silent)
    story.advance(to: "2021-08-20T00:00:00")
    #expect(
      story.world.raisings == [
        "L0-7d 2021-07-21T08:30:00+08:00", "L0-1d 2021-07-27T08:30:00+08:00", "L1 2021-07-29T08:30:00+08:00",
        "L2 2021-08-03T08:30:00+08:00", "L3 2021-08-12T08:30:00+08:00",
      ])
    #expect(story.world.breaches() == [])
  }

  @Test(arguments: [(MisfireRule.latest, ["L2"]), (.each, ["L0-1d", "L1", "L2"]), (.skip(after: Span(1, .days)), [])])
  func whatCameDueMeanwhileIsCaughtUpWithAsAfterDowntime(rule: MisfireRule, rungs: [String]) throws {
    var policy = Office.policy()
    policy.misfire = rule
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-22T12:00:00")
    story.expectAny()
    let number = try story.world.take(silence("duty=R1", from: "2021-07-22T12:00:00", until: "2021-09-01T00:00:00"))!
    story.advance(to: "2021-08-05T12:00:00")
    story.expect(.silent)
    try story.world.take(.unsilence(number))
    story.world.advance(to: story.world.now)
    #expect(story.world.alerts.dropFirst().map(\.rung) == rungs)
    let entries = story.world.journal.count
    story.world.stepClock(to: story.world.now)
    #expect(story.world.journal.count == entries, "Decided again it comes to the same.")
    #expect(story.world.breaches() == [])
  }

  @Test(arguments: [
    ("duty=~P01/*", "P01/m1:finish", true), ("duty=~*:start", "P01/m1:finish", false),
    ("duty=~P0?/m1*", "P01/m1:x", true),
    ("duty=~a|P*", "P01", true), ("duty=~*x*y*", "axbyc", true), ("duty=~*x*y", "axbyc", false),
    ("duty=P01", "P01", true),
    ("duty!=P01", "P01", false), ("duty=~", "P01", nil), ("colour=red", "", nil), ("duty~P", "", nil),
  ]) func matchersAreRead(text: String, value: String, expected: Bool?) {
    #expect(Matcher(text)?.matches([value]) == expected)
    if let matcher = Matcher(text) { #expect(matcher.description == text) }
  }

  @Test func whatWasSilencedDoesNotComeBackBelowWhatWasSaid() throws {
    let story = Scenario()
    story.advance(to: "2021-07-28T09:00:00")
    try story.world.take(silence("level=L1", from: "2021-07-28T09:00:00", until: "2021-08-02T10:00:00"))
    story.advance(to: "2021-07-30T09:00:00")
    #expect(story.journal(.rungSilenced) == ["L1 2021-07-28"])
    story.world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 20))]))
    #expect(story.world.alerts.last?.rung == "L2")
    story.advance(to: "2021-07-30T12:00:00")
    story.world.reload(Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 28))]))
    story.expectAny()
    story.advance(to: "2021-08-02T11:00:00")
    story.expect(.silent)
  }
}

@Suite("Acknowledgements are taken back, run out, and may need several")
struct AcknowledgementRuleTests {
  @Test func takenBackSilenceCountsFromTheRaising() throws {
    let story = Scenario()
    story.advance(to: "2021-07-29T09:00:00")
    let alert = story.world.alerts.last!.id
    try story.world.acknowledge(alert, by: "fgw", promise: Office.date(2021, 8, 2))
    story.advance(to: "2021-08-02T09:00:00")
    story.expectAny()
    try story.world.take(.unacknowledge(alert, of: nil), reason: "签错")
    #expect(story.world.alerts.first { $0.id == alert }?.state == .raised)
    // L1 unanswered for three working days: 3 August; no promise is left to be broken.
    story.restart()
    story.advance(to: "2021-08-03T08:30:00")
    story.expect(.raised("L2"))
    #expect(story.world.alerts.last?.reason.trigger == "L1 unanswered 3wd")
    // The same answer again is a new one.
    #expect(story.world.alerts.first { $0.id == alert }?.acknowledgements.count == 1)
    try story.world.acknowledge(alert, by: "fgw", promise: Office.date(2021, 8, 3))
  }

  @Test func itRunsOut() throws {
    var policy = Office.policy()
    policy.answers.acknowledgementHolds = Span(2, .workingDays)
    policy.rungs[3] = Office.rung("L2", "due + 30d", "L1 unanswered 3wd")
    policy.rungs[4] = Office.rung("L3", "due + 60d")
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-29T09:00:00")
    let alert = story.world.alerts.last!.id
    try story.world.acknowledge(alert, by: "fgw")
    story.advance(to: "2021-08-02T17:59:00")
    #expect(story.world.alerts.last?.state == .acknowledged)
    story.advance(to: "2021-08-02T18:00:00")
    #expect(story.world.alerts.last?.state == .raised)
    #expect(story.journal(.acknowledgementExpired) == ["L1 2021-07-28"])
    story.restart()
    story.expectAny()
    // Three working days from then.
    story.advance(to: "2021-08-05T08:30:00")
    story.expect(.raised("L2"))
  }

  @Test func aQuorumIsCountedInParties() throws {
    var policy = Office.policy()
    policy.answers.quorum = 2
    let story = Scenario(policies: [policy])
    story.advance(to: "2021-07-29T09:00:00")
    let alert = story.world.alerts.last!.id
    try story.world.acknowledge(alert, by: "fgw")
    try story.world.acknowledge(alert, by: "fgw", note: "再次")
    #expect(story.world.alerts.last?.state == .raised)
    try story.world.acknowledge(alert, by: "leader")
    #expect(story.world.alerts.last?.state == .acknowledged)
  }

  @Test func dutiesHandedOverGoToTheSuccessor() throws {
    let story = Scenario()
    try story.world.take(.handOver(from: "fgw", to: "zxzx"), reason: "工作调动")
    story.restart()
    story.advance(to: "2021-07-21T09:00:00")
    story.expect(.raised("L0-7d"), to: "zxzx")
    try story.world.take(.handOver(from: "zxzx", to: "fgw"))
    story.advance(to: "2021-07-27T09:00:00")
    // A circle ends where it began.
    story.expect(.raised("L0-1d"), to: "fgw")
  }

  /// Whoever else handed over to one of a circle is represented by that one, however many others there are.
  @Test func aCircleIsEnteredWhereItIsMet() {
    var pairs: [(PartyID, PartyID)] = [("zxzx", "leader"), ("leader", "fgw"), ("fgw", "leader")]
    for other in [nil, ("zjj", "mute")] as [(PartyID, PartyID)?] {
      if let other { pairs.append(other) }
      let book = AnswerBook(
        pairs.enumerated().map { index, pair in
          Answer(
            number: index + 1, at: Office.instant("2021-07-12T08:00:00"), actor: "uid 0", reason: "交账",
            .handOver(from: pair.0, to: pair.1))
        })
      #expect(book.successor(of: "zxzx") == "leader")
      #expect(book.successor(of: "leader") == nil && book.successor(of: "fgw") == nil)
    }
  }
}
