import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Acknowledgements 签收 over the control socket.
  @Suite(.serialized) struct Answers {
    /// Two alerts, both raised at the start.
    private func start(_ ground: Ground) async throws -> Running {
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, aliases: [发改委], email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(2, due: due)
      return try await ground.ready()
    }

    private func refusal<Message>(_ body: () throws -> Message) -> Problem? {
      do {
        _ = try body()
        return nil
      } catch ControlError.refused(let problem) {
        return problem
      } catch {
        Issue.record("\(error)")
        return nil
      }
    }

    @Test(.timeLimit(.minutes(1))) func `An answer is recorded once, with who gave it, and survives a kill`()
      async throws
    {
      let ground = try Ground()
      let first = try await start(ground)
      let (one, two) = ("\(try ground.alerts()[0].id)", "\(try ground.alerts()[1].id)")
      func acknowledge(_ id: String, _ request: AcknowledgeRequest) throws -> AlertMessage {
        try ground.client.ask(.acknowledge(AlertID(id)), body: request, as: AlertMessage.self)
      }
      let answer = AcknowledgeRequest(party: "发改委", note: "本周内办结")
      let taken = try acknowledge(one, answer)
      #expect(taken.state == "acknowledged")
      #expect(taken.acknowledgements.map(\.party) == ["unit"])
      #expect(taken.acknowledgements.first?.actor.hasPrefix("uid \(geteuid())") == true)
      #expect(try acknowledge(one, answer).acknowledgements.count == 1, "The same answer twice is one answer.")
      #expect(try ground.journal().filter { $0.kind == "alert.acknowledged" }.count == 1)

      #expect(refusal { try acknowledge("2021-99999", answer) }?.status == 404)
      #expect(refusal { try acknowledge(two, AcknowledgeRequest(party: "没有", note: "")) }?.status == 400)
      #expect(refusal { try acknowledge(two, AcknowledgeRequest(note: "", promise: "2021-01-01")) }?.status == 400)
      #expect(try RawConnection(ground.socket).ask("POST", "/v1/alerts/\(two)/ack", body: "{").status == 400)

      let last = try acknowledge(two, AcknowledgeRequest(note: "收到，不敢忘"))
      first.send(SIGKILL)
      #expect(last.state == "acknowledged")
      #expect(try await first.exit() == 128 + SIGKILL)

      let second = try await ground.ready()
      let kept = try ground.client.ask(.alert(AlertID(two)), as: AlertMessage.self)
      #expect(kept.acknowledgements == last.acknowledgements, "What was answered 200 is never forgotten.")

      // Its duty done, the alert is closed: an answer now is a conflict.
      try ground.rows(1, due: Ground.tomorrow(soon: 0).due)
      _ = try ground.client.ask(.reload, as: LoadMessage.self)
      let closed = try #require(try ground.alerts().first { $0.state == "closed" })
      #expect(refusal { try acknowledge(closed.id, answer) }?.status == 409)
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `Answers move dates, once, and survive a kill`() async throws {
      let ground = try Ground()
      let (due, before) = Ground.tomorrow(soon: 3600)
      try ground.office()
      try ground.party(
        "{ id: unit, name: 市发改委, email: unit@example.gov.cn }", "{ id: boss, name: 分包领导, email: boss@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(3, due: due)
      let first = try await ground.ready()
      func give(_ kind: Answer.Kind, _ fields: [String: String], by party: String) throws -> AnswerMessage {
        let request = AnswerRequest(kind, fields, party: party, reason: "连日暴雨")
        return try ground.client.ask(.giveAnswer, body: request, as: AnswerMessage.self)
      }
      func dueDate(_ id: DutyID) throws -> String { try ground.client.ask(.duty(id), as: DutyMessage.self).due }

      let later = "\(due + 10)"
      let asked = try give(.extend, ["subject": "R1-unit", "to": later], by: "市发改委")
      #expect(asked.standing == "open")
      #expect(refusal { try give(.approve, ["request": "\(asked.number)"], by: "unit") }?.status == 409)
      #expect(try dueDate("R1-unit") == "\(due)")
      let approved = try give(.approve, ["request": "\(asked.number)"], by: "boss")
      #expect(try give(.approve, ["request": "\(asked.number)"], by: "boss").number == approved.number)
      #expect(try dueDate("R1-unit") == later)
      #expect(refusal { try give(.extend, ["subject": "R9-unit", "to": later], by: "unit") }?.status == 404)
      #expect(refusal { try give(.extend, ["subject": "R2-unit", "too": later], by: "unit") }?.status == 400)
      #expect(refusal { try give(.extend, ["subject": "R2-unit", "to": later], by: "nobody") }?.status == 400)
      #expect(try give(.pause, ["subject": "R2-unit"], by: "boss").standing == "in force")

      let why = try ground.client.ask(.explainDuty("R1-unit"), as: DutyExplanationMessage.self)
      #expect(why.steps.map(\.outcome) == ["pending"])
      #expect(why.nextRung == "L1")
      #expect(why.records.map(\.kind) == ["extension.asked", "extension.approved"])
      let paused = try ground.client.ask(.explainDuty("R2-unit"), as: DutyExplanationMessage.self)
      #expect(paused.hold != nil && paused.nextRung == nil)
      first.send(SIGKILL)
      #expect(try await first.exit() == 128 + SIGKILL)

      // A line of a ledger says the same as a command would.
      try ground.write(
        "ledger/answers.yaml",
        "answers:\n  - { date: \(due - 1), report: R3-unit, finish: \(due - 1), party: 市发改委, reason: 已办结 }")
      let second = try await ground.ready()
      #expect(try dueDate("R1-unit") == later)
      let kept = try ground.client.list(of: AnswerMessage.self) { .answers(.init(isOpen: true), $0) }
      #expect(kept.map(\.kind) == ["pause", "report"])
      #expect(try ground.client.ask(.duty("R3-unit"), as: DutyMessage.self).state == .closed)
      let count = try ground.journal().count
      _ = try ground.client.ask(.reload, as: LoadMessage.self)
      #expect(try ground.journal().count == count + 1, "Only the load itself is news.")
      #expect(try ground.client.text(.metrics).contains("daopai_accounts_imbalance 0"))
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `Whoever follows the events sees them as they are written`() async throws {
      let ground = try Ground()
      let daemon = try await start(ground)
      let follower = try Running(
        Ground.programs.appending(path: "daopaictl"),
        ["--socket", ground.socket, "--lang", "en", "events", "--follow", "--after", "1"])
      let id = try ground.alerts()[0].id
      _ = try ground.client.ask(
        .acknowledge(AlertID(id)), body: AcknowledgeRequest(note: "收到"), as: AlertMessage.self)
      try await follower.line(with: "alert.acknowledged")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      _ = try await follower.exit()
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"), .timeLimit(.minutes(1)))
    func `The answer of another user is recorded under that user`() async throws {
      let ground = try Ground()
      let daemon = try await start(ground)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ground.folder.path)
      #expect(chmod(ground.socket, 0o666) == 0)
      let id = try ground.alerts()[0].id
      try await ground.python(
        """
        import os, socket, sys
        os.setuid(65534)
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
        body = b'{"note": "someone else"}'
        s.sendall(b'POST /v1/alerts/%s/ack HTTP/1.1\\r\\nHost: d\\r\\nContent-Length: %d\\r\\n\\r\\n' % (sys.argv[2].encode(), len(body)) + body)
        assert b' 200 ' in s.recv(100), 'refused'
        """, ground.socket, id)
      let kept = try ground.client.ask(.alert(AlertID(id)), as: AlertMessage.self)
      #expect(kept.acknowledgements.first?.actor.hasPrefix("uid 65534") == true, "\(kept.acknowledgements)")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
