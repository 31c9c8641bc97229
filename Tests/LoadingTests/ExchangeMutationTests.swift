import Core
import Foundation
import Loading
import Testing

/// Whatever a file of another program holds, reading ends with a plan or with diagnostics, never with a crash.
@Suite struct ExchangeMutationTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  private static let morsels = [
    "&", "<", ">", "\"", "(", ")", "|", "\n", "\t", "\u{0}", "\u{7F}", "9223372036854775807", "-9223372036854775808",
    "2021-99-99", "0001-01-01", "9999-12-31", "0", "nan", "inf", "1e300", ".", "P", "PT", "<Task>", "</Task>", "%T\t",
    "P9223372036854775807D", "班", "休",
  ]
  private static let files = [
    "plans/office.xml", "plans/house.gan", "plans/bridge.xer", "written/plan.xml", "calendars/cn/2026-autumn.ics",
    "calendars/cn/2026.json", "written/plan.ics",
  ]

  @Test(arguments: 1...8) func damagedFilesNeverCrash(_ seed: UInt64) throws {
    var random = Generator(state: seed &* 0x9E37_79B9_7F4A_7C15)
    try withScratchDirectory { scratch in
      for round in 0..<60 {
        let name = ExchangeMutationTests.files[round % ExchangeMutationTests.files.count]
        var bytes = Array(try #require(FileManager.default.contents(atPath: fixture("exchange/\(name)"))))
        for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, &random) }
        let path = scratch + "/damaged." + (name.split(separator: ".").last ?? "")
        writeBytes(bytes, to: path)
        if name.hasSuffix(".ics") || name.hasSuffix(".json") {
          let outcome = CalendarImport.read(files: [path], existing: nil)
          #expect((outcome.csv == nil) == outcome.diagnostics.contains { $0.severity == .error }, "\(seed) \(name)")
        } else {
          let outcome = LedgerLoader.load(files: [path], mappings: [], configuration: nil, today: day)
          let hasErrors = outcome.diagnostics.contains { $0.severity == .error }
          #expect((outcome.portfolio == nil) == hasErrors, "\(seed) \(name)")
        }
      }
    }
  }

  /// Numbers are hit most: that is where arithmetic could overflow.
  private func damage(_ bytes: inout [UInt8], _ random: inout Generator) {
    let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
    let at = digits.randomElement(using: &random) ?? 0
    let morsel = Array((ExchangeMutationTests.morsels.randomElement(using: &random) ?? "").utf8)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &random)))
    case 2:
      let end = bytes[at...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
      bytes.replaceSubrange(at..<end, with: morsel)
    case 3: bytes.insert(contentsOf: morsel, at: at)
    default: bytes.insert(contentsOf: morsel, at: Int.random(in: 0...bytes.count, using: &random))
    }
  }
}
