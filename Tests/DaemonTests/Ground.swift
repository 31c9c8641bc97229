import Control
import Core
import Foundation
import Glibc
import TestSupport

/// A directory of its own for one test: a generated configuration, a state, a socket. Removed at the end.
final class Ground {
  static let programs = Bundle.module.bundleURL.deletingLastPathComponent()
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  let folder: URL
  var config: String { path("config") }
  var state: String { path("state") }
  /// Short on purpose: the name of a socket has at most 107 bytes.
  var socket: String { path("s") }
  var client: ControlClient { ControlClient(socketPath: socket) }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "daopai-\(UUID().uuidString.prefix(8))")
    for name in ["policies", "ledger", "calendars", "templates"].map({ "config/\($0)" }) {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }
    try write("hook-secret", Self.secret)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: config + "/hook-secret")
    try write("calendars/all.csv", "date,kind,name")
    try write("calendars/all.yaml", "week: [1, 2, 3, 4, 5, 6, 7]\ncoveredThrough: 2035-12-31")
    try write("templates/reminder.mustache", "{{title}}")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Adds or replaces a file of the configuration.
  func write(_ name: String, _ text: String) throws {
    try (text + "\n").write(toFile: "\(config)/\(name)", atomically: true, encoding: .utf8)
  }

  /// The shipped configuration in place of one of the test's own.
  func takeExample() throws {
    let example = URL(filePath: #filePath).appending(path: "../../../config").standardizedFileURL
    try FileManager.default.removeItem(atPath: config)
    try FileManager.default.copyItem(at: example, to: URL(filePath: config))
  }

  func letters() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: state + "/mail/new")) ?? [] }

  // MARK: Programs

  var daemonArguments: [String] { ["run", "--config", config, "--state", state, "--socket", socket] }

  /// The daemon in earnest, or in a drill that begins at `clock`.
  func daemon(clock: String? = nil, speed: Int = 1, state: String? = nil) throws -> Running {
    let drill = clock.map { ["--drill", "--clock", $0, "--speed", "\(speed)"] } ?? []
    return try Running(Self.programs.appending(path: "daopaid"), daemonArguments + drill)
  }

  func ready(clock: String? = nil, speed: Int = 1) async throws -> Running {
    let daemon = try daemon(clock: clock, speed: speed)
    try await daemon.line(with: "Ready: ")
    return daemon
  }

  /// Runs a Python script to its end and returns what it printed.
  @discardableResult func python(_ script: String, _ arguments: String...) async throws -> String {
    let run = try Running(PythonServer.python, ["-c", script] + arguments)
    let status = try await run.exit()
    let words = await run.rest()
    if status != 0 { throw PythonFailed(words: words) }
    return words
  }

  struct PythonFailed: Error { var words: String }

  // MARK: Questions

  func status() throws -> StatusMessage { try client.ask(.status, as: StatusMessage.self) }

  func journal() throws -> [JournalMessage] {
    var all: [JournalMessage] = []
    while true {
      let page = try client.ask(
        .journal(.init(after: all.last?.sequence ?? 0), limit: 1000), as: ListMessage<JournalMessage>.self)
      all += page.items
      if page.next == nil { return all }
    }
  }

  func alerts() throws -> [AlertMessage] {
    try client.list(of: AlertMessage.self) { .alerts(.init(), $0) }
  }

  func timers() throws -> [TimerMessage] { try client.list(of: TimerMessage.self) { .timers($0) } }

  /// Asks until nothing is left to be sent.
  func settled() async throws -> StatusMessage {
    while true {
      let status = try status()
      if !status.outbox.contains(where: { ["pending", "sending"].contains($0.state) }) { return status }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  /// The outbox of a daemon that has ended: `delivered 200`, a line for each channel and state.
  func outbox() async throws -> [String] {
    let script = """
      import sqlite3, sys
      for row in sqlite3.connect(sys.argv[1]).execute(
          "SELECT channel, state, count(*) FROM outbox GROUP BY channel, state ORDER BY channel, state"):
          print(*row)
      """
    return try await python(script, state + "/daopai.db").split(separator: "\n").map(String.init)
  }
}
