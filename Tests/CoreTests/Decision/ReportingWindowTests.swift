import Core
import Testing
import TestSupport

/// A monthly report of two units, due on the 25th, open from the 20th through the 27th. July's is due on Monday the 26th.
@Suite("Reports are taken in their window, from each unit by itself")
struct ReportingWindowTests {
  private func row(perParty: Bool = true, done: [PartyID: Set<CivilDate>] = [:]) -> Responsibility {
    var row = Office.row("R", due: Office.date(2021, 7, 25), lead: "both")
    row.schedule = .recurring(Recurrence(rule: .monthly(day: 25), from: Office.date(2021, 7, 1)))
    row.window = WindowRule(opens: Span(-5, .days), reminds: Span(-1, .workingDays), locks: Span(2, .days))
    row.isPerParty = perParty
    row.doneBy = done
    return row
  }

  private var policy: Policy {
    Office.policy(
      watches: [.report],
      rungs: [
        Office.rung("L0-opens", "opens"), Office.rung("L0-reminds", "reminds"), Office.rung("L1", "due + 1d"),
        Office.rung("L2", "locks", to: [.role(.lead), .role(.leader)]),
      ])
  }

  private func story(_ row: Responsibility? = nil) -> Scenario {
    Scenario([row ?? self.row()], policies: [policy], at: "2021-07-12T08:00:00")
  }

  private let one: DutyID = "R@2021-07-25/fgw"
  private func finish(_ day: Int) -> ReportedProgress { ReportedProgress(finish: Office.date(2021, 7, day)) }

  @Test func eachUnitIsRemindedAtTheOpeningAndChasedByItself() throws {
    let story = story()
    story.advance(to: "2021-07-20T12:00:00")
    story.expect(.silent)
    story.advance(to: "2021-07-21T08:30:00")  // five days before the 26th
    #expect(story.world.alerts.map(\.rung) == ["L0-opens", "L0-opens"])
    #expect(story.world.alerts.map { $0.recipients.map(\.party) } == [["fgw"], ["zjj"]])
    #expect(story.world.alerts.map(\.title) == ["任务R · 市发改委", "任务R · 市住建局"])
    story.expectAny()
    story.advance(to: "2021-07-22T10:00:00")
    try story.world.take(.report(Subject(one.text), finish(22)), by: "fgw")
    story.advance(to: "2021-07-23T09:00:00")
    story.expect(.raised("L0-reminds"), to: "zjj")
    story.advance(to: "2021-07-27T09:00:00")
    story.expect(.raised("L1"), to: "zjj")
    // Through the 28th it is taken; on the 29th it is locked.
    story.advance(to: "2021-07-28T23:00:00")
    story.expect(.silent)
    story.advance(to: "2021-07-29T08:30:00")
    story.expect(.raised("L2"), to: "zjj", "leader")
    #expect(story.world.duty(one)?.isDone == true)
  }

  @Test(arguments: [
    ("2021-07-20T23:00:00", AnswerProblem.notOpenYet(opens: Office.date(2021, 7, 21))),
    ("2021-07-21T00:00:00", nil), ("2021-07-28T23:59:59", nil),
    ("2021-07-29T00:00:00", .locked(since: Office.date(2021, 7, 28))),
  ])
  func edges(time: String, problem: AnswerProblem?) {
    let story = story()
    story.advance(to: time)
    var found: AnswerProblem?
    do throws(AnswerProblem) {
      try story.world.take(.report(Subject(one.text), ReportedProgress(finish: Office.date(2021, 7, 20))), by: "fgw")
    } catch { found = error }
    #expect(found == problem)
  }

  @Test func theLedgerHasTheLastWord() {
    let story = story()
    story.advance(to: "2021-08-02T08:00:00")
    let done = row(done: ["fgw": [Office.date(2021, 7, 25)]])
    story.world.reload(Office.portfolio(rows: [done], policies: [policy]))
    #expect(story.world.duty(one)?.isDone == true)
    #expect(story.world.duty("R@2021-07-25/zjj")?.isDone == false)
  }

  @Test func whatWasGivenBackMayBeMendedAfterTheLock() throws {
    let story = story()
    story.advance(to: "2021-07-26T10:00:00")
    let subject = Subject(one.text)
    try story.world.take(.report(subject, finish(26)), by: "fgw")
    story.advance(to: "2021-07-30T10:00:00")
    try story.world.take(.giveBack(subject), by: "zxzx")
    try story.world.take(.report(subject, finish(30)), by: "fgw")
    #expect(story.world.duty(one)?.isDone == true)
  }

  @Test func aLineOfTheLedgerCountsByItsOwnDate() {
    let story = story()
    story.advance(to: "2021-08-02T08:00:00")
    func filed(_ day: Int, _ party: String) -> FiledAnswer {
      FiledAnswer(
        date: Office.date(2021, 7, day), party: "fgw", reason: "月报",
        content: .report(Subject("R@2021-07-25/\(party)"), finish(day)), place: Place(file: "ledger/answers.yaml"))
    }
    var office = Office.portfolio(rows: [row()], policies: [policy])
    office.answers = [filed(28, "fgw"), filed(30, "zjj")]
    story.world.reload(office)
    #expect(story.world.duty(one)?.isDone == true)
    #expect(story.world.duty("R@2021-07-25/zjj")?.isDone == false)
    #expect(story.world.journal.last { $0.kind == .answerRefused }?.reason?.contains("locked after 2021-07-28") == true)
  }

