import Core
import Glibc
import Loading
import Testing

/// The real ledgers of one district, which are not part of this repository.
@Suite struct RealLedgerTests {
  static let shared: String? = {
    let beside = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/../shared"
    let named = getenv("DAOPAI_SHARED").map { String(cString: $0) }
    return [named, beside].compactMap { $0 }.first { access($0 + "/data/projects.csv", R_OK) == 0 }
  }()

  @Test(.enabled(if: shared != nil, "the real ledgers (../shared/data, or $DAOPAI_SHARED/data) are not here"))
  func everyRowIsAccountedFor() throws {
    let data = try #require(RealLedgerTests.shared) + "/data"
    let outcome = LedgerLoader.load(
      files: ["\(data)/projects.csv", "\(data)/milestones.csv"],
      mappings: [fixture("real/projects.mapping.yaml"), fixture("real/milestones.mapping.yaml")],
      configuration: nil, today: CivilDate(iso: "2020-06-01")!)
    let projects = outcome.portfolio?.projects ?? []
    let milestones = projects.reduce(0) { $0 + $1.milestones.count }
    func rowsNamed(_ file: String) -> Int {
      Set(outcome.diagnostics.filter { $0.severity == .error && $0.place.file.hasSuffix(file) }.map(\.place.line)).count
    }
    print(
      "real ledgers: \(projects.count) projects, \(milestones) milestones, \(outcome.portfolio?.parties.count ?? 0) parties,"
        + " \(outcome.diagnostics.count { $0.severity == .error }) errors,"
        + " \(outcome.diagnostics.count { $0.severity == .warning }) warnings")
    for code in Set(outcome.diagnostics.map(\.code)).sorted() {
      let same = outcome.diagnostics.filter { $0.code == code }
      print("\(same.count) × \(code), the last: \(same[same.count - 1])")
    }
    #expect(projects.count + rowsNamed("projects.csv") == 327)
    #expect(milestones + rowsNamed("milestones.csv") == 638)
    #expect(outcome.portfolio != nil)
    #expect(projects.first?.investment.total == 1_700_000_000)
    #expect(projects.first?.finish == CivilDate(iso: "2019-12-31"))
  }
}
