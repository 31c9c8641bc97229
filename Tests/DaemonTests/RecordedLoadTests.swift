import Control
import Core
import Foundation
import Glibc
import Store
import TestSupport
import Testing

extension EndToEnd {
  /// What was loaded once can be planned again: the files of every load are kept, and the journal names them.
  @Suite(.serialized) struct RecordedLoads {
    private func project(_ ground: Ground, finish: CivilDate) throws {
      try ground.write(
        "ledger/project.yaml",
        """
        projects:
          - id: P1
            name: 示例
            finish: \(finish)
            lead: unit
            milestones:
              - { id: a, name: 审查, duration: 5d }
              - { id: b, name: 许可, duration: 2d, after: [a] }
        """)
    }

    private func start() async throws -> (ground: Ground, daemon: Running, finish: CivilDate) {
      let ground = try Ground()
      let (due, _) = Ground.tomorrow(soon: 0)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: 10)
      try project(ground, finish: due + 30)
      return (ground, try await ground.ready(), due + 30)
    }

    private func difference(_ ground: Ground, _ old: String, _ new: String?) throws -> PlanDifferenceMessage {
      try ground.client.ask(
        .planDifference(JournalPoint(old)!, new.flatMap { JournalPoint($0) }), as: PlanDifferenceMessage.self)
    }

    @Test(.timeLimit(.minutes(1))) func `The plans of two loads are compared, by the daemon and from its directory`()
      async throws
    {
      let (ground, daemon, finish) = try await start()
      try project(ground, finish: finish + 7)
      #expect(try ground.client.ask(.reload, as: LoadMessage.self).ok)
      let loads = try ground.journal().filter { ["daemon.started", "portfolio.loaded"].contains($0.kind) }
      #expect(loads.count == 2 && Set(loads.map { $0.detail["inputs"]?.count }) == [64])
      let (first, second) = ("@\(loads[0].sequence)", "@\(loads[1].sequence)")

      let message = try difference(ground, first, second)
      let moved = try #require(message.projects.first)
      #expect(moved.id == "P1" && moved.finish?.old == "\(finish)" && moved.finish?.new == "\(finish + 7)")
      #expect(moved.milestones.map(\.id).sorted() == ["a", "b"])
      #expect(try difference(ground, first, nil).projects == message.projects, "in force is what was loaded last")
      #expect(try difference(ground, second, nil).projects.isEmpty)
      #expect(PlanDifferenceMessage(try #require(message.difference)) == message)
      #expect(throws: ControlError.self) { try difference(ground, "@2001-01-01", nil) }

      let before = try FileManager.default.contentsOfDirectory(atPath: ground.state + "/inputs").count
      #expect(try ground.client.ask(.reload, as: LoadMessage.self).ok)
      #expect(try FileManager.default.contentsOfDirectory(atPath: ground.state + "/inputs").count == before)

      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      let offline = try Running(
        Ground.programs.appending(path: "daopaictl"),
        ["plan", "diff", first, "@now", "--state", ground.state, "-o", "json", "--today", "\(finish - 31)"])
      #expect(try await offline.exit() == 0)
      // Messages of the loader stand among the lines.
      let words = await offline.rest()
      let json = words[(try #require(words.firstIndex(of: "{")))...]
      let read = try Wire.decode(PlanDifferenceMessage.self, from: Data(json.utf8))
      #expect(read.projects == message.projects)
    }

    @Test(.timeLimit(.minutes(1))) func `A kept file that was changed is found out`() async throws {
      let (ground, daemon, finish) = try await start()
      try project(ground, finish: finish + 7)
      #expect(try ground.client.ask(.reload, as: LoadMessage.self).ok)
      let folder = URL(filePath: ground.state).appending(path: "inputs")
      let old = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first {
        (try? String(contentsOf: $0, encoding: .utf8))?.contains("finish: \(finish)") == true
      }
      try Data("projects: []".utf8).write(to: try #require(old))
      let error = #expect(throws: ControlError.self) { try difference(ground, "@1", nil) }
      guard case .refused(let problem)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(problem.status == 409 && problem.detail.contains("its hash differs"))
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
