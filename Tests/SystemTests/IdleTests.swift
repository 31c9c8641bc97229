import Foundation
import Glibc
import TestSupport
import Testing

/// A daemon that waits does nothing else: no tick, no poll.
@Suite struct IdleTests {
  private static let strace = URL(filePath: "/usr/bin/strace")

  static var isPossible: Bool {
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: strace.path)
  }

  @Test(.enabled(if: isPossible, "needs root and strace"), .timeLimit(.minutes(5)))
  func `With the example loaded and nothing due it sleeps`() async throws {
    let place = try Workplace()
    let manager = try NotifySocket(path: place.path("notify"))
    // A Saturday noon: everything of the week has gone out, and the next rung is not before Monday.
    let daemon = try place.daemon(clock: "2021-07-17T12:00:00+08:00", notify: manager)
    try await manager.wait(for: "READY=1")
    while try await Self.pending(place) > 0 {}

    let summary = place.path("strace")
    let watcher = try Running(
      URL(filePath: "/usr/bin/timeout"),
      ["--signal=TERM", "20", Self.strace.path, "-f", "-c", "-o", summary, "-p", "\(daemon.identifier)"])
    _ = try await watcher.exit()
    let seen = try String(contentsOfFile: summary, encoding: .utf8)
    let calls = Self.calls(of: seen)
    // Threads without work end after some seconds, with ten calls or so each; a tick makes sixty, a busy loop thousands.
    #expect(calls["epoll_wait", default: 0] <= 10, "\(seen)")
    #expect(calls["poll", default: 0] <= 10, "\(seen)")
    #expect(calls.values.reduce(0, +) <= 200, "\(seen)")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
  }

  /// Deliveries that are still to be made.
  private static func pending(_ place: Workplace) async throws -> Int {
    let answer = try await place.control("status", "-o", "json")
    let status = try #require(JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let outbox = try #require(status["outbox"] as? [[String: Any]])
    return outbox.filter { ["pending", "sending"].contains($0["state"] as? String) }.compactMap { $0["count"] as? Int }
      .reduce(0, +)
  }

  /// How often each was called, from the table of `strace -c`.
  static func calls(of summary: String) -> [String: Int] {
    let rows = summary.split(separator: "\n").map { $0.split(separator: " ") }
    return rows.reduce(into: [:]) { found, row in
      guard row.count >= 5, let name = row.last, name != "total", let count = Int(row[3]) else { return }
      found[String(name)] = count
    }
  }

  @Test func `The table of strace is read`() {
    let summary = """
      % time     seconds  usecs/call     calls    errors syscall
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.000020           2         8         1 futex
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.000020           2         8         1 total
      """
    #expect(Self.calls(of: summary) == ["futex": 8])
  }
}
