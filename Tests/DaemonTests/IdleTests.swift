import Control
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// In earnest, with the example loaded and nothing due, the daemon sleeps: no tick, no poll of ours.
  ///
  /// libdispatch ticks once a second in every Swift process that has run a task (`_dispatch_workq_monitor_pools`, a timer
  /// on its manager thread that nobody can cancel). Exactly this tick, and nothing else, is let pass.
  @Suite(.serialized) struct Idle {
    private static let strace = URL(filePath: "/usr/bin/strace")
    static var isPossible: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: strace.path) }

    @Test(.enabled(if: isPossible, "needs root and strace"), .timeLimit(.minutes(2)))
    func `Nothing wakes it but the tick of libdispatch itself`() async throws {
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
        ["20", Self.strace.path, "-f", "-tt", "-o", calls, "-p", "\(daemon.identifier)"])
      _ = try await watcher.exit()
      // In the first half timers run out that were cancelled while the example's letters went out, and threads end that
      // have nothing more to do.
      let lines = try String(contentsOfFile: calls, encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true) }.filter { $0.count == 3 }
      let seconds = lines.map { Self.seconds($0[1]) }
      let begin = try #require(seconds.first)
      let late = zip(lines, seconds).filter { $0.1 > begin + 12 && !$0.0[2].contains("<detached ...>") }.map(\.0)
      let ticks = ["epoll_wait(", "<... epoll_wait", "timerfd_settime(", "epoll_ctl("]
      let others = late.filter { line in !ticks.contains { line[2].hasPrefix($0) } }
      #expect(others.count <= 5, "\(others.map { $0.joined(separator: " ") }.joined(separator: "\n"))")
      #expect(late.count - others.count <= 5 * 10, "More than one tick a second.")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    /// `09:16:05.696232`, as seconds of the day.
    private static func seconds(_ time: Substring) -> Double {
      time.split(separator: ":").reduce(0) { $0 * 60 + (Double($1) ?? 0) }
    }
  }
}
