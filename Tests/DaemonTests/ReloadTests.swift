import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A ledger is taken as a whole or not at all, by request and by signal.
  @Suite(.serialized) struct Reloading {
    /// Two duties: one rung of each is raised at the start, the other is hours away.
    private func start(_ ground: Ground) async throws -> (daemon: Running, due: CivilDate) {
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.write(
        "policies/chase.yaml",
        """
        id: chase
        name: 催办
        watches: [responsibility]
        rungs:
          - { level: L0, name: 提醒, when: [due - \(before)s], urgent: true, to: [lead], channels: [email] }
          - { level: L1, name: 催办, when: [due - 1s], urgent: true, to: [lead], channels: [email] }
        """)
      try ground.rows(2, due: due)
      return (try await ground.ready(), due)
    }

    private func next(_ ground: Ground, _ duty: String) throws -> TimerMessage? {
      try ground.timers().first { $0.duty.contains(duty) }
    }

    @Test(.timeLimit(.minutes(1))) func `What is said to be done in the future does not close a duty`() async throws {
      let ground = try Ground()
      let (daemon, due) = try await start(ground)
      try ground.write(
        "ledger/slip.yaml",
        "responsibilities:\n  - { id: S1, title: 年份笔误, lead: unit, due: \(due), done: 2162-03-01 }")
      let error = #expect(throws: ControlError.self) { try ground.client.ask(.reload, as: LoadMessage.self) }
      guard case .refused(let problem)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(problem.diagnostics.map(\.code) == ["value.inFuture"])
      #expect(try next(ground, "R1") != nil)
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `Three faults in two files are all told, and the old ledger stays`()
      async throws
    {
      let ground = try Ground()
      let (daemon, due) = try await start(ground)
      var status = try await ground.settled()
      #expect(ground.letters().count == 2)
      #expect(try next(ground, "R1")?.at == "\(due)T17:59:59+08:00")

      try ground.write(
        "ledger/broken-a.yaml",
        """
        responsibilities:
          - id: A1
            title: 日期不存在
            lead: unit
            due: 2026-13-45
          - id: A2
            title: 键写错了
            leed: unit
            lead: unit
            due: 2026-12-01
        """)
      try ground.write(
        "ledger/broken-b.yaml",
        "responsibilities:\n  - { id: B1, title: 没有这个单位, lead: 没有这个单位, due: 2026-12-01 }")
      let error = #expect(throws: ControlError.self) { try ground.client.ask(.reload, as: LoadMessage.self) }
      guard case .refused(let problem)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(problem.kind == .invalidConfiguration && problem.status == 422)
      let places = problem.diagnostics.filter { $0.severity == "error" }
        .map { "\(URL(filePath: $0.file).lastPathComponent):\($0.line):\($0.column > 0)" }
      #expect(places.sorted() == ["broken-a.yaml:5:true", "broken-a.yaml:8:true", "broken-b.yaml:2:true"])

      let after = try ground.status()
      #expect(after.ledger == status.ledger && after.duties == status.duties && after.timers == status.timers)
      #expect(!after.reload.ok && after.reload.errors == 3)
      let rejected = try ground.journal().filter { $0.kind == "reload.rejected" }
      #expect(rejected.map { $0.detail["errors"] } == ["3"])
      #expect(rejected.first?.actor?.hasPrefix("uid \(geteuid())") == true)

      try await daemon.line(with: "refused")
      daemon.send(SIGHUP)
      try await daemon.line(with: "refused")
      #expect(try ground.journal().filter { $0.kind == "reload.rejected" }.last?.actor == "SIGHUP")

      // Mended, and due three days later: what is pending moves, what was sent stays sent.
      for name in ["a", "b"] {
        try FileManager.default.removeItem(atPath: ground.config + "/ledger/broken-\(name).yaml")
      }
      try ground.rows(2, due: due + 3)
      let load = try ground.client.ask(.reload, as: LoadMessage.self)
      #expect(load.ok && load.counts == status.ledger)
      // Its own line, so that the next one waited for is that of the next reload.
      try await daemon.line(with: "Reloaded")
      status = try await ground.settled()
      #expect(status.reload.ok && status.reload.errors == 0)
      #expect(try next(ground, "R1")?.due == "\(due + 3)")
      let raised = try ground.alerts().count
      #expect(ground.letters().count == 2 && raised == 2, "Nothing is sent again.")

      try ground.rows(2, due: due)
      daemon.send(SIGHUP)
      try await daemon.line(with: "Reloaded")
      _ = try await ground.settled()
      #expect(try next(ground, "R1")?.at == "\(due)T17:59:59+08:00")
      #expect(ground.letters().count == 2, "Back to the old date: what was sent for it is not sent again.")
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
