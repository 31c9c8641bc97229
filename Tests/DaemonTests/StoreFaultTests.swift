import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A store that fails ends the daemon, in words: what it remembers must never be ahead of what is stored.
  @Suite(.serialized) struct StoreFaults {
    private static let strace = URL(filePath: "/usr/bin/strace")
    static var isStraceThere: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: strace.path) }

    private func quiet(_ ground: Ground, duties: Int, in seconds: Int64) throws {
      let (due, before) = Ground.tomorrow(soon: seconds)
      try ground.office(mail: "maildir: \(ground.path("mail"))")
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(duties, due: due)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount"), .timeLimit(.minutes(1)))
    func `A full disk ends it with words, and nothing decided is lost`() async throws {
      let ground = try Ground()
      try quiet(ground, duties: 1500, in: 3)
      try FileManager.default.createDirectory(atPath: ground.state, withIntermediateDirectories: false)
      guard mount("tmpfs", ground.state, "tmpfs", 0, "size=700k,mode=700") == 0 else {
        print("skipped: cannot mount a tmpfs here")
        return
      }
      defer { umount2(ground.state, Int32(MNT_DETACH)) }
      let daemon = try ground.daemon()
      #expect(try await daemon.exit() == 70)
      let words = await daemon.rest()
      #expect(words.contains("full"), "\(words)")

      // Room again: it starts, and every duty gets its one alert.
      #expect(mount("tmpfs", ground.state, "tmpfs", UInt(MS_REMOUNT), "size=64m") == 0)
      let again = try await ground.ready()
      #expect(try ground.alerts().count == 1500)
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      again.send(SIGTERM)
      #expect(try await again.exit() == 0)
    }

    @Test(.enabled(if: isStraceThere, "needs root and strace"), .timeLimit(.minutes(1)))
    func `A disk that refuses a commit of an answer ends it`() async throws {
      let ground = try Ground()
      try quiet(ground, duties: 1, in: -5)
      let first = try await ground.ready()
      _ = try await ground.settled()
      let id = try ground.alerts()[0].id
      let injector = try Running(
        Self.strace,
        [
          "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO", "-p",
          "\(first.identifier)",
        ])
      // strace says nothing when it has attached; the kernel does.
      while !(try String(contentsOfFile: "/proc/\(first.identifier)/status", encoding: .utf8))
        .contains("TracerPid:\t\(injector.identifier)")
      { await Task.yield() }
      let error = #expect(throws: ControlError.self) {
        try ground.client.ask(.acknowledge(AlertID(id)), body: AcknowledgeRequest(note: "收到"), as: AlertMessage.self)
      }
      if case .refused(let problem)? = error { #expect(problem.status >= 500) }
      #expect(try await first.exit() == 70)
      let words = await first.rest()
      #expect(words.contains("may or may not have been stored"), "\(words)")
      injector.send(SIGTERM)
      _ = try await injector.exit()

      let second = try await ground.ready()
      #expect(try ground.client.ask(.verifyJournal, as: VerificationMessage.self).ok)
      second.send(SIGTERM)
      #expect(try await second.exit() == 0)
    }
  }
}
