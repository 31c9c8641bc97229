import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A peer that is dead delays nobody but itself.
  @Suite(.serialized) struct DeadSinks {
    @Test(.timeLimit(.minutes(2))) func `One endpoint hangs, mail is refused: the third gets its own at once`()
      async throws
    {
      let ground = try Ground()
      let hanging = try #require(try await PythonServer.start("http_server.py", Ground.secret))
      let healthy = try #require(try await PythonServer.start("http_server.py", Ground.secret))
      let (due, before) = Ground.tomorrow(soon: 3)
      try ground.office(
        mail: Ground.smtp(1),
        hooks: [
          ("hanging", "http://127.0.0.1:\(hanging.port)/hang"),
          ("healthy", "http://127.0.0.1:\(healthy.port)/status/200"),
        ])
      try ground.party(
        "{ id: a, name: 甲, webhook: hanging }", "{ id: b, name: 乙, webhook: healthy }",
        "{ id: c, name: 丙, email: c@example.gov.cn }")
      try ground.policy(before: before, over: "email, webhook", retry: "{ attempts: 2, first: 1s, longest: 1s }")
      try ground.rows(40, due: due, leads: ["a", "b", "c"])
      let daemon = try await ground.ready()
      var (good, stuck) = (Arrivals(), Arrivals())
      try await stuck.await(1, from: hanging)
      let since = ContinuousClock.now
      try await good.await(40, from: healthy)
      let waited = ContinuousClock.now - since
      #expect(waited < .seconds(5), "Forty posts to a healthy peer took \(waited).")

      for _ in 0..<40 { try await daemon.line(with: "UNREACHED") }
      let dead = try await Self.dead(40, on: ground)
      #expect(dead.allSatisfy { $0.party == "c" && $0.detail["channel"] == "email" && $0.detail["attempt"] == "2" })
      #expect(
        dead.allSatisfy { $0.reason?.hasPrefix("given up after 2 attempts: ") == true }, "\(dead.first?.reason ?? "-")")
      let metrics = try ground.client.text(.metrics)
      #expect(metrics.contains("daopai_"))

      let asked = ContinuousClock.now
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      let took = ContinuousClock.now - asked
      #expect(took < .seconds(20), "A stop waits for nobody who hangs; it took \(took).")
      let left = try await ground.outbox()
      #expect(!left.contains { $0.contains("sending") }, "\(left)")
      #expect(left.contains("webhook pending 40"), "\(left)")
      await stuck.close(hanging)
      await good.close(healthy)
      #expect(good.items.count == 40 && !good.items.contains { $0.isMarked })
    }

    /// The journal tells of so many; the log speaks a moment before the commit.
    private static func dead(_ count: Int, on ground: Ground) async throws -> [JournalMessage] {
      while true {
        let dead = try ground.journal().filter { $0.kind == "delivery.dead" }
        if dead.count >= count { return dead }
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }
}
