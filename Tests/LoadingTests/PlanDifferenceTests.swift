import Core
import Testing

/// `plan diff` between the example ledger and one with four changes, as of 2021-07-12.
@Suite struct PlanDifferenceTests {
  /// P01/m09 has more left than was said, P02 gets two weeks, P03 loses a milestone, P04 goes, P99 comes.
  static func changed(_ portfolio: Portfolio) -> Portfolio {
    var projects = portfolio.projects
    edit(&projects, "P01") { project in
      edit(&project, "m09") {
        $0.percent = nil
        $0.remaining = 4
      }
      edit(&project, "m06") { $0.actualFinish = CivilDate(iso: "2021-07-09") }
    }
    edit(&projects, "P02") { $0.finish = CivilDate(iso: "2022-10-14") }
    edit(&projects, "P03") { project in
      project.milestones.removeAll { $0.id == "m15" }
      edit(&project, "m17") { $0.after.removeAll { $0.milestone == "m15" } }
    }
    var copy = projects[0]
    copy.id = "P99"
    copy.name = "新来的项目"
    projects.removeAll { $0.id == "P04" }
    return Portfolio(
      office: portfolio.office, zone: portfolio.zone, calendars: portfolio.calendars, projects: projects + [copy])
  }

  private static func edit(_ projects: inout [Project], _ id: ProjectID, _ change: (inout Project) -> Void) {
    if let i = projects.firstIndex(where: { $0.id == id }) { change(&projects[i]) }
  }

  private static func edit(_ project: inout Project, _ id: MilestoneID, _ change: (inout Milestone) -> Void) {
    if let i = project.milestones.firstIndex(where: { $0.id == id }) { change(&project.milestones[i]) }
  }

  @Test(arguments: Language.allCases) func `Reads as the golden file`(language: Language) throws {
    let portfolio = try #require(ExplanationTests.portfolio)
    let difference = PlanDifference(old: portfolio, new: Self.changed(portfolio), today: ExplanationTests.today)
    let text = difference.lines(in: language).map { $0 + "\n" }.joined()
    let golden = try #require(readText(fixture("explain/diff.\(language.rawValue).txt")))
    #expect(text == golden)
  }

  @Test func `Nothing differs from itself, and there and back undoes itself`() throws {
    let portfolio = try #require(ExplanationTests.portfolio)
    let changed = Self.changed(portfolio)
    #expect(PlanDifference(old: changed, new: changed, today: ExplanationTests.today).isEmpty)
    let there = PlanDifference(old: portfolio, new: changed, today: ExplanationTests.today)
    let back = PlanDifference(old: changed, new: portfolio, today: ExplanationTests.today)
    #expect(Set(there.projects.map(\.id)) == Set(back.projects.map(\.id)))
    for project in there.projects {
      let other = try #require(back.projects.first { $0.id == project.id })
      #expect(project.isFeasible?.old == other.isFeasible?.new)
      #expect(Set(project.milestones.map(\.id)) == Set(other.milestones.map(\.id)))
      for milestone in project.milestones {
        let twin = try #require(other.milestones.first { $0.id == milestone.id })
        #expect(milestone.dates.map(\.workingDays) == twin.dates.map { -$0.workingDays })
        #expect(milestone.totalSlack?.old == twin.totalSlack?.new)
      }
    }
  }

  @Test func `The gravest stands first`() throws {
    let portfolio = try #require(ExplanationTests.portfolio)
    let difference = PlanDifference(
      old: portfolio, new: Self.changed(portfolio), today: ExplanationTests.today)
    #expect(difference.projects.map(\.id) == ["P01", "P02", "P04", "P03", "P99"])
    for project in difference.projects {
      let gravity = project.milestones.map(\.gravity)
      #expect(gravity == gravity.sorted())
    }
  }
}
