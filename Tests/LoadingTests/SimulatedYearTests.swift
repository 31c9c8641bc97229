import Core
import Foundation
import Loading
import TestSupport
import Testing

@Suite("The example's year")
struct SimulatedYearTests {
  /// Every alert of the notice's year, in order; with `DAOPAI_RECORD=1` written anew, to be read before it is committed.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: ShippedConfigurationTests.directory + "/daopai.yaml"),
      "config/ is not here"))
  func isAsItWasRead() throws {
    let start = CivilDate(iso: "2021-01-01")!
    let outcome = ConfigurationLoader.load(directory: ShippedConfigurationTests.directory, today: start)
    let portfolio = try #require(outcome.configuration).portfolio
    let zone = portfolio.zone
    var lines: [String] = []
    Simulation.run(
      portfolio, from: zone.instant(start, .midnight), to: zone.instant(start + 365, .midnight) - 1
    ) {
      let alert = $0.alert
      let to = alert.recipients.map(\.name).joined(separator: "、")
      let names = to.count > 40 ? "\(alert.recipients.count) parties" : to
      lines.append(
        "\(zone.iso(alert.raisedAt).prefix(16)) \(alert.rung) \(alert.duty) (\(alert.due)) \(alert.reason.trigger) → \(names)\n"
      )
    }
    let text = lines.sorted().joined()
    let path = fixture("simulated-2021.txt")
    if ProcessInfo.processInfo.environment["DAOPAI_RECORD"] != nil { writeBytes(text.utf8, to: path) }
    #expect(text == readText(path))
  }

  /// Read by a program that knows neither our calendar nor our ladders.
  @Test func isAsAnotherProgramReckonsIt() throws {
    let packages = ProcessInfo.processInfo.environment["DAOPAI_PYTHON_PACKAGES"] ?? ".build/python"
    let facts = try PythonServer.run("read_simulated_year.py", packages, fixture("simulated-2021.txt"))
    guard let wrong = facts["wrong"] as? [String] else {
      print("skipped: read_simulated_year.py needs the PyPI package chinesecalendar (make deps)")
      return
    }
    #expect(wrong == [])
    #expect(facts["dated"] as? Int == facts["alerts"] as? Int, "No alert is raised by anything else.")
    #expect(facts["ladders"] as? Int ?? 0 > 50 && facts["windows"] as? Int ?? 0 > 50)
  }
}
