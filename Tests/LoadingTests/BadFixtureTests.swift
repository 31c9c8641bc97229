import Core
import Foundation
import Loading
import Testing

/// Each file under `Fixtures/bad` has the fault in its name; beside it stands every diagnostic it must give.
///
/// `KIND/FAULT.EXT` is put into a copy of the good directory without ledgers, where a file of that kind belongs. With
/// `DAOPAI_RECORD=1` the expectations are written anew, to be read before they are committed.
@Suite struct BadFixtureTests {
  static let faults: [String] = {
    let root = fixture("bad")
    let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.contains("/") && !$0.hasSuffix(".expected") }.sorted()
  }()

  @Test func areMany() { #expect(BadFixtureTests.faults.count >= 30) }

  @Test(arguments: faults) func everyDiagnosticIsAsExpected(_ fault: String) throws {
    let report = try reportOfDirectory(with: fault)
    let expectation = fixture("bad/\(fault).expected")
    if ProcessInfo.processInfo.environment["DAOPAI_RECORD"] != nil { writeBytes(report.utf8, to: expectation) }
    #expect(report == readText(expectation))
    #expect(report.contains(": error: "))
  }

  private func reportOfDirectory(with fault: String) throws -> String {
    try withScratchDirectory { scratch in
      let directory = scratch + "/config"
      try FileManager.default.copyItem(atPath: fixture("good"), toPath: directory)
      for name in try FileManager.default.contentsOfDirectory(atPath: directory + "/ledger") {
        try FileManager.default.removeItem(atPath: "\(directory)/ledger/\(name)")
      }
      let parts = fault.split(separator: "/")
      let target: String
      switch parts[0] {
      case "daopai": target = directory + "/daopai.yaml"
      case "parties": target = directory + "/parties.yaml"
      default: target = "\(directory)/\(parts[0])/\(parts[1])"
      }
      try? FileManager.default.removeItem(atPath: target)
      try FileManager.default.copyItem(atPath: fixture("bad/\(fault)"), toPath: target)
      let outcome = ConfigurationLoader.load(directory: directory, today: day, done: .day(day))
      let isRefused = outcome.configuration == nil
      #expect(isRefused)
      // Faults of the network are the planner's to word.
      let own = outcome.diagnostics.filter { !$0.code.hasPrefix("plan.") }
      return own.map { $0.description + "\n" }.joined()
    }
  }
}
