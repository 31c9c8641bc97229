import Core
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Daemon

extension EndToEnd {
  /// The clocks the engine sleeps on.
  @Suite(.serialized) struct Clocks {
    private static func now() -> Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }

    /// Of every timerfd of a process on the wall clock: its flags, and seconds to go.
    private static func timers(of process: String) throws -> [(flags: String, left: Int)] {
      let folder = "/proc/\(process)/fdinfo"
      return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
        guard let text = try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n")
        func field(_ name: String) -> Substring? { lines.first { $0.hasPrefix(name + ":") }?.dropFirst(name.count + 1) }
        guard field("clockid")?.trimmingCharacters(in: .whitespaces) == "0", let flags = field("settime flags"),
          let left = field("it_value")?.drop(while: { $0 != "(" }).dropFirst().prefix(while: \.isNumber)
        else { return nil }
        return (flags.trimmingCharacters(in: .whitespaces), Int(left) ?? 0)
      }
    }

    @Test(.timeLimit(.minutes(1))) func `What is past fires at once, what is replaced never`() async throws {
      let clock = try SystemClock()
      var events = clock.events.makeAsyncIterator()
      clock.arm(Self.now() + 100_000)
      clock.arm(Self.now() - 100_000)
      #expect(await events.next() == .due)
      clock.arm(Instant(seconds: -5))
      #expect(await events.next() == .due, "Before 1970, too.")
      let soon = clock.now() + 1
      clock.arm(soon)
      #expect(await events.next() == .due)
      #expect(clock.now() >= soon, "Never early, not by the tick of a coarse clock.")
    }

    @Test(.timeLimit(.minutes(1))) func `The daemon sleeps on an absolute timer that notices steps`() async throws {
      let ground = try Ground()
      let (due, before) = Ground.tomorrow(soon: 1000)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(1, due: due)
      let daemon = try await ground.ready()
      let timers = try Self.timers(of: "\(daemon.identifier)")
      // 03: TFD_TIMER_ABSTIME and TFD_TIMER_CANCEL_ON_SET.
      #expect(timers.contains { $0.flags == "03" && (900...1000).contains($0.left) }, "\(timers)")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `A drill's clock stands until it is told to run, and keeps its speed`()
      async throws
    {
      let start = Office.instant("2021-07-12T08:29:50+08:00")
      let clock = DrillClock(start: start, speed: 3600)
      #expect(clock.now() == start)
      #expect(clock.now() == start)
      var events = clock.events.makeAsyncIterator()
      clock.run()
      let began = ContinuousClock.now
      clock.arm(start + 1800)
      #expect(await events.next() == .due)
      #expect(clock.now() >= start + 1800)
      #expect(ContinuousClock.now - began >= .milliseconds(490))
      clock.arm(start)
      #expect(await events.next() == .due, "What is past fires at once.")
    }
  }
}
