package import Foundation
import Glibc

/// A program that was started. Its output is read as it comes, so that it never has to wait for us.
package final class Running {
  package struct Ended: Error { package var seen: String }

  private let process: Process
  private var lines: AsyncStream<String>.Iterator
  private var exits: AsyncStream<Int32>.Iterator
  private var status: Int32?

  /// What is loaded before the C library, of ours: a sanitizer's helper has to come along.
  package static let preloaded = ProcessInfo.processInfo.environment["LD_PRELOAD"]

  /// - Parameter environment: added to a bare one: nothing of ours leaks in, but what is preloaded.
  package init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
    let (lines, sayLine) = AsyncStream.makeStream(of: String.self)
    let (exits, sayExit) = AsyncStream.makeStream(of: Int32.self)
    self.lines = lines.makeAsyncIterator()
    self.exits = exits.makeAsyncIterator()
    let pipe = Pipe()
    process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = [
      "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
    ].merging(Self.preloaded.map { ["LD_PRELOAD": $0] } ?? [:]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    process.terminationHandler = { ended in
      // A shell's reckoning: 128 + the signal that ended it.
      sayExit.yield(ended.terminationReason == .exit ? ended.terminationStatus : 128 + ended.terminationStatus)
      sayExit.finish()
    }
    try Self.withoutBlockedSignals { try process.run() }
    Self.read(pipe.fileHandleForReading, into: sayLine)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  package var identifier: Int32 { process.processIdentifier }

  package func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end and says how it came.
  package func exit() async throws -> Int32 {
    if let status { return status }
    guard let ended = await exits.next() else { throw CancellationError() }
    status = ended
    return ended
  }

  /// Waits for a line with these words, and gives the lines before it away.
  @discardableResult package func line(with words: String) async throws -> String {
    var seen: [String] = []
    while let line = await lines.next() {
      if line.contains(words) { return line }
      seen.append(line)
    }
    throw Ended(seen: "no line with \(words) in:\n" + seen.joined(separator: "\n"))
  }

  /// The next line, or nil at the end of the output.
  package func nextLine() async -> String? { await lines.next() }

  /// What is left of the output of a program that has ended.
  package func rest() async -> String {
    var all: [String] = []
    while let line = await lines.next() { all.append(line) }
    return all.joined(separator: "\n")
  }

  /// A child inherits what its maker blocks, and the threads of Swift's tasks block nearly everything.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  private static func read(_ handle: FileHandle, into lines: AsyncStream<String>.Continuation) {
    Thread.detachNewThread {
      var pending = Data()
      while true {
        let chunk = handle.availableData
        if chunk.isEmpty { break }
        pending.append(chunk)
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          lines.yield(String(decoding: pending[..<end], as: UTF8.self))
          pending = Data(pending[(end + 1)...])
        }
      }
      if !pending.isEmpty { lines.yield(String(decoding: pending, as: UTF8.self)) }
      lines.finish()
    }
  }
}
