import Control
import Core
import Foundation
import Glibc
import Store
import TestSupport
import Testing

extension EndToEnd {
  /// Whatever a daemon decided comes out again from what it was given; what somebody changed since does not.
  @Suite(.serialized) struct Replays {
    @Test(.timeLimit(.minutes(2))) func `A drill of the example is made again, letter for letter`() async throws {
      let ground = try Ground()
      try await live(ground)
      let (whole, status) = try await verify(ground)
      #expect(status == 0 && whole.ok, "\(whole.faults)")
      #expect(try #require(whole.replayed) > 300)
      let database = try Data(contentsOf: URL(filePath: ground.state + "/daopai.db"))

      // The reason of a decision, by somebody who makes the chain anew.
      let changed = try await tamper(
        ground,
        """
        seq, = db.execute("SELECT max(seq) FROM journal WHERE kind = 'rung.superseded'").fetchone()
        db.execute("UPDATE journal SET reason = 'L9 is due' WHERE seq = ?", (seq,))
        """)
      #expect(try Store.verify(directory: ground.state).isIntact, "the chain alone does not show it")
      let (found, failed) = try await verify(ground)
      #expect(failed == 1 && found.faults.map(\.sequence) == [Int64(changed)])
      #expect(found.faults.first?.message.contains("L9 is due") == true)

      // Whom an alert went to.
      try database.write(to: URL(filePath: ground.state + "/daopai.db"))
      let rung = try await tamper(
        ground,
        """
        seq, alert = db.execute("SELECT min(seq), alert FROM journal WHERE kind = 'rung.raised'").fetchone()
        columns = [row[1] for row in db.execute("PRAGMA table_info(alert)")]
        rows = db.execute("SELECT * FROM alert WHERE id = ?", (alert.decode(),)).fetchone()
        values = [b"another" if column == b"title" else value for column, value in zip(columns, rows)]
        digest = hashlib.sha256(b"".join(map(field, values[columns.index(b"id"):columns.index(b"hash")]))).digest()
        db.execute("UPDATE alert SET title = 'another', hash = ? WHERE id = ?", (digest, alert.decode()))
        """)
      #expect(try Store.verify(directory: ground.state).isIntact)
      #expect(try await verify(ground).message.faults.map(\.sequence) == [Int64(rung)])
    }

    @Test(.timeLimit(.minutes(2))) func `Another policy in the archive makes other decisions`() async throws {
      let ground = try Ground()
      try await live(ground)
      _ = try await tamper(
        ground,
        """
        folder = sys.argv[2] + "/inputs/"
        seq, detail = db.execute("SELECT min(seq), detail FROM journal WHERE kind = 'daemon.started'").fetchone()
        old = json.loads(detail)["inputs"]
        lines = []
        for line in open(folder + old + ".list", encoding="utf-8").read().splitlines():
            name, path = line.split(" ", 1)
            if path == "policies/default.yaml":
                text = open(folder + name, "rb").read().replace(b"due - 30d, due", b"due - 20d, due")
                name = hashlib.sha256(text).hexdigest()
                open(folder + name, "wb").write(text)
            lines.append(name + " " + path + "\\n")
        text = "".join(lines).encode()
        new = hashlib.sha256(text).hexdigest()
        open(folder + new + ".list", "wb").write(text)
        db.execute("UPDATE journal SET detail = ? WHERE seq = ?", (detail.decode().replace(old, new), seq))
        """)
      #expect(try Store.verify(directory: ground.state).isIntact)
      let (found, status) = try await verify(ground)
      #expect(status == 1 && found.faults.count == 1)
      #expect(found.faults.first?.message.contains("L0-20d") == true, "\(found.faults)")
    }

    // MARK: Its life

