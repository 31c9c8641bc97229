import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What a rude client can do to the control socket: nothing.
  @Suite(.serialized) struct ControlLimits {
    private func start() async throws -> (Ground, Running) {
      let ground = try Ground()
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(2, due: due)
      return (ground, try await ground.ready())
    }

    @Test(.timeLimit(.minutes(1))) func `Sizes, shapes and paths are checked, and each refusal says why`() async throws
    {
      let (ground, daemon) = try await start()
      let big = String(repeating: "x", count: Limits.requestBytes + 1)
      let tooLarge = try RawConnection(ground.socket).ask("POST", "/v1/reload", body: big)
      #expect(tooLarge.status == 413 && tooLarge.type.contains("problem+json"), "\(tooLarge)")
      let endless = try RawConnection(ground.socket)
      endless.send("POST /v1/reload HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n")
      let piece = "10000\r\n\(String(repeating: "y", count: 0x10000))\r\n"
      for _ in 0..<20 where !endless.send(piece) { break }
      #expect(endless.answer().status == 413)

      for garbage in ["\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", "HELLO WORLD\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
        let connection = try RawConnection(ground.socket)
        connection.send(garbage)
        let status = connection.answer().status
        #expect([0, 400, 505].contains(status), "\(garbage.debugDescription): \(status)")
      }
      let header = try RawConnection(ground.socket)
      header.send("GET /v1/status HTTP/1.1\r\nHost: d\r\nX: \(String(repeating: "z", count: 100_000))\r\n\r\n")
      #expect([0, 400, 413, 431].contains(header.answer().status))

      let connection = try RawConnection(ground.socket)
      for (method, target, status) in [
        ("GET", "/nowhere", 404), ("GET", "/v1/alerts/2021-1", 404), ("DELETE", "/v1/status", 405),
        ("GET", "/v1/reload", 405), ("GET", "/v1/alerts?limit=-1", 400), ("GET", "/v1/duties?cursor=x", 400),
        ("GET", "/%zz", 400), ("GET", "/v1/alerts?cursor=x", 400), ("GET", "/v1/alerts/x", 404),
      ]
        + ["projects", "duties", "answers", "timers"].map({ ("GET", "/v1/\($0)?cursor=9223372036854775807", 400) })
      {
        let answer = connection.ask(method, target)
        #expect(answer.status == status, "\(method) \(target)")
        #expect(answer.type == Problem.contentType)
        let problem = try Wire.decode(Problem.self, from: Data(answer.body.utf8))
        #expect(problem.status == status && !problem.detail.isEmpty)
      }
      #expect(connection.ask("GET", "/healthz").status == 200)
      #expect(connection.ask("GET", "/v1/status").status == 200, "The connection is still good.")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }

    @Test(.timeLimit(.minutes(1))) func `Slow clients keep nobody waiting, not even the end`() async throws {
      let (ground, daemon) = try await start()
      let slow = try (0..<50).map { number in
        let connection = try RawConnection(ground.socket)
        connection.send(
          number % 2 == 0
            ? "GET /v1/status HT" : "POST /v1/reload HTTP/1.1\r\nHost: d\r\nContent-Length: 100\r\n\r\n{")
        return connection
      }
      let since = ContinuousClock.now
      #expect(try ground.status().duties == 2)
      #expect(ContinuousClock.now - since < .seconds(2))
      let asked = ContinuousClock.now
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      #expect(ContinuousClock.now - asked < .seconds(10))
      #expect(slow.count == 50)
    }

    @Test(.timeLimit(.minutes(1))) func `Metrics are Prometheus text`() async throws {
      let (ground, daemon) = try await start()
      _ = try await ground.settled()
      let text = try ground.client.text(.metrics)
      let name = "[a-zA-Z_:][a-zA-Z0-9_:]*"
      let label = #"[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*""#
      let sample = try Regex(
        "(\(name))(?:\\{(?:\(label)(?:,\(label))*)?\\})? (?:[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|[-+]?Inf|NaN)")
      let comment = try Regex("# (?:HELP \(name) .*|TYPE \(name) (?:counter|gauge|histogram|summary|untyped))")
      var (types, samples): (Set<String>, Set<String>) = ([], [])
      #expect(text.hasSuffix("\n"))
      for line in text.split(separator: "\n") {
        if line.hasPrefix("#") {
          #expect(line.wholeMatch(of: comment) != nil, "\(line)")
          if line.hasPrefix("# TYPE ") {
            #expect(types.insert(String(line.split(separator: " ")[2])).inserted, "\(line)")
          }
        } else {
          #expect(line.wholeMatch(of: sample) != nil, "\(line)")
          #expect(samples.insert(String(line.prefix { $0 != " " })).inserted, "twice: \(line)")
        }
      }
      #expect(types.count >= 5, "\(types)")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
