import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

/// A daemon in earnest whose wall clock can be set: a library loaded before the C library's own shifts CLOCK_REALTIME for
/// it alone, and cancels its timer as the kernel does.
struct SteppedDaemon {
  private static let compiler = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static var isPossible: Bool { compiler != nil }

  static let day: Int64 = 86_400

  let ground: Ground
  let daemon: Running
  private let fifo: String

  /// - Parameter start: how many seconds its clock is from right at first.
  init(_ ground: Ground, start: Int64 = 0) async throws {
    self.ground = ground
    fifo = ground.path("steps")
    let library = ground.path("step-clock.so")
    let source = try #require(Bundle.module.url(forResource: "Fixtures/step-clock", withExtension: "c"))
    let build = try Running(
      URL(filePath: Self.compiler!), ["-shared", "-fPIC", "-O1", "-o", library, source.path, "-ldl", "-pthread"])
    let status = try await build.exit()
    let words = await build.rest()
    try #require(status == 0, "\(words)")
    unlink(fifo)
    try #require(mkfifo(fifo, 0o600) == 0)
    daemon = try Running(
      Ground.programs.appending(path: "daopaid"), ground.daemonArguments,
      environment: [
        "LD_PRELOAD": [library, Running.preloaded].compactMap(\.self).joined(separator: ":"),
        "DAOPAI_STEP_FIFO": fifo, "DAOPAI_STEP_START": "\(start)",
      ])
    try await daemon.line(with: "Ready: ")
  }

  /// One after another, as fast as they are read.
  func step(to shifts: Int64...) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: fifo))
    try file.write(contentsOf: Data(shifts.map { "\($0)\n" }.joined().utf8))
    try file.close()
  }

  /// Asks until the journal has so many entries of a kind.
  func journal(has count: Int, of kind: String) async throws {
    while try ground.journal().count(where: { $0.kind == kind }) < count {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// Sets the clock, waits until that is on the books and all is sent, and tells how many alerts there are then.
  func alerts(afterStepTo shift: Int64) async throws -> Int {
    let steps = try ground.journal().count { $0.kind == "clock.stepped" }
    try step(to: shift)
    try await journal(has: steps + 1, of: "clock.stepped")
    _ = try await ground.settled()
    return try ground.alerts().count
  }

  func control(_ arguments: String...) async throws -> (status: Int32, output: String) {
    let client = try Running(
      Ground.programs.appending(path: "daopaictl"), ["--lang", "en", "--socket", ground.socket] + arguments)
    return (try await client.exit(), await client.rest())
  }

  /// Ends it, and looks whether its journal is whole and every decision comes out again.
  ///
  /// - Returns: what it has said since it was last listened to.
  @discardableResult func stop() async throws -> [Substring] {
    let proof = try ground.client.ask(.verifyJournal, as: VerificationMessage.self)
    #expect(proof.ok && proof.faults.isEmpty && proof.books.balance)
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
    let verified = try await control("journal", "verify", "--state", ground.state, "--replay")
    #expect(verified.status == 0, "\(verified.output)")
    return await daemon.rest().split(separator: "\n")
  }
}
