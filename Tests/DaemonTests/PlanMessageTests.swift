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
}