  @Test func aNumberCountsOnlyWhenTheReportsThatLockByThenAreIn() throws {
    var started = Milestone(id: "a", name: "a", place: Place(file: "ledger"))
    started.actualStart = Office.date(2021, 7, 5)
    let project = Project(
      id: "P", name: "P", area: "驿城区", calendar: "cn", milestones: [started], place: Place(file: "ledger"))
    func quota(_ area: PartyID) -> Quota {
      var quota = Quota(
        id: "Q-\(area)", title: "开工", measure: .count(.started), shares: [.init(area: nil, target: 1)], period: .month,
        from: Office.date(2021, 7, 1), until: Office.date(2021, 7, 31), assignments: [Assignment(.lead, area)],
        calendar: "cn", place: Place(file: "ledger"))
      quota.reports = "R"
      return quota
    }
    let numbers = Office.policy("numbers", watches: [.quota], rungs: [Office.rung("L1", "due + 1d")])
    var office = Office.portfolio(rows: [row()], projects: [project], policies: [policy, numbers])
    office.quotas = [quota("fgw"), quota("zjj")]
    let world = World(office, at: "2021-07-22T10:00:00")
    #expect(world.duty("Q-fgw@2021-07-31")?.isDone == false, "One was started, but who says so?")
    try world.take(.report(Subject(one.text), finish(22)), by: "fgw")
    #expect(world.duty("Q-fgw@2021-07-31")?.isDone == true)
    world.advance(to: "2021-08-03T09:00:00")
    #expect(world.alerts.filter { $0.dutyKind == .quota }.map(\.duty) == ["Q-zjj@2021-07-31"])
    #expect(world.breaches() == [])
  }

  /// A share that is reached and not reported is not done, but what was granted for it holds.
  @Test func anExtensionStandsBesideAnUnreportedNumber() throws {
    var quota = Quota(
      id: "Q", title: "开工", measure: .count(.started), shares: [.init(area: nil, target: 0)], period: .month,
      from: Office.date(2021, 7, 1), until: Office.date(2021, 7, 31), assignments: [Assignment(.lead, "fgw")],
      calendar: "cn", place: Place(file: "ledger"))
    quota.reports = "R"
    let numbers = Office.policy("numbers", watches: [.quota], rungs: [Office.rung("L1", "due + 1d")])
    var office = Office.portfolio(rows: [row()], policies: [policy, numbers])
    office.quotas = [quota]
    let world = World(office, at: "2021-07-22T10:00:00")
    let request = try world.take(.extend("Q@2021-07-31", to: Office.date(2021, 8, 20)), by: "fgw")!
    try world.take(.approve(request: request), by: "leader")
    #expect(world.duty("Q@2021-07-31")?.due == Office.date(2021, 8, 20))
    #expect(world.duty("Q@2021-07-31")?.isDone == false)
    world.advance(to: "2021-08-20T17:00:00")
    #expect(world.alerts.allSatisfy { $0.dutyKind != .quota })
    world.advance(to: "2021-08-24T09:00:00")
    #expect(world.alerts.filter { $0.dutyKind == .quota }.map(\.due) == [Office.date(2021, 8, 20)])
    #expect(world.breaches() == [])
  }

  @Test func anExtensionMovesTheWindowToo() throws {
    let story = story(row(perParty: false))
    let number = try story.world.take(.extend("R@2021-07-25", to: Office.date(2021, 8, 2)), by: "fgw")!
    try story.world.take(.approve(request: number), by: "leader")
    #expect(story.world.duty("R@2021-07-25")?.window?.locks == Office.date(2021, 8, 4))
  }

  @Test func aReportThatCameInAfterTheLockLeavesThePeriodUnknown() throws {
    var project = Office.project()
    project.start = Office.date(2021, 7, 1)
    func light(_ entered: CivilDate?) throws -> Judgement {
      var report = ProgressReport(date: Office.date(2021, 7, 31), percent: 100)
      report.entered = entered
      project.reports = [report]
      let calendars = [project.calendar: Office.calendar]
      let plan = try #require(Planner.plan(project, calendars: calendars, today: Office.date(2021, 7, 12)).plan)
      var rule = AssessmentRule(period: .month, delay: Span(5, .days))
      rule.locks = Span(3, .days)
      let policy = Office.policy(watches: [.progress], rungs: [Office.rung("L1", "lag >= 10pp")])
      return Assessor(project, plan, policy, rule, calendars: calendars).judgements(through: Office.date(2021, 7, 31))[
        0]
    }
    #expect(try light(nil).light == .good)
    #expect(try light(Office.date(2021, 8, 3)).light == .good)
    #expect(try light(Office.date(2021, 8, 4)).light == .unknown)
  }
}
