import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Messages that wait for the office's hours and for each other.
  @Suite(.serialized) struct Holding {
    /// Seven duties of one unit, raised at 20:00 on a Friday; the office opens on Monday.
    private func start(_ ground: Ground, delivery: String, speed: Int = 40_000) async throws -> Running {
      try ground.office(delivery: delivery)
      try ground.write("calendars/week.csv", "date,kind,name")
      try ground.write(
        "calendars/week.yaml", "hours: { opening: \"08:30\", closing: \"18:00\" }\ncoveredThrough: 2030-12-31")
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.write(
        "policies/chase.yaml",
        """
        id: chase
        name: 催办
        watches: [responsibility]
        at: "20:00"
        rungs:
          - { level: L1, name: 催办, when: [due + 1d], to: [lead], channels: [email] }
        """)
      try ground.rows(7, due: CivilDate(iso: "2026-09-10")!)
      return try await ground.ready(clock: "2026-09-11T19:59:50+08:00", speed: speed)
    }

    private func letters(_ ground: Ground) throws -> [String] {
      try ground.letters().map { try String(contentsOfFile: "\(ground.state)/mail/new/\($0)", encoding: .utf8) }
    }

    private func held(_ ground: Ground, count: Int) async throws -> [WaitingMessage] {
      while true {
        let items = try ground.client.ask(.waiting("市发改委"), as: ListMessage<WaitingMessage>.self).items
        if items.count == count, items.allSatisfy({ $0.releaseAt != nil }) { return items }
        try Task.checkCancellation()
        await Task.yield()
      }
    }

    private func header(_ name: String, of letter: String) -> String? {
      letter.split(separator: "\n").first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    @Test(.timeLimit(.minutes(1))) func `What is raised at night goes as one letter after the opening`() async throws {
      let ground = try Ground()
      let daemon = try await start(ground, delivery: "{ hours: week, digest: 10m }")
      // The week-end lasts five seconds here.
      let held = try await held(ground, count: 7)
      #expect(Set(held.map(\.releaseAt)) == ["2026-09-14T08:30:00+08:00"])
      _ = try await ground.settled()
      let found = try letters(ground)
      #expect(found.count == 1)
      let letter = try #require(found.first)
      let alerts = try #require(header("X-Daopai-Alert", of: letter))
      #expect(alerts.split(separator: " ").count == 7)
      // Monday, 14 September, 08:40 by the office's clock; the drill may be some minutes late.
      #expect(header("Date", of: letter)?.hasPrefix("Mon, 14 Sep 2026 0") == true)

      let delivered = try ground.journal().filter { $0.kind == "delivery.delivered" && $0.detail["channel"] == "email" }
      #expect(delivered.count == 7)
      #expect(delivered.allSatisfy { $0.at >= "2026-09-14T08:40:00+08:00" })
      #expect(Set(delivered.compactMap { $0.detail["message"] }).count == 1)
      let raised = try ground.journal().filter { $0.kind == "rung.raised" }
      #expect(raised.count == 7 && raised.allSatisfy { $0.at.hasPrefix("2026-09-11T20:00") })
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["{ digest: 1s }", "{}"])
    func `Rules that hold nothing back any more let go what waits`(delivery: String) async throws {
      let ground = try Ground()
      let daemon = try await start(ground, delivery: "{ hours: week, digest: 10m }", speed: 2000)
      _ = try await held(ground, count: 7)
      try ground.office(delivery: delivery)
      _ = try ground.client.ask(.reload, as: LoadMessage.self)
      _ = try await ground.settled()
      #expect(try letters(ground).count == (delivery == "{}" ? 7 : 1))
      let delivered = try ground.journal().filter { $0.kind == "delivery.delivered" }
      #expect(delivered.count == 7 && delivered.allSatisfy { $0.at < "2026-09-14" })
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `The daily limit puts the rest into the last letter`() async throws {
      let ground = try Ground()
      let daemon = try await start(ground, delivery: "{ dailyLimit: 3 }")
      _ = try await ground.settled()
      let counts = try letters(ground).map { header("X-Daopai-Alert", of: $0)?.split(separator: " ").count ?? 0 }
      #expect(counts.sorted() == [1, 1, 5])
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
