import Control
import Core
import Foundation
import Loading
import Testing

/// What `plan explain -o json` writes about the example ledger as of 2021-07-12.
@Suite struct PlanMessageTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let today = CivilDate(iso: "2021-07-12")!
  private static let portfolio = ConfigurationLoader.load(
    directory: folder.appendingPathComponent("../../config").standardizedFileURL.path, today: today
  ).configuration?.portfolio

  private func golden(_ name: String) throws -> NSDictionary {
    let url = Self.folder.appendingPathComponent("Fixtures/plans/\(name).json")
    return try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? NSDictionary)
  }

  private func written(_ message: some Encodable) throws -> NSDictionary {
    try #require(try JSONSerialization.jsonObject(with: Wire.encode(message)) as? NSDictionary)
  }

  @Test(arguments: ["P01/m09", "P02/m06", "P07/m04", "P01/m12", "P02/m12", "P01/m08"])
  func `An explanation is that of the golden file`(subject: String) throws {
    let portfolio = try #require(Self.portfolio)
    let parts = subject.split(separator: "/").map(String.init)
    let project = try #require(portfolio.projects.first { $0.id.text == parts[0] })
    let explanation = try #require(
      Explanation(of: MilestoneID(parts[1]), in: project, calendars: portfolio.calendars, today: Self.today))
    let message = ExplanationsMessage([explanation])
    #expect(try written(message).isEqual(golden("explain-\(parts[0])-\(parts[1])")))
    #expect(try Wire.decode(ExplanationsMessage.self, from: Wire.encode(message)) == message)
  }

  @Test func `A baseline survives its file`() throws {
    let portfolio = try #require(Self.portfolio)
    let baseline = Baseline(of: portfolio, today: Self.today)
    let bytes = try Wire.encode(BaselineMessage(baseline))
    #expect(try Wire.decode(BaselineMessage.self, from: bytes).baseline == baseline)
    #expect(baseline.projects.count == 12)
    var other = BaselineMessage(baseline)
    other.version = 2
    #expect(other.baseline == nil)
    other = BaselineMessage(baseline)
    other.projects[0].milestones[0].latestStart = "2021-02-30"
    #expect(other.baseline == nil)
  }

  /// By hand: of P02's 404 days 2+3+7+10+5+5+5+10+20 are done, 80 % of 15 and 40 % of 7.
  @Test func `Progress adds up`() throws {
    let portfolio = try #require(Self.portfolio)
    let progress = ProgressMessage(PlanProgress(of: portfolio, against: nil, at: Self.today))
    let found = try #require(progress.projects.first { $0.id == "P02" })
    let weight = found.milestones.reduce(0) { $0 + $1.weight }
    let done = 2.0 + 3 + 7 + 10 + 5 + 5 + 5 + 10 + 20 + 0.8 * 15 + 0.4 * 7
    #expect(abs(found.reading.actual - done / Double(weight) * 100) < 0.01)
    #expect(found.reading.standing == "behind" && found.forecastFinish == "2022-10-10" && found.forecastDelay == 3)
    #expect(try Wire.decode(ProgressMessage.self, from: Wire.encode(progress)) == progress)
  }
}
