import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// The real daemon as a process, without a service manager but for the socket it notifies.
@Suite(.serialized) struct DaemonProcessTests {
  @Test(.timeLimit(.minutes(5))) func `It says when it is ready, answers, and stops on SIGTERM`() async throws {
    let place = try Workplace()
    let manager = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(notify: manager)
    try await manager.wait(for: "READY=1")
    #expect(manager.heard.contains { $0.hasPrefix("STATUS=") && $0.contains(where: \.isNumber) })
    #expect(try place.permissions(of: place.socket) == 0o660)
    #expect(try place.permissions(of: place.state) == 0o700)
    let answer = try await place.control("status")
    #expect(answer.status == 0, "\(answer.output)")

    daemon.send(SIGTERM)
    try await manager.wait(for: "STOPPING=1")
    #expect(try await daemon.exit() == 0)
    #expect(!FileManager.default.fileExists(atPath: place.socket), "It bound the socket, so it removes it.")
    #expect(try await place.control("status").status == 3, "Nobody is there: exit 3.")
  }

  /// Many more at once than there are processors, and each looks through everything.
  @Test(.timeLimit(.minutes(5))) func `However many verify the journal, the watchdog is told`() async throws {
    let place = try Workplace()
    let manager = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(notify: manager, watchdog: 20_000)
    try await manager.wait(for: "READY=1")
    let client = ControlClient(socketPath: place.socket)
    let (done, finish) = AsyncStream.makeStream(of: Bool.self)
    for _ in 0..<32 {
      Thread.detachNewThread {
        for _ in 0..<4 { finish.yield((try? client.ask(.verifyJournal, as: VerificationMessage.self))?.ok == true) }
      }
    }
    var good = 0
    for await isGood in done.prefix(128) { good += isGood ? 1 : 0 }
    #expect(good == 128)
    daemon.send(SIGTERM)
    try await manager.wait(for: "STOPPING=1")
    let notices = manager.heard.count { $0 == "WATCHDOG=1" }
    #expect(notices >= 16, "Told \(notices) times, once for each round of questions.")
    #expect(try await daemon.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `A second daemon on the same state gives way`() async throws {
    let place = try Workplace()
    let manager = try NotifySocket(path: place.path("notify"))
    let first = try place.daemon(notify: manager)
    try await manager.wait(for: "READY=1")
    let second = try place.daemon(socket: place.path("second.sock"))
    #expect(try await second.exit() == 75)
    let words = await second.rest()
    #expect(words.contains(place.state), "It names what it could not have: \(words)")
    #expect(try await place.control("status").status == 0, "The first goes on.")

    first.send(SIGKILL)
    #expect(try await first.exit() == 128 + SIGKILL)
    let third = try place.daemon(notify: manager)
    try await manager.wait(for: "READY=1")
    #expect(try await place.control("status").status == 0, "A killed daemon leaves no lock and no dead socket behind.")
    third.send(SIGTERM)
    #expect(try await third.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `A wrong configuration is told in full, and is exit 78`() async throws {
    let place = try Workplace()
    try BrokenLedger.write(to: place)
    let daemon = try place.daemon()
    #expect(try await daemon.exit() == 78)
    let words = await daemon.rest()
    for fault in BrokenLedger.places { #expect(words.contains(fault), "\(fault) is missing in:\n\(words)") }
  }

  @Test(.timeLimit(.minutes(5))) func `A reload is all or nothing, by signal and by request`() async throws {
    let place = try Workplace()
    let manager = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(notify: manager)
    try await manager.wait(for: "READY=1")

    try place.write("ledger/added.yaml", Self.project("ADDED-1"))
    daemon.send(SIGHUP)
    try await manager.wait(for: "RELOADING=1")
    try await manager.wait(for: "READY=1")
    #expect(manager.heard.contains { $0.hasPrefix("MONOTONIC_USEC=") })
    let taken = try await place.control("project", "list", "-o", "json").output
    #expect(taken.contains("ADDED-1"), "\(taken)")

    try BrokenLedger.write(to: place)
    let refused = try await place.control("reload")
    try #require(refused.status == 1, "\(refused.output)")
    for fault in BrokenLedger.places { #expect(refused.output.contains(fault), "\(fault) in:\n\(refused.output)") }
    try await manager.wait(for: "READY=1")
    let kept = try await place.control("project", "list", "-o", "json").output
    #expect(kept.contains("ADDED-1") && !kept.contains("BROKEN-1"), "The old portfolio still runs.")

    try BrokenLedger.remove(from: place)
    let mended = try await place.control("reload")
    #expect(mended.status == 0, "\(mended.output)")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `The drill of make run reminds and escalates`() async throws {
    let place = try Workplace()
    let daemon = try place.daemon(speed: 14400)
    try await daemon.line(with: "L0")
    try await daemon.line(with: "L2")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
    let letters = try FileManager.default.contentsOfDirectory(atPath: place.state + "/mail/new")
    #expect(!letters.isEmpty)
    let letter = try String(contentsOfFile: place.state + "/mail/new/" + #require(letters.first), encoding: .utf8)
    #expect(letter.contains("Message-ID:") && letter.contains("Subject: =?"))
  }

  private static func project(_ id: String) -> String {
    """
    projects:
      - id: \(id)
        name: 后来加上的项目
        finish: 2030-12-31
        milestones:
          - { id: m1, name: 竣工, duration: 5wd }

    """
  }
}
