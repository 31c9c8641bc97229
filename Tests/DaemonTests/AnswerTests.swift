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

    private func refusal(_ body: () throws -> AlertMessage) -> Problem? {
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
