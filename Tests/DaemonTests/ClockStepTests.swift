import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The daemon in earnest while its wall clock is set.
  @Suite(.serialized) struct ClockSteps {
    private static let day = SteppedDaemon.day
    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
    private static func today() -> CivilDate { Office.shanghai.date(of: Instant(seconds: now())) }

    /// Three duties due in ten days, with rungs eight, five and one day before.
    private static func office(
      _ ground: Ground, mail: String = "maildir: mail", hooks: [(id: String, url: String)] = []
    ) throws {
      try ground.office(mail: mail, hooks: hooks)
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn, webhook: \(hooks.first?.id ?? "~") }")
      let channels = hooks.isEmpty ? "email" : "email, webhook"
      try ground.write(
        "policies/chase.yaml",
        """
        id: chase
        name: 催办
        watches: [responsibility]
        rungs:
          - { level: L0, name: 提醒, each: [due - 8d, due - 5d, due - 1d], to: [lead], channels: [\(channels)] }
        """)
      try ground.rows(3, due: today() + 10)
    }

    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `Wherever the clock is set, each alert is told once over every way`() async throws {
      let ground = try Ground()
      guard let post = try await PythonServer.start("smtp_server.py", "normal", ground.folder.path),
        let hooks = try await PythonServer.start("http_server.py", Ground.secret)
      else { return }
      try Self.office(
        ground, mail: Ground.smtp(post.port), hooks: [("hook", "http://127.0.0.1:\(hooks.port)/status/204")])
      let stepped = try await SteppedDaemon(ground)
      #expect(try ground.alerts().isEmpty)

      // Past two of the three rungs.
      #expect(try await stepped.alerts(afterStepTo: 7 * Self.day) == 3)
      let alerts = try ground.alerts()
      #expect(alerts.map(\.rung) == ["L0-5d", "L0-5d", "L0-5d"])
      #expect(alerts.allSatisfy { $0.superseded == ["L0-8d"] })
      // Back, and forward over the same rungs again.
      for shift in [0, 3600, -3600, -20 * Self.day, 4 * Self.day, 7 * Self.day] {
        #expect(try await stepped.alerts(afterStepTo: shift) == 3, "set to \(shift)")
      }
      // Over the third, and again.
      for shift in [10 * Self.day, 0, 10 * Self.day, 7 * Self.day] {
        #expect(try await stepped.alerts(afterStepTo: shift) == 6, "set to \(shift)")
      }
      #expect(try Set(ground.alerts().map { "\($0.duty) \($0.rung)" }).count == 6)

      let said = try await stepped.stop()
      #expect(said.count { $0.contains("件事") } == 6, "\(said.joined(separator: "\n"))")
      var (mails, posts) = (Arrivals(), Arrivals())
      await mails.close(post)
      await posts.close(hooks)
      for arrivals in [mails, posts] {
        #expect(arrivals.items.count == 6 && arrivals.ids.count == 6)
        #expect(!arrivals.items.contains { $0.isMarked })
      }
    }

    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `What was silenced by a clock that ran ahead is raised in its own time`() async throws {
      let ground = try Ground()
      try Self.office(ground)
      let stepped = try await SteppedDaemon(ground)
      let silenced = try await stepped.control(
        "silence", "add", "duty=~R*", "--until", "\(Self.today() + 30)", "--reason", "专班协调")
      #expect(silenced.status == 0, "\(silenced.output)")
      #expect(try await stepped.alerts(afterStepTo: 7 * Self.day) == 0)
      #expect(try ground.journal().count { $0.kind == "rung.silenced" } == 6)
      #expect(try await stepped.alerts(afterStepTo: 60) == 0)
      let ended = try await stepped.control("silence", "expire", "1", "--reason", "会议决定")
      #expect(ended.status == 0, "\(ended.output)")
      #expect(try ground.alerts().isEmpty, "Nothing of it is due yet.")
      #expect(try ground.timers().count { $0.duty.hasPrefix("R") } == 3)
      #expect(try await stepped.alerts(afterStepTo: 4 * Self.day) == 3)
      #expect(try await stepped.alerts(afterStepTo: 7 * Self.day) == 6)
      #expect(try ground.alerts().map(\.rung).sorted() == ["L0-5d", "L0-5d", "L0-5d", "L0-8d", "L0-8d", "L0-8d"])
      try await stepped.stop()
    }

    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `Suspended over two rungs it raises one alert a duty when it wakes`() async throws {
      let ground = try Ground()
      try Self.office(ground)
      let stepped = try await SteppedDaemon(ground)
      // The clock has gone on when the processes run again, and the timer is told so: what the kernel does on resume.
      stepped.daemon.send(SIGSTOP)
      try stepped.step(to: 7 * Self.day)
      stepped.daemon.send(SIGCONT)
      try await stepped.journal(has: 3, of: "rung.raised")
      _ = try await ground.settled()
      #expect(try ground.alerts().map(\.rung) == ["L0-5d", "L0-5d", "L0-5d"])
      #expect(ground.letters().count == 3)
      try await stepped.stop()
    }

    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `Every step is noticed, those that follow on its heels too`() async throws {
      let ground = try Ground()
      try Self.office(ground)
      let stepped = try await SteppedDaemon(ground)
      var times: [Duration] = []
      for number in 0..<50 {
        let start = ContinuousClock.now
        try stepped.step(to: number % 2 == 0 ? 3600 : 0)
        try await stepped.daemon.line(with: "The wall clock was set")
        times.append(ContinuousClock.now - start)
      }
      times.sort()
      print("  50 steps of the clock: noticed after \(times[25]) (median), \(times[49]) (longest)")
      try await stepped.journal(has: 50, of: "clock.stepped")
      // Whichever of them are noticed one by one, the last is in force.
      try stepped.step(to: 1, 0, 7 * Self.day, 60, -3600, 30, 0, 5 * Self.day)
      try await stepped.journal(has: 3, of: "rung.raised")
      _ = try await ground.settled()
      let alerts = try ground.alerts()
      #expect(Set(alerts.map(\.duty)).count == 3)
      #expect(Set(alerts.map { "\($0.duty) \($0.rung)" }).count == alerts.count)
      #expect(try ground.status().clock.hasPrefix("\(Self.today() + 5)T"))
      try await stepped.stop()
    }

    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `With a dead clock it decides nothing until the clock is set`() async throws {
      let ground = try Ground()
      try Self.office(ground)
      let stepped = try await SteppedDaemon(ground, start: -Self.now() + 1000)
      var status = try ground.status()
      #expect(status.clock.hasPrefix("1970-01-01T"))
      #expect(status.heldUntil?.hasPrefix("2026-01-01T") == true)
      #expect(status.timers == 0 && status.duties == 0)
      let words = try await stepped.control("status").output
      #expect(words.contains("WRONG: nothing is decided before 2026-01-01"), "\(words)")
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
      #expect(try await stepped.alerts(afterStepTo: 7 * Self.day) == 3)
      let alert = try #require(try ground.alerts().first)
      try stepped.step(to: -Self.now() + 1000)
      try await stepped.daemon.line(with: "The wall clock cannot be right")
      let error = #expect(throws: ControlError.self) {
        try ground.client.ask(
          .acknowledge(AlertID(alert.id)), body: AcknowledgeRequest(note: "知悉"), as: AlertMessage.self)
      }
      if case .refused(let problem)? = error { #expect(problem.status == 503) } else { Issue.record("\(error!)") }
      try ground.rows(4, due: Self.today() + 10)
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
      try await stepped.stop()
    }

    /// Receivers refuse what bears such a date, and a refusal is the end of a delivery.
    @Test(.enabled(if: SteppedDaemon.isPossible, "needs a C compiler: cc"), .timeLimit(.minutes(2)))
    func `What waits to be sent waits for the clock, too`() async throws {
      let ground = try Ground()
      guard let failing = try await PythonServer.start("http_server.py", Ground.secret) else { return }
      try Self.office(ground, hooks: [("hook", "http://127.0.0.1:\(failing.port)/status/503")])
      let before = try await SteppedDaemon(ground, start: 7 * Self.day)
      var refused = Arrivals()
      try await refused.await(3, from: failing)
      try await before.stop()
      await refused.close(failing)

      guard let hooks = try await PythonServer.start("http_server.py", Ground.secret) else { return }
      try Self.office(ground, hooks: [("hook", "http://127.0.0.1:\(hooks.port)/status/204")])
      let stepped = try await SteppedDaemon(ground, start: -Self.now() + 1000)
      #expect(try ground.status().outbox.contains { $0.channel == "webhook" && $0.state == "pending" && $0.count == 3 })
      try stepped.step(to: 8 * Self.day)
      var posts = Arrivals()
      try await posts.await(3, from: hooks)
      _ = try await ground.settled()
      try await stepped.stop()
      await posts.close(hooks)
      #expect(posts.items.count == 3 && posts.ids == refused.ids)
      #expect(posts.items.allSatisfy { $0.sentAt ?? 0 > Self.now() + 7 * Self.day })
    }
  }
}
