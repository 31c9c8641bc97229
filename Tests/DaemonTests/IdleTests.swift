import Control
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// In earnest, with the example loaded and nothing due, the daemon sleeps: no tick, no poll.
  @Suite(.serialized) struct Idle {
    private static let strace = URL(filePath: "/usr/bin/strace")
    static var isPossible: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: strace.path) }

    @Test(.enabled(if: isPossible, "needs root and strace"), .timeLimit(.minutes(2)))
    func `Ten seconds without a call`() async throws {
      let ground = try Ground()
      let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config")
      try FileManager.default.removeItem(atPath: ground.config)
      try FileManager.default.copyItem(atPath: example.path, toPath: ground.config)
      let daemon = try await ground.ready()
      let status = try await ground.settled()
      #expect(status.duties > 0)
      let calls = ground.path("calls")
      let watcher = try Running(
        URL(filePath: "/usr/bin/timeout"),
        ["10", Self.strace.path, "-f", "-tt", "-o", calls, "-p", "\(daemon.identifier)"])
      _ = try await watcher.exit()
      // What was going on when it came is shown as resumed or interrupted; threads without work may end.
      let seen = try String(contentsOfFile: calls, encoding: .utf8).split(separator: "\n").filter { line in
        !["strace: ", "+++ exited", "<unfinished ...>", "<detached ...>", "madvise(", "exit(0)"].contains {
          line.contains($0)
        }
      }
      #expect(seen.count <= 5, "\(seen.joined(separator: "\n"))")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
