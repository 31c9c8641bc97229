import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The daemon in earnest while its wall clock is set. A library loaded before the C library's own shifts CLOCK_REALTIME
  /// for the daemon alone, and cancels its timer as the kernel does.
  @Suite(.serialized) struct ClockSteps {
    private static let compiler = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"]
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    static var isPossible: Bool { compiler != nil }

    /// A daemon whose clock can be set.
    private struct Stepped {
      let ground: Ground
      let daemon: Running
      private let fifo: String

      /// - Parameter start: how far its clock is from right at first.
      init(_ ground: Ground, start: Int64) async throws {
        self.ground = ground
        fifo = ground.path("steps")
        let library = ground.path("step-clock.so")
        if !FileManager.default.fileExists(atPath: library) {
          let source = try #require(Bundle.module.url(forResource: "Fixtures/step-clock", withExtension: "c"))
          let build = try Running(
            URL(filePath: compiler!), ["-shared", "-fPIC", "-O1", "-o", library, source.path, "-ldl"])
          let status = try await build.exit()
          let words = await build.rest()
          try #require(status == 0, "\(words)")
          try #require(mkfifo(fifo, 0o600) == 0)
        }
        daemon = try Running(
          Ground.programs.appending(path: "daopaid"), ground.daemonArguments,
          environment: ["LD_PRELOAD": library, "DAOPAI_STEP_FIFO": fifo, "DAOPAI_STEP_START": "\(start)"])
        try await daemon.line(with: "Ready: ")
      }

      func step(to seconds: Int64) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: fifo))
        try file.write(contentsOf: Data("\(seconds)\n".utf8))
        try file.close()
      }

      /// Asks until the journal has so many entries of a kind.
      func journal(has count: Int, of kind: String) async throws {
        while try ground.journal().count(where: { $0.kind == kind }) < count {
          try Task.checkCancellation()
          await Task.yield()
        }
      }

      func stop() async throws {
        daemon.send(SIGTERM)
        #expect(try await daemon.exit() == 0)
      }
    }

    /// Three duties due in ten days, with rungs nine, five and one day before.
    private static func office(_ ground: Ground) throws -> CivilDate {
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.write(
        "policies/chase.yaml",
        """
        id: chase
        name: 催办
        watches: [responsibility]
        rungs:
          - { level: L0, name: 提醒, each: [due - 8d, due - 5d, due - 1d], to: [lead], channels: [email] }
        """)
      let due = Office.shanghai.date(of: Instant(seconds: Int64(Date().timeIntervalSince1970))) + 10
      try ground.rows(3, due: due)
      return due
    }

    private static let day: Int64 = 86_400
    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    @Test(.enabled(if: isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `A step forward raises one alert a duty, the step back none`() async throws {
      let ground = try Ground()
      _ = try Self.office(ground)
      let stepped = try await Stepped(ground, start: 0)
      #expect(try ground.alerts().isEmpty)

      // Past two of the three rungs.
      try stepped.step(to: 7 * Self.day)
      try await stepped.journal(has: 1, of: "clock.stepped")
      var status = try await ground.settled()
      #expect(status.alerts.map(\.count) == [3])
      let alerts = try ground.alerts()
      #expect(alerts.map(\.rung) == ["L0-5d", "L0-5d", "L0-5d"])
      #expect(alerts.allSatisfy { $0.superseded == ["L0-8d"] })

      for (count, shift) in [0, 3600, -3600, -20 * Self.day].enumerated() {
        try stepped.step(to: Int64(shift))
        try await stepped.journal(has: count + 2, of: "clock.stepped")
        status = try await ground.settled()
        #expect(try ground.alerts().count == 3, "set to \(shift)")
      }
      #expect(ground.letters().count == 3)
      let proof = try ground.client.ask(.verifyJournal, as: VerificationMessage.self)
      #expect(proof.ok && proof.faults.isEmpty && proof.books.balance)
      try await stepped.stop()
    }

    @Test(.enabled(if: isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `With a dead clock it decides nothing until the clock is set`() async throws {
      let ground = try Ground()
      _ = try Self.office(ground)
      let stepped = try await Stepped(ground, start: -Self.now() + 1000)
      var status = try ground.status()
      #expect(status.clock.hasPrefix("1970-01-01T"))
      #expect(status.heldUntil?.hasPrefix("2026-01-01T") == true)
      #expect(status.timers == 0 && status.duties == 0)
      #expect(try ground.journal().isEmpty)

      // Still before the program was made.
      try stepped.step(to: -30 * 365 * Self.day)
      try await stepped.daemon.line(with: "The wall clock cannot be right")
      #expect(try ground.journal().isEmpty)

      try stepped.step(to: 0)
      try await stepped.journal(has: 1, of: "daemon.started")
      status = try await ground.settled()
      #expect(status.heldUntil == nil && status.duties == 3 && status.timers > 0)
      #expect(try ground.alerts().isEmpty, "Nothing was due, and the years since 1970 are nobody's downtime.")

      // Dead while it runs: answers and loads wait.
      try stepped.step(to: 7 * Self.day)
      try await stepped.journal(has: 1, of: "clock.stepped")
      _ = try await ground.settled()
      let alert = try #require(try ground.alerts().first)
      try stepped.step(to: -Self.now() + 1000)
      try await stepped.daemon.line(with: "The wall clock cannot be right")
      let error = #expect(throws: ControlError.self) {
        try ground.client.ask(
          .acknowledge(AlertID(alert.id)), body: AcknowledgeRequest(note: "知悉"), as: AlertMessage.self)
      }
      if case .refused(let problem)? = error { #expect(problem.status == 503) } else { Issue.record("\(error!)") }
      try ground.rows(4, due: Office.shanghai.date(of: Instant(seconds: Self.now())) + 10)
      _ = try ground.client.ask(.reload, as: LoadMessage.self)
      #expect(try ground.status().duties == 3)
      #expect(try ground.alerts().count == 3)

      // Right, but before what was recorded last, and then not any more.
      try stepped.step(to: 0)
      try await stepped.daemon.line(with: "The wall clock cannot be right")
      #expect(try ground.status().heldUntil != nil)
      try stepped.step(to: 8 * Self.day)
      try await stepped.journal(has: 1, of: "portfolio.loaded")
      status = try await ground.settled()
      #expect(status.heldUntil == nil && status.duties == 4)
      #expect(try ground.alerts().count == 4, "The new duty has its first alert, the others no second.")
      let proof = try ground.client.ask(.verifyJournal, as: VerificationMessage.self)
      #expect(proof.ok && proof.faults.isEmpty && proof.books.balance)
      try await stepped.stop()
    }
  }
}
