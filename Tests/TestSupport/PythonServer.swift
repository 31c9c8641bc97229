package import Foundation
import Glibc

/// A server of the fixtures, on a free port of the loopback, that tells what happens to it line by line.
package final class PythonServer {
  package struct Event: @unchecked Sendable {
    let fields: [String: Any]
    package subscript(name: String) -> Any? { fields[name] }
    package var name: String { fields["event"] as? String ?? "" }
  }

  private let process = Process()
  private let input = Pipe()
  private var events: AsyncStream<Event>.Iterator
  package private(set) var port = 0

  package struct NotStarted: Error { package var script: String }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Servers")

  /// The interpreter that has aiosmtpd: Debian's, unless `$DAOPAI_PYTHON` names another.
  package static let python = URL(
    fileURLWithPath: ProcessInfo.processInfo.environment["DAOPAI_PYTHON"] ?? "/usr/bin/python3")

  /// - Returns: nil where a Debian package it needs is missing: the test then says so and passes.
  package static func start(_ script: String, _ arguments: String...) async throws -> PythonServer? {
    let server = try PythonServer(script, arguments)
    guard let first = await server.next() else {
      server.process.waitUntilExit()
      guard server.process.terminationStatus == 77 else { throw NotStarted(script: script) }
      print("skipped: \(script) needs the Debian package python3-aiosmtpd")
      return nil
    }
    server.port = first["port"] as? Int ?? 0
    return server
  }

  private init(_ script: String, _ arguments: [String]) throws {
    let output = Pipe()
    process.executableURL = PythonServer.python
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

  package func next() async -> Event? { await events.next(isolation: #isolation) }

  /// Ends the server and returns what it said meanwhile.
  package func stop() async -> [Event] {
    try? input.fileHandleForWriting.close()
    var left: [Event] = []
    while let event = await next() { left.append(event) }
    return left
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Runs a script of the fixtures to its end.
  package static func run(_ script: String, _ arguments: String...) throws -> [String: Any] {
    try run(script, arguments: arguments)
  }

  package static func run(_ script: String, arguments: [String]) throws -> [String: Any] {
    let process = Process()
    let output = Pipe()
    process.executableURL = PythonServer.python
    process.arguments = [folder.appendingPathComponent(script).path] + arguments
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard let facts = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw NotStarted(script: script)
    }
    return facts
  }
}
