import Foundation
import TestSupport
import Testing

/// A directory of its own for one test: a copy of the example configuration, a state, a socket. Removed at the end.
final class Workplace {
  /// The package's root.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  /// Where the build put the programs: beside this bundle.
  static let programs = Bundle.module.bundleURL.deletingLastPathComponent()

  let folder: URL
  var config: String { path("config") }
  var state: String { path("state") }
  /// Short on purpose: the name of a socket has at most 107 bytes.
  var socket: String { path("control.sock") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "daopai-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.root.appending(path: "config").path, toPath: config)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Adds or replaces a file of the configuration.
  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: config + "/" + name, atomically: true, encoding: .utf8)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: config + "/" + name) }

  /// The daemon on this workplace, in a drill, so that nothing can leave the machine.
  ///
  /// - Parameter watchdog: in microseconds, twice as long as it may take to say that it lives.
  func daemon(
    socket: String? = nil, clock: String = "2021-07-12T08:29:50+08:00", speed: Int = 1, notify: NotifySocket? = nil,
    watchdog: Int? = nil
  ) throws -> Running {
    var environment: [String: String] = [:]
    environment["NOTIFY_SOCKET"] = notify?.path
    environment["WATCHDOG_USEC"] = watchdog.map(String.init)
    return try Running(
      Self.programs.appending(path: "daopaid"),
      [
        "run", "--config", config, "--state", state, "--socket", socket ?? self.socket, "--drill",
        "--clock", clock, "--speed", "\(speed)",
      ],
      environment: environment)
  }

  /// `daopaictl`, and what it said.
  func control(_ arguments: String...) async throws -> (status: Int32, output: String) {
    let client = try Running(Self.programs.appending(path: "daopaictl"), ["--socket", socket] + arguments)
    return (try await client.exit(), await client.rest())
  }

  func permissions(of path: String) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }
}

/// Three faults in two files, and the places they have to be reported at.
struct BrokenLedger {
  static let files = [
    "ledger/broken-a.yaml": """
    projects:
      - id: BROKEN-1
        name: 坏的项目
        finish: 2022-13-45
        calender: cn
        milestones:
          - { id: m1, name: 竣工, duration: 5wd }
    """,
    "ledger/broken-b.yaml": """
    responsibilities:
      - id: BROKEN-2
        title: 坏的事项
        lead: [没有这个单位]
        due: 2022-07-31
    """,
  ]
  static let places = ["broken-a.yaml:4:", "broken-a.yaml:5:", "broken-b.yaml:4:"]

  static func write(to workplace: Workplace) throws {
    for (name, text) in files { try workplace.write(name, text + "\n") }
  }

  static func remove(from workplace: Workplace) throws {
    for name in files.keys { try workplace.remove(name) }
  }
}
