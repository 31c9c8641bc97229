import Foundation
import Sinks
import Testing

/// A server of the fixtures, on a free port of the loopback, that tells what happens to it line by line.
final class PythonServer {
  struct Event: @unchecked Sendable {
    let fields: [String: Any]
    subscript(name: String) -> Any? { fields[name] }
    var name: String { fields["event"] as? String ?? "" }
  }

  private let process = Process()
  private let input = Pipe()
  private var events: AsyncStream<Event>.Iterator
  private(set) var port = 0

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

  /// - Returns: nil where a Debian package it needs is missing: the test then says so and passes.
  static func start(_ script: String, _ arguments: String...) async throws -> PythonServer? {
    let server = try PythonServer(script, arguments)
    guard let first = await server.next() else {
      server.process.waitUntilExit()
      try #require(server.process.terminationStatus == 77, "\(script) did not start")
      print("skipped: \(script) needs the Debian package python3-aiosmtpd")
      return nil
    }
    server.port = first["port"] as? Int ?? 0
    return server
  }

  private init(_ script: String, _ arguments: [String]) throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-u", PythonServer.folder.appendingPathComponent(script).path] + arguments
    process.standardInput = input
    process.standardOutput = output
    let (stream, continuation) = AsyncStream<Event>.makeStream()
    events = stream.makeAsyncIterator()
    let reader = output.fileHandleForReading
    Thread.detachNewThread {
      var rest = Data()
      while case let chunk = reader.availableData, !chunk.isEmpty {
        rest += chunk
        while let end = rest.firstIndex(of: 0x0A) {
          let line = rest[..<end]
          rest = Data(rest[rest.index(after: end)...])
          if let fields = try? JSONSerialization.jsonObject(with: line) as? [String: Any] {
            continuation.yield(Event(fields: fields))
          }
        }
      }
      continuation.finish()
    }
    try process.run()
  }

  func next() async -> Event? { await events.next(isolation: #isolation) }

  /// Ends the server and returns what it said meanwhile.
  func stop() async -> [Event] {
    try? input.fileHandleForWriting.close()
    var left: [Event] = []
    while let event = await next() { left.append(event) }
    return left
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Runs a script of the fixtures to its end.
  static func run(_ script: String, _ argument: String) throws -> [String: Any] {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [folder.appendingPathComponent(script).path, argument]
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}

/// A folder that goes with the test.
final class TemporaryFolder {
  let path: String
  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("daopai-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }
  func files(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
  }
  var places: SecretPlaces { SecretPlaces(configurationDirectory: path, credentialsDirectory: nil) }
}
