import Foundation
import Glibc
import TestSupport
import Testing

/// The installed service under a real systemd, booted for this test in a throw-away copy of the machine.
@Suite struct UnderSystemdTests {
  static let shared =
    ProcessInfo.processInfo.environment["DAOPAI_SHARED"].map { URL(filePath: $0) }
    ?? Workplace.root.deletingLastPathComponent().appending(path: "shared")
  static let boot = shared.appending(path: "tools/with-systemd")

  static var isPossible: Bool {
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: boot.path)
      && FileManager.default.isExecutableFile(atPath: "/lib/systemd/systemd")
  }

  @Test(
    .enabled(if: isPossible, "needs root, systemd, and with-systemd in $DAOPAI_SHARED/tools or ../shared/tools"),
    .timeLimit(.minutes(10))
  ) func `The service lives as its units promise`() async throws {
    let root = Workplace.root.path
    let scenario = try #require(
      Bundle.module.url(forResource: "under-systemd", withExtension: "sh", subdirectory: "Fixtures"))
    let run = try Running(
      Self.boot,
      [
        "--bind-ro", "\(root):\(root)", "--chdir", root, "--setenv", "BINARIES=\(Workplace.programs.path)",
        "--timeout", "480", "--", "bash", scenario.path,
      ])
    var passed = 0
    var failed: [String] = []
    while let line = await run.nextLine() {
      print("  systemd: \(line)")
      if line.hasPrefix("ok ") { passed += 1 }
      if line.hasPrefix("FAIL ") || line.hasPrefix("with-systemd:") { failed.append(line) }
    }
    #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
    #expect(try await run.exit() == 0)
    #expect(passed >= 40, "A scenario that checks nothing has proven nothing.")
  }
}
