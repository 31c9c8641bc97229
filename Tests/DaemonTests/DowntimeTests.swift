import Control
import Core
import Foundation
import Glibc
import Store
import TestSupport
import Testing

extension EndToEnd {
  /// What a week without the daemon leaves behind, and what becomes of a journal somebody wrote in.
  @Suite(.serialized) struct Downtime {
    private static let duties = 20

    /// Due on Monday 9 March 2026; four rungs, each at 08:30.
    private func ladder(_ ground: Ground) throws {
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.write(
        "policies/chase.yaml",
        """
        id: chase
        name: 催办
        watches: [responsibility]
        rungs:
          - { level: L0, name: 提醒, each: [due - 7d, due - 3d, due - 1d], to: [lead], channels: [email] }
          - { level: L1, name: 挂牌, when: [due + 1d], to: [lead], channels: [email] }
          - { level: L2, name: 督办单, when: [due + 30d], to: [lead], channels: [email] }
        """)
      try ground.rows(Self.duties, due: CivilDate(year: 2026, month: 3, day: 9)!)
    }

    /// Lives through 2 March, is down until the 11th, and is stopped again.
    private func live(_ ground: Ground) async throws {
      let before = try await ground.ready(clock: "2026-03-02T08:29:58+08:00")
      for _ in 0..<Self.duties { try await before.line(with: "L0") }
      _ = try await ground.settled()
      before.send(SIGTERM)
      #expect(try await before.exit() == 0)
      #expect(ground.letters().count == Self.duties)

      let after = try await ground.ready(clock: "2026-03-11T10:00:00+08:00")
      let status = try await ground.settled()
      #expect(status.outbox.allSatisfy { $0.state == "delivered" && $0.count == 2 * Self.duties })
      let late = try ground.alerts().filter { $0.rung != "L0-7d" }
      #expect(late.count == Self.duties, "One alert a duty, however many rungs came due.")
      #expect(Set(late.map(\.duty)).count == Self.duties)
      #expect(late.allSatisfy { $0.rung == "L1" && $0.superseded.sorted() == ["L0-1d", "L0-3d"] })
      #expect(ground.letters().count == 2 * Self.duties)
      let superseded = try ground.journal().filter { $0.kind == "rung.superseded" }
      #expect(superseded.count == 2 * Self.duties)
      #expect(superseded.allSatisfy { ["L0-1d", "L0-3d"].contains($0.rung) && $0.reason != nil })

      let proof = try ground.client.ask(.verifyJournal, as: VerificationMessage.self)
      #expect(proof.ok && proof.faults.isEmpty)
      #expect(proof.books.balance && proof.books.scheduled == 5 * Self.duties)
      #expect(proof.books.superseded == 2 * Self.duties && proof.books.raised == 2 * Self.duties)
      #expect(proof.books.pending == Self.duties)
      after.send(SIGTERM)
      #expect(try await after.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `A week of downtime is one alert a duty; a changed byte is named`() async throws
    {
      let ground = try Ground()
      try ladder(ground)
      try await live(ground)
      let whole = try Store.verify(directory: ground.state)
      #expect(whole.isIntact && whole.records > 100)
      let file = try Data(contentsOf: URL(filePath: ground.state + "/daopai.db"))

      // By somebody who knows SQL: one letter of one reason, and the triggers put back.
      let sequence = try await ground.python(
        """
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1])
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers: db.execute("DROP TRIGGER " + name)
        seq, = db.execute("SELECT max(seq) FROM journal WHERE kind = 'rung.superseded'").fetchone()
        db.execute("UPDATE journal SET rung = replace(rung, '-', '+') WHERE seq = ?", (seq,))
        for _, sql in triggers: db.execute(sql)
        db.commit()
        print(seq)
        """, ground.state + "/daopai.db")
      #expect(try Store.verify(directory: ground.state).firstBad?.sequence == Int(sequence))

      // By somebody with an editor for bytes: another number of duties in the line of a start.
      var bytes = file
      let place = try #require(bytes.range(of: Data("\"duties\":\"\(Self.duties)\"".utf8)))
      bytes[place.upperBound - 2] ^= 1
      try bytes.write(to: URL(filePath: ground.state + "/daopai.db"))
      let bad = try #require(try Store.verify(directory: ground.state).firstBad)
      let kind = try await ground.python(
        "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute('SELECT kind FROM journal WHERE seq = ?', sys.argv[2:]).fetchone())",
        ground.state + "/daopai.db", "\(bad.sequence)")
      #expect(kind == "daemon.started", "\(bad)")

      try file.write(to: URL(filePath: ground.state + "/daopai.db"))
      #expect(try Store.verify(directory: ground.state).isIntact, "The file as it was is still whole.")
    }
  }
}
