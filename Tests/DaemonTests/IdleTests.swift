import Control
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// In earnest, with the example loaded, its letters sent and nothing due, the daemon sleeps: no tick, no poll.
  @Suite(.serialized) struct Idle {
    private static let strace = URL(filePath: "/usr/bin/strace")
    static var isPossible: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: strace.path) }

    @Test(.enabled(if: isPossible, "needs root and strace"), .timeLimit(.minutes(2)))
    func `Nothing wakes it`() async throws {
      let ground = try Ground()
      try ground.takeExample()
      let daemon = try await ground.ready()
      let status = try await ground.settled()
      #expect(status.duties > 0)
      let calls = ground.path("calls")
      let watcher = try Running(
        URL(filePath: "/usr/bin/timeout"),
        ["20", Self.strace.path, "-f", "-tt", "-o", calls, "-p", "\(daemon.identifier)"])
      _ = try await watcher.exit()
      // In the first half timers run out that were cancelled while the example's letters went out, and threads end that
      // have nothing more to do.
      let lines = try String(contentsOfFile: calls, encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true) }.filter { $0.count == 3 }
      let seconds = lines.map { Self.seconds($0[1]) }
      let begin = try #require(seconds.first)
      let late = zip(lines, seconds).filter { $0.1 > begin + 12 && !$0.0[2].contains("<detached ...>") }.map(\.0)
      // Threads of the pool end when they have had nothing to do for a while, each with a few calls.
      let ended = Set(lines.filter { $0[2].hasPrefix("+++ exited") }.map { $0[0] })
      let others = late.filter { !ended.contains($0[0]) }
      // A loop of the control socket wakes once more when the time limit of our last question would have run out.
      let busiest = Dictionary(grouping: others) { $0[0] }.values.map(\.count).max() ?? 0
      #expect(busiest <= 4, "\(others.map { $0.joined(separator: " ") }.joined(separator: "\n"))")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    /// `09:16:05.696232`, as seconds of the day.
    private static func seconds(_ time: Substring) -> Double {
      time.split(separator: ":").reduce(0) { $0 * 60 + (Double($1) ?? 0) }
    }
  }
}
