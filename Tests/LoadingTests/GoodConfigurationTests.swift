import Core
import Loading
import Testing

/// The good fixture uses every key of every file once.
@Suite struct GoodConfigurationTests {
  let outcome = ConfigurationLoader.load(directory: fixture("good"), today: day)

  @Test func loadsWithoutADiagnostic() throws {
    #expect(outcome.diagnostics.map(\.description) == [])
    let configuration = try #require(outcome.configuration)
    #expect(configuration.counts.projects == 3)
    #expect(configuration.counts.milestones == 7)
    #expect(configuration.counts.responsibilities == 6)
    #expect(configuration.counts.policies == 3)
    #expect(configuration.counts.calendars == 3)
    #expect(configuration.portfolio.office.numberPrefix == "驻项目督")
    #expect(configuration.portfolio.zone.name == "Asia/Shanghai")
    #expect(configuration.delivery.mail?.route == .maildir("mail"))
    #expect(configuration.delivery.templates["reminder"] == "{{title}}\n")
  }

  @Test func projectsKeepEveryKey() throws {
    let portfolio = try #require(outcome.configuration?.portfolio)
    let project = try #require(portfolio.projects.first { $0.id == "P01" })
    #expect(project.investment == Investment(total: 520_000_000, thisYear: 80_000_000, done: 0))
    #expect(project.assignments.contains(Assignment(.leader, "wb")))
    #expect(project.assignments.contains(Assignment(.support, "counties")))
    #expect(project.lagCalendar == "mine")
    let start = try #require(project.milestones.last)
    #expect(start.after[0].lag == Span(3, .workingDays))
    #expect(start.after[0].lagCalendar == .named("mine"))
    #expect(start.after[1].lag == Span(-2, .days))
    #expect(start.after[1].lagCalendar == .elapsed)
    #expect(start.kind == .start)
    #expect(project.milestones[1].duration == Span(12, .days))
    #expect(project.milestones[1].percent == 40)
  }

  @Test func ladderExpandsEach() throws {
    let policy = try #require(outcome.configuration?.portfolio.policies["default"])
    #expect(policy.rungs.map(\.id) == ["L0-30d", "L0-7d", "L0", "L1", "L2"])
    #expect(policy.rungs[3].timeOfDay == TimeOfDay(hour: 9, minute: 0))
    #expect(policy.rungs[3].recipients == [.role(.lead), .role(.leader), .party("fgw")])
    #expect(policy.rungs[4].triggers.count == 3)
    #expect(policy.rungs[4].isUrgent)
    #expect(policy.retry == RetryRule(attempts: 12, firstSeconds: 30, longestSeconds: 3600))
    #expect(outcome.configuration?.portfolio.policies["reports"]?.rungs.map(\.id) == ["L0-1wd", "L0+1mo"])
  }

  @Test func calendarsInherit() throws {
    let calendars = try #require(outcome.configuration?.portfolio.calendars)
    let (site, mine) = (try #require(calendars["site"]), try #require(calendars["mine"]))
    #expect(calendars["cn"]?.coveredThrough == CivilDate(iso: "2021-12-31"))
    #expect(site.isWorking(CivilDate(iso: "2021-08-07")!))
    #expect(!site.isWorking(CivilDate(iso: "2021-10-04")!))
    #expect(site.hours.opening == TimeOfDay(hour: 7, minute: 0))
    #expect(mine.coveredThrough == CivilDate(iso: "2022-12-31"))
    #expect(mine.isWorking(CivilDate(iso: "2021-05-22")!))
    #expect(!mine.isWorking(CivilDate(iso: "2021-10-05")!))
  }

  @Test func recurrences() throws {
    let rows = try #require(outcome.configuration?.portfolio.responsibilities)
    func rule(_ id: String) -> Recurrence? {
      guard case .recurring(let recurrence)? = rows.first(where: { $0.id == id })?.schedule else { return nil }
      return recurrence
    }
    #expect(rule("R29-weekly")?.rule == .weekly(weekday: 2))
    #expect(rule("R29-weekly")?.shift == .nth(2))
    #expect(rule("R29-weekly")?.skip == [CivilDate(iso: "2021-10-05")!])
    #expect(rule("R30")?.rule == .monthly(day: 31))
    #expect(rule("R31")?.rule == .quarterly(month: 3, day: 31))
    #expect(rule("R32")?.rule == .yearly(month: 12, day: 31))
    #expect(rows.first { $0.id == "R33" }?.schedule == .undated)
    #expect(rows.first { $0.id == "R05" }?.fanOut.first?.deliverables.count == 2)
  }

  @Test func tablesAttach() throws {
    let project = try #require(outcome.configuration?.portfolio.projects.first { $0.id == "C01" })
    #expect(project.name == "东区\"一期\"道路")
    #expect(project.investment.total == 150_000_000)
    #expect(project.start == CivilDate(iso: "2021-07-01"))
    #expect(project.finish == CivilDate(iso: "2022-06-30"))
    #expect(project.assignments == [Assignment(.leader, "wb"), Assignment(.lead, "gxj"), Assignment(.lead, "fgw")])
    #expect(project.milestones.map(\.id) == ["q3", "q4"])
    #expect(
      project.milestones.map(\.constraints.deadline) == [CivilDate(iso: "2021-09-30"), CivilDate(iso: "2021-12-31")])
    #expect(project.milestones.allSatisfy { $0.kind == .finish && $0.duration.amount == 0 })
  }

  @Test func aWordForTheLagsOfAProjectIsForLinksThatSayNothing() throws {
    let text = """
      projects:
        - id: P
          finish: 2026-12-31
          lagCalendar: predecessor
          milestones:
            - { id: a, duration: 2wd }
            - { id: b, duration: 2wd, after: [a] }
            - { id: c, duration: 2wd, after: [{ milestone: a, lag: 2wd }, { milestone: b, lag: 1wd, lagCalendar: project }] }
      """
    let (portfolio, report) = load(["a.yaml": text])
    #expect(report == [])
    let project = try #require(portfolio?.projects.first)
    #expect(project.lagCalendar == nil)
    #expect(project.milestones.flatMap(\.after).map(\.lagCalendar) == [.predecessor, .predecessor, .project])
  }
}
