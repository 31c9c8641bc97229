import Control
import Core
import Foundation
import Glibc
import Testing

@Suite struct ControlClientTests {
  private struct Echo: Codable {
    var method: String
    var target: String
    var body: String
    var type: String?
  }

  @Test func carriesMethodTargetAndBody() throws {
    let server = try SocketServer(.echo)
    let client = ControlClient(socketPath: server.path)
    let read = try client.ask(.duty("P01/m01:start"), as: Echo.self)
    #expect(read.method == "GET" && read.target == "/v1/duty?id=P01%2Fm01%3Astart" && read.body.isEmpty)
    // libcurl would squash these segments.
    #expect(try client.ask(.project(".."), as: Echo.self).target == "/v1/projects/..")
    let request = AcknowledgeRequest(party: "市发改委", note: "已办", promise: "2021-08-01")
    let sent = try client.ask(.acknowledge("2021-17"), body: request, as: Echo.self)
    #expect(sent.method == "POST" && sent.target == "/v1/alerts/2021-17/ack" && sent.type == "application/json")
    #expect(sent.body == #"{"note":"已办","party":"市发改委","promise":"2021-08-01"}"#)
    let empty = try client.ask(.reload, as: Echo.self)
    #expect(empty.method == "POST" && empty.body.isEmpty)
    withExtendedLifetime(server) {}
  }

  @Test func readsAnAnswerThatComesByteByByte() throws {
    let server = try SocketServer(.drip)
    let answer = try ControlClient(socketPath: server.path).ask(.health, as: HealthMessage.self)
    #expect(answer.status == "好")
    withExtendedLifetime(server) {}
  }

  @Test func readsTheJournalToItsEndOrAsFarAsIsWanted() throws {
    let server = try SocketServer(.pages)
    let client = ControlClient(socketPath: server.path)
    func numbers(after: Int64, pages: Int) throws -> [Int64] {
      var (found, left): ([Int64], Int) = ([], pages)
      try client.journal(.init(after: after)) {
        found += $0.map(\.sequence)
        left -= 1
        return left > 0
      }
      return found
    }
    #expect(try numbers(after: 0, pages: 10) == [1, 2, 3, 4, 5])
    #expect(try numbers(after: 3, pages: 10) == [4, 5])
    #expect(try numbers(after: 5, pages: 10) == [])
    #expect(try numbers(after: 0, pages: 2) == [1, 2, 3, 4])
    withExtendedLifetime(server) {}
  }

  @Test func stopsAtTheLimit() throws {
    let server = try SocketServer(.oversize)
    let client = ControlClient(socketPath: server.path, responseLimit: 100_000)
    #expect(throws: ControlError.tooLarge(limit: 100_000)) { try client.text(.metrics) }
    withExtendedLifetime(server) {}
  }

  @Test(arguments: [
    SocketServer.Behaviour.garbage, .short, .prose, .headers, .bare, .redirect,
  ]) func callsNonsenseByItsName(behaviour: SocketServer.Behaviour) throws {
    let server = try SocketServer(behaviour)
    do {
      let answer = try ControlClient(socketPath: server.path).ask(.health, as: HealthMessage.self)
      Issue.record("took \(answer)")
    } catch {
      guard case .garbage = error else {
        Issue.record("\(error)")
        return
      }
    }
    withExtendedLifetime(server) {}
  }

  @Test func givesUpOnSilence() throws {
    let server = try SocketServer(.silence)
    let client = ControlClient(socketPath: server.path, timeoutSeconds: 1)
    #expect(throws: ControlError.timedOut(seconds: 1)) { try client.ask(.status, as: StatusMessage.self) }
    withExtendedLifetime(server) {}
  }

  @Test func handsOnTheProblemWithEveryDiagnostic() throws {
    let server = try SocketServer(.problem)
    do {
      _ = try ControlClient(socketPath: server.path).ask(.reload, as: LoadMessage.self)
      Issue.record("no error")
    } catch {
      guard case .refused(let problem) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(problem.kind == .invalidConfiguration)
      #expect(problem.diagnostics.map(\.diagnostic.description) == ["f:1:2: error: m [c]"])
    }
    withExtendedLifetime(server) {}
  }

  @Test(arguments: [(nil, 5), (3, 3), (100, 5)]) func followsTheCursorOfAList(limit: Int?, count: Int) throws {
    let server = try SocketServer(.pages)
    let timers = try ControlClient(socketPath: server.path).list(limit: limit, of: TimerMessage.self) { .timers($0) }
    #expect(timers.map(\.duty) == (0..<count).map { String($0) })
    withExtendedLifetime(server) {}
  }

  @Test func saysThatNobodyIsThere() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "ctl-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let missing = directory.appending(path: "missing").path
    #expect(throws: ControlError.unreachable(socket: missing, reason: "No such file or directory")) {
      try ControlClient(socketPath: missing).text(.metrics)
    }
    let refused = directory.appending(path: "refused").path
    try leaveDeadSocket(at: refused)
    #expect(throws: ControlError.unreachable(socket: refused, reason: "Connection refused")) {
      try ControlClient(socketPath: refused).text(.metrics)
    }
    let long = "/" + String(repeating: "x", count: 107)
    #expect(throws: ControlError.unreachable(socket: long, reason: "a socket's path has 1 to 107 bytes")) {
      try ControlClient(socketPath: long).text(.metrics)
    }
  }

  /// A socket file whose server is gone.
  private func leaveDeadSocket(at path: String) throws {
    let script = "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])"
    waitpid(try spawnPython(["-c", script, path]), nil, 0)
  }
}
