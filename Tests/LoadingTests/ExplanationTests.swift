import Core
import Foundation
import Loading
import Testing

/// `plan explain` on the example ledger as of 2021-07-12, against golden files that were read as a clerk would read them.
///
/// To renew one: `daopaictl plan explain P01/m09 --config config --today 2021-07-12 --lang zh`.
@Suite struct ExplanationTests {
  static let today = CivilDate(iso: "2021-07-12")!
  static let portfolio = ConfigurationLoader.load(
    directory: ShippedConfigurationTests.directory, today: today
  ).configuration?.portfolio

  /// Started, overdue, must have started, with slack, late through its predecessor, finished.
  static let subjects = ["P01/m09", "P02/m06", "P07/m04", "P01/m12", "P02/m12", "P01/m08"]

  static func explanation(_ subject: String) throws -> Explanation {
    let portfolio = try #require(portfolio)
    let parts = subject.split(separator: "/")
    let project = try #require(portfolio.projects.first { $0.id.text == parts[0] })
    return try #require(
      Explanation(
        of: MilestoneID(String(parts[1])), in: project, calendars: portfolio.calendars, today: today))
  }

  private func golden(_ subject: String, _ end: String) throws -> String {
    try #require(readText(fixture("explain/\(subject.replacing("/", with: "-")).\(end)")))
  }

  @Test(arguments: subjects, Language.allCases) func `Reads as the golden file`(
    subject: String, language: Language
  ) throws {
    let lines = try Self.explanation(subject).lines(in: language)
    #expect(lines.map { $0 + "\n" }.joined() == (try golden(subject, "\(language.rawValue).txt")))
  }

  @Test func `The chain of every milestone runs to a date and agrees with the plan`() throws {
    let portfolio = try #require(Self.portfolio)
    for project in portfolio.projects {
      let plan = try #require(
        Planner.plan(project, calendars: portfolio.calendars, today: Self.today).plan)
      for (milestone, planned) in zip(project.milestones, plan.milestones) {
        let explanation = try Self.explanation("\(project.id)/\(milestone.id)")
        #expect(explanation.milestone == planned)
        #expect(
          explanation.chain.map(\.id)
            == (planned.totalSlack == nil ? [milestone.id] : plan.chain(to: milestone.id, in: project)))
        #expect(explanation.chain.dropLast().allSatisfy { $0.link != nil })
        #expect((explanation.binder == nil) == (planned.totalSlack == nil))
        #expect(explanation.path.last?.id == milestone.id)
      }
    }
  }
}
