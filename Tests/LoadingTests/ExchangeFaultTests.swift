import Core
import Foundation
import Loading
import Testing

/// Every broken file of `Fixtures/exchange/bad`, with every diagnostic it must give beside it.
///
/// With `DAOPAI_RECORD=1` the expectations are written anew, to be read before they are committed.
@Suite struct ExchangeFaultTests {
  static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: fixture("exchange/bad")))?
    .filter { !$0.hasSuffix(".expected") }.sorted() ?? []

  @Test(arguments: files) func everyDiagnosticIsAsExpected(_ name: String) {
    let path = fixture("exchange/bad/\(name)")
    let diagnostics =
      name.hasSuffix(".json") || name.hasSuffix(".ics")
      ? CalendarImport.read(files: [path], existing: nil).diagnostics
      : LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day).diagnostics
    let folder = fixture("exchange/bad/")
    let report = diagnostics.map { $0.description.replacing(folder, with: "") + "\n" }.joined()
    if ProcessInfo.processInfo.environment["DAOPAI_RECORD"] != nil { writeBytes(report.utf8, to: path + ".expected") }
    #expect(report == readText(path + ".expected"))
    #expect(report.contains(": error: ") || report.contains(": warning: "))
  }
}
