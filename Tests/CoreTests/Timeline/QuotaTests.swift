@testable import Core
import Testing
import TestSupport

@Suite("Numbers to be reached by areas and periods")
struct QuotaTests {
  private func project(
    _ id: String, area: String = "驿城区", category: String = "工业", started: String? = nil, finished: String? = nil,
    reports: [(String, Int64?)] = []
  ) -> Project {
    var milestone = Milestone(id: "a", name: "a", place: Place(file: "ledger"))
    milestone.actualStart = started.map { CivilDate(iso: $0)! }
    milestone.actualFinish = finished.map { CivilDate(iso: $0)! }
    var project = Project(
      id: ProjectID(id), name: id, area: area, category: category, calendar: "cn", milestones: [milestone],
      place: Place(file: "ledger"))
    project.reports = reports.map { ProgressReport(date: CivilDate(iso: $0.0)!, invested: $0.1) }
    return project
  }

  private func quota(_ measure: Quota.Measure, target: Int64, areas: [String?] = [nil], pace: [Int] = []) -> Quota {
    Quota(
      id: "Q", title: "指标", measure: measure, filter: Applicability(categories: ["工业"]),
      shares: areas.map { Quota.Share(area: $0, target: target) }, period: .quarter, from: Office.date(2021, 7, 1),
      pace: pace, assignments: [Assignment(.lead, "fgw")], calendar: "cn", place: Place(file: "ledger"))
  }

  private func office(_ quota: Quota, _ projects: [Project]) -> Portfolio {
    let policy = Office.policy(
      watches: [.quota], rungs: [Office.rung("L0", "due - 10d"), Office.rung("L1", "due + 1d")])
    var portfolio = Office.portfolio(projects: projects, policies: [policy])
    portfolio.quotas = [quota]
    return portfolio
  }

  private let september = Office.date(2021, 9, 30)

  @Test func startsAndFinishesCountInTheirPeriodAlone() {
    let projects = [
      project("A", started: "2021-07-01"), project("B", started: "2021-09-30", finished: "2021-09-30"),
      project("C", started: "2021-06-30", finished: "2021-10-01"), project("D"),
      project("E", category: "农业", started: "2021-08-01"),
    ]
    func reached(_ measure: Quota.Measure) -> Int64? {
      let quota = quota(measure, target: 1)
      return quota.reading(of: quota.members(quota.shares[0], of: projects), at: september).reached
    }
    #expect(reached(.count(.started)) == 2)
    #expect(reached(.count(.finished)) == 1)
    #expect(reached(.ratio(.started)) == 50)
  }

  @Test func oneThatHasNotReportedMakesTheSumUnknown() {
    let quota = quota(.invested, target: 100)
    let told = project("A", reports: [("2021-07-31", 500), ("2021-08-31", 900)])
    let silent = project("B", reports: [("2021-06-30", 900), ("2021-08-31", nil)])
    let all = quota.reading(of: [told, silent], at: september)
    #expect(all == QuotaReading(projects: 2, reached: nil))
    #expect(!all.meets(100))
    #expect(quota.reading(of: [told], at: september) == QuotaReading(projects: 1, reached: 900))
    #expect(quota.reading(of: [told], at: september).meets(900) && !quota.reading(of: [told], at: september).meets(901))
  }

  @Test func signingsCountByTheirMilestoneAndMoneyByTheProject() {
    func signed(_ id: String, _ day: String?, total: Int64?) -> Project {
      var project = project(id)
      var signing = Milestone(id: "m0", name: "签约", place: Place(file: "ledger"))
      signing.actualFinish = day.map { CivilDate(iso: $0)! }
      project.milestones.append(signing)
      project.investment.total = total
      return project
    }
    let projects = [
      signed("A", "2021-07-01", total: 500), signed("B", "2021-09-30", total: 700), signed("C", "2021-10-01", total: 1),
      signed("D", nil, total: 9),
    ]
    var count = quota(.count(.finished), target: 2)
    var money = quota(.total, target: 1200)
    #expect(count.reading(of: projects, at: september).reached == 0, "No project is finished as a whole.")
    (count.milestone, money.milestone) = ("签约", "m0")
    #expect(count.reading(of: projects, at: september).reached == 2)
    #expect(money.reading(of: projects, at: september).reached == 1200)
    // One that was signed, and nobody knows for how much.
    #expect(money.reading(of: projects + [signed("E", "2021-08-01", total: nil)], at: september).reached == nil)
  }

  @Test func whatCameInAfterTheLockIsNotReported() {
    var quota = quota(.invested, target: 100)
    quota.locks = Span(2, .workingDays)
    var late = project("A", reports: [("2021-09-30", 900)])
    late.reports[0].entered = Office.date(2021, 10, 9)  // the second working day after the holiday
    #expect(quota.reading(of: [late], at: september, calendar: Office.calendar).reached == 900)
    late.reports[0].entered = Office.date(2021, 10, 10)
    #expect(quota.reading(of: [late], at: september, calendar: Office.calendar).reached == nil)
  }

  @Test func nothingIsReachedByNobody() {
    let reading = quota(.count(.started), target: 1).reading(of: [], at: september)
    #expect(!reading.meets(1) && !reading.meets(0))
  }

  @Test func anAreaIsChasedUntilItGetsThere() {
    let quota = quota(.count(.started), target: 1, areas: ["驿城区", "遂平县"])
    let projects = [project("A"), project("B", area: "遂平县", started: "2021-08-02")]
    let world = World(office(quota, projects), at: "2021-07-15T09:00:00")
    world.advance(to: "2021-09-25T00:00:00")
    #expect(world.alerts.map(\.duty.text) == ["Q@2021-09-30/驿城区"])
    world.reload(office(quota, [project("A", started: "2021-09-25"), projects[1]]))
    world.advance(to: "2021-11-01T00:00:00")
    #expect(world.alerts.map(\.state) == [.closed])
    #expect(world.breaches() == [])
    // The next quarter begins at nought.
    world.advance(to: "2021-12-31T00:00:00")
    #expect(Set(world.alerts.dropFirst().map(\.duty.text)) == ["Q@2021-12-31/驿城区", "Q@2021-12-31/遂平县"])
  }

  @Test func halfWayHalfIsDue() {
    let quota = quota(.count(.started), target: 5, pace: [50])
    func duty(_ count: Int) -> Duty {
      let projects = (0..<count).map { project("P\($0)", started: "2021-08-15") }
      return DutyTimeline(portfolio: office(quota, projects + [project("X")]), plans: [:])
        .duties(since: Office.instant("2021-07-01T00:00:00"), through: Office.instant("2021-10-01T00:00:00"))
        .first { $0.id == "Q@2021-09-30/50%" }!
    }
    #expect(duty(2).due == Office.date(2021, 8, 15))
    #expect(!duty(2).isDone && duty(3).isDone)
    #expect(duty(2).lapsesAt == Office.shanghai.instant(september, Office.calendar.hours.closing))
  }
}
