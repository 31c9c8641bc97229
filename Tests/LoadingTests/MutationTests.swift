import Core
import Foundation
import Loading
import Testing

/// Whatever a file holds, loading ends with a portfolio or with diagnostics, never with a crash.
@Suite struct MutationTests {
  /// A small generator of its own, so that a failure can be repeated from its seed.
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
    "&", "*", "!", "\"", "'", "[", "{", "]", "}", ":", ",", "-", "\n", "\t", "#", "|", "\u{0}", "999999999999999999999",
    "-9223372036854775808d", "9223372036854775807wd", "2021-99-99", "0", "亿", "月底", "Q", "年", "\u{FEFF}", "\r", "?",
    "<<",
  ]

  @Test(arguments: 1...12) func damagedFilesNeverCrash(_ seed: UInt64) throws {
    var random = Generator(state: seed &* 0x9E37_79B9_7F4A_7C15)
    let files =
      FileManager.default.enumerator(atPath: fixture("good"))?.compactMap { $0 as? String }
      .filter { $0.contains(".") }.sorted() ?? []
    try withScratchDirectory { scratch in
      let directory = scratch + "/config"
      try FileManager.default.copyItem(atPath: fixture("good"), toPath: directory)
      for _ in 0..<25 {
        let name = files.randomElement(using: &random) ?? ""
        let original = readText(fixture("good/\(name)")) ?? ""
        var bytes = Array(original.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let at = Int.random(in: 0...bytes.count, using: &random)
          switch Int.random(in: 0..<4, using: &random) {
          case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
          case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0...9, using: &random)))
          case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 12)], at: at)
          default: bytes.insert(contentsOf: (MutationTests.morsels.randomElement(using: &random) ?? "").utf8, at: at)
          }
        }
        writeBytes(bytes, to: "\(directory)/\(name)")
        let outcome = ConfigurationLoader.load(directory: directory, today: day)
        let hasErrors = outcome.diagnostics.contains { $0.severity == .error }
        #expect((outcome.configuration == nil) == hasErrors, "seed \(seed), \(name)")
        writeBytes(original.utf8, to: "\(directory)/\(name)")
      }
    }
  }
}
