import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What is foreseen is what is done.
  @Suite(.serialized) struct Drills {
    private static let from = "2021-07-12T08:29:50+08:00"
    private static let through = "2021-11-01T00:00:00+08:00"

    @Test(.timeLimit(.minutes(3))) func `A drill sends what a simulation of the same span foretells`() async throws {
      let ground = try Ground()
      try ground.takeExample()
      let foretold = try await simulated(ground)

      let drill = try await ground.ready(clock: Self.from, speed: 2_000_000)
      // Decided, and not only past by the clock.
      while try ground.status().next ?? "9" <= Self.through { try Task.checkCancellation() }
      drill.send(SIGTERM)
      #expect(try await drill.exit() == 0)
      // What is still to go out, or waits for the opening of an office, goes out later.
      let later = try await ground.ready(clock: "2023-01-10T10:00:00+08:00")
      _ = try await ground.settled()
      let sent = try sent(ground)
      later.send(SIGTERM)
      #expect(try await later.exit() == 0)

      #expect(foretold.count > 1_000)
      #expect(foretold.subtracting(sent).sorted().prefix(5) == [], "foretold, not sent")
      #expect(sent.subtracting(foretold).sorted().prefix(5) == [], "sent, not foretold")
    }

    /// Each alert for each party and channel: when, what, to whom.
    private func simulated(_ ground: Ground) async throws -> Set<String> {
      let run = try Running(
        Ground.programs.appending(path: "daopaictl"),
        ["simulate", "--config", ground.config, "--from", Self.from, "--to", Self.through, "--as", "json"])
      let lines = await run.rest()
      #expect(try await run.exit() == 0)
      let alerts = try lines.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
        try Wire.decode(SimulatedAlertMessage.self, from: Data($0.utf8))
      }
      return Set(
        alerts.flatMap { alert in
          alert.recipients.map { "\(alert.at) \(alert.rung) \(alert.duty) \(alert.due) \($0.party) \($0.channel)" }
        })
    }

    private func sent(_ ground: Ground) throws -> Set<String> {
      let journal = try ground.journal()
      let raised = journal.filter { $0.kind == "rung.raised" && $0.at <= Self.through }
      let alerts = Dictionary(uniqueKeysWithValues: raised.map { ($0.alert!, $0) })
      let delivered = journal.filter { $0.kind == "delivery.delivered" && alerts[$0.alert ?? ""] != nil }
      let lines = delivered.map { delivery in
        let alert = alerts[delivery.alert!]!
        return
          "\(alert.at) \(alert.rung!) \(alert.duty!) \(alert.due!) \(delivery.party!) \(delivery.detail["channel"]!)"
      }
      #expect(Set(lines).count == lines.count, "sent twice")
      return Set(lines)
    }
  }
}