    /// A drill of the example with acknowledgements, answers, a reload and a restart.
    private func live(_ ground: Ground) async throws {
      try ground.takeExample()
      let first = try await ground.ready(clock: "2021-07-12T08:29:50+08:00", speed: 14400)
      try await raised(20, ground)
      for alert in try ground.alerts().filter({ $0.state == "raised" }).prefix(5) {
        let request = AcknowledgeRequest(note: "知悉")
        _ = try? ground.client.ask(.acknowledge(AlertID(alert.id)), body: request, as: AlertMessage.self)
      }
      for request in [
        AnswerRequest(.excuse, ["subject": "P01", "levels": "L1", "through": "2022-12-31"], reason: "汛期"),
        AnswerRequest(.pause, ["subject": "P02", "from": "2021-07-12"], reason: "停缓建"),
        AnswerRequest(.silence, ["match": "project=P03", "until": "2023-01-31"], reason: "专班协调"),
        AnswerRequest(.handOver, ["from": "yicheng", "to": "xiping"], reason: "机构改革"),
      ] {
        _ = try ground.client.ask(.giveAnswer, body: request, as: AnswerMessage.self)
      }
      let policy = ground.config + "/policies/default.yaml"
      let text = try String(contentsOfFile: policy, encoding: .utf8)
      try text.replacingOccurrences(of: "due - 30d, due - 7d", with: "due - 30d, due - 9d")
        .write(toFile: policy, atomically: true, encoding: .utf8)
      #expect(try ground.client.ask(.reload, as: LoadMessage.self).ok)
      first.send(SIGTERM)
      #expect(try await first.exit() == 0)
      let last = try Store.verify(directory: ground.state).records
      let second = try await ground.ready(clock: "2022-03-01T08:00:00+08:00", speed: 14400)
      while try ground.status().journal.sequence < last + 300 { try Task.checkCancellation() }
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
    }

    private func raised(_ count: Int, _ ground: Ground) async throws {
      while try ground.alerts().count < count {
        try Task.checkCancellation()
        await Task.yield()
      }
    }

    private func verify(_ ground: Ground) async throws -> (message: VerificationMessage, status: Int32) {
      let run = try Running(
        Ground.programs.appending(path: "daopaictl"),
        ["--lang", "en", "journal", "verify", "--replay", "--state", ground.state, "-o", "json"])
      let status = try await run.exit()
      let words = await run.rest()
      let start = try #require(words.firstIndex(of: "{"), "\(words)")
      let end = try #require(words.lastIndex(of: "}"), "\(words)")
      return (try Wire.decode(VerificationMessage.self, from: Data(words[start...end].utf8)), status)
    }

    /// Changes the database, and makes the chain anew as docs/journal.md says it is made.
    /// - Parameter change: lines of Python; `seq` is what they changed.
    private func tamper(_ ground: Ground, _ change: String) async throws -> Int {
      let script = Self.opening + change + Self.closing
      let words = try await ground.python(script, ground.state + "/daopai.db", ground.state)
      return try #require(Int(words.trimmingCharacters(in: .whitespacesAndNewlines)), "\(words)")
    }

    private static let opening = """
      import hashlib, json, sqlite3, sys
      db = sqlite3.connect(sys.argv[1])
      db.text_factory = bytes
      triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
      for name, _ in triggers: db.execute("DROP TRIGGER " + name.decode())

      def field(value):
          if value is None: return b"-,"
          data = value if isinstance(value, bytes) else str(value).encode()
          return str(len(data)).encode() + b":" + data + b","


      """

    private static let closing = """


      instance, = db.execute("SELECT instance FROM meta").fetchone()
      prev = hashlib.sha256(b"daopai journal 1 " + instance).digest()
      for fields in db.execute("SELECT seq, at, kind, duty, due, rung, alert, delivery, party, actor, reason, detail"
                               " FROM journal ORDER BY seq").fetchall():
          digest = hashlib.sha256(prev + b"".join(map(field, fields))).digest()
          db.execute("UPDATE journal SET prev = ?, hash = ? WHERE seq = ?", (prev, digest, fields[0]))
          prev = digest
      db.execute("UPDATE meta SET head_hash = ?", (prev,))
      for _, sql in triggers: db.execute(sql.decode())
      db.commit()
      print(seq)
      """
  }
}
