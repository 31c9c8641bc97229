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
      ["20", Self.strace.path, "-f", "-c", "-o", summary, "-p", "\(daemon.identifier)"])
    _ = try await watcher.exit()
    let words = await watcher.rest()
    let seen = try String(contentsOfFile: summary, encoding: .utf8)
    // Threads without work end after some seconds, with a few calls each. A tick of a second would be 20 at the least.
    let calls = try #require(Self.total(of: seen), "\(words)")
    #expect(calls <= 15, "\(seen)")
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

  /// The number of calls in the last line of `strace -c`; nothing at all was traced: none.
  static func total(of summary: String) -> Int? {
    if summary.allSatisfy(\.isWhitespace) { return 0 }
    guard let line = summary.split(separator: "\n").last, line.hasSuffix(" total") else { return nil }
    let columns = line.split(separator: " ")
    return columns.count > 3 ? Int(columns[3]) : nil
  }

  @Test func `The count is read from the last line`() {
    let summary = """
      % time     seconds  usecs/call     calls    errors syscall
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.000020           2         8         1 futex
      ------ ----------- ----------- --------- --------- ----------------
      100.00    0.000020           2         8         1 total
      """
    #expect(Self.total(of: summary) == 8)
    #expect(Self.total(of: "") == 0)
  }
}
