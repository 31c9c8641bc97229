import Core
import Foundation
import TestSupport
import Testing

@testable import Sinks

@Suite struct WebhookTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

  private func sink(
    port: Int, path: String, host: String = "127.0.0.1", isRotating: Bool = false, milliseconds: Int = 5000
  ) throws -> WebhookSink {
    let folder = try TemporaryFolder()
    try folder.write(WebhookTests.secret, to: "old")
    try folder.write("whsec_" + Base64.string(Array(repeating: 7, count: 32)), to: "new")
    let endpoint = WebhookSettings(
      id: "dispatch", url: "http://\(host):\(port)\(path)", secretFile: isRotating ? "new" : "old",
      previousSecretFile: isRotating ? "old" : nil)
    return try WebhookSink(
      endpoints: [endpoint], files: folder.places, timeouts: TransferTimeouts(totalMilliseconds: milliseconds))
  }

  private var notice: Notice {
    var notice = Notice.sample
    notice.delivery.channel = .webhook
    notice.delivery.address = "dispatch"
    return notice
  }

  @Test func theStandardsTestVector() throws {
    let secret = try #require(WebhookSecret(Secret(WebhookTests.secret)))
    let signature = secret.signature(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array("{\"test\": 2432232314}".utf8))
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test(arguments: [
    "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_!!!!9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  ])
  func whatIsNoSecretIsRefused(_ text: String) {
    #expect(WebhookSecret(Secret(text)) == nil)
  }

  @Test func anAnswerWithATrailerIsAnAnswer() async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/trailer")
    #expect(await sink.deliver(notice) == .delivered("HTTP 200"))
    #expect(await sink.deliver(notice) == .delivered("HTTP 200"))
    _ = await server.stop()
  }

  @Test func aSignedAlertArrives() async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/status/204", isRotating: true)
    #expect(await sink.deliver(notice) == .delivered("HTTP 204"))
    let request = try #require(await server.next())
    #expect(request["signed"] as? Bool == true)
    #expect(request["signatures"] as? Int == 2)
    let headers = try #require(request["headers"] as? [String: String])
    #expect(headers["webhook-id"] == "msg_sample-2021-17-1")
    #expect(headers["webhook-timestamp"] == String(notice.sentAt.seconds))
    #expect(headers["content-type"] == "application/json")
    let body = try #require(request["body"] as? [String: Any])
    #expect(body["type"] as? String == "alert.raised")
    #expect(body["timestamp"] as? String == "2021-07-12T10:00:00Z")
    let data = try #require(body["data"] as? [String: Any])
    #expect(data["alert"] as? String == "2021-17")
    #expect(data["duty"] as? String == "P01/m05:finish")
    #expect(data["due"] as? String == "2021-07-05")
    #expect(data["name"] as? String == "督办单")
    #expect(data["party"] as? String == "fgw")
    #expect(data["role"] as? String == "lead")
    #expect(data["attempt"] as? Int == 1)
    #expect(data["drill"] as? Bool == false)
    #expect((data["chain"] as? [[String: String]])?.first?["latestFinish"] == "2021-07-05")
    _ = await server.stop()
  }

  @Test(arguments: [
    ("/status/200", DeliveryOutcome.delivered("HTTP 200")),
    ("/redirect", .retry("HTTP 302: redirects are not followed", after: nil, mayHaveArrived: false)),
    ("/status/400", .rejected("HTTP 400")),
    ("/status/410", .rejected("HTTP 410: the receiver is gone for good")),
    ("/status/408", .retry("HTTP 408", after: nil, mayHaveArrived: false)),
    ("/status/503", .retry("HTTP 503", after: nil, mayHaveArrived: false)),
    ("/status/504", .retry("HTTP 504", after: nil, mayHaveArrived: true)),
    ("/after/7", .retry("HTTP 429", after: 7, mayHaveArrived: false)),
    ("/after/120%20%09", .retry("HTTP 429", after: 120, mayHaveArrived: false)),
    ("/after/99999999999999999999", .retry("HTTP 429", after: 86_400, mayHaveArrived: false)),
    ("/after/soon", .retry("HTTP 429", after: nil, mayHaveArrived: false)),
    ("/after/Mon,%2012%20Jul%202021%2010:01:40%20GMT", .retry("HTTP 429", after: 100, mayHaveArrived: false)),
    ("/endless", .delivered("HTTP 200")),
  ])
  func answersAreJudgedByStatus(_ path: String, _ expected: DeliveryOutcome) async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let outcome = await (try sink(port: server.port, path: path)).deliver(notice)
    #expect(outcome == expected)
    if path == "/endless" {
      _ = await server.next()
      #expect(await server.next()?.name == "stopped")
    }
    let events = await server.stop()
    #expect(!events.contains { $0.name == "followed" })
  }

  @Test(arguments: ["/hang", "/silent-cut", "/headers"])
  func silenceAfterSendingLeavesDoubt(_ path: String) async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let outcome = await (try sink(port: server.port, path: path, milliseconds: 700)).deliver(notice)
    guard case .retry(_, after: nil, mayHaveArrived: true) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    _ = await server.stop()
  }

  /// libcurl would send such a request again by itself, and nobody would have marked it.
  @Test func aKeptConnectionThatBreaksIsNotAskedTwice() async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/cut-again")
    #expect(await sink.deliver(notice) == .delivered("HTTP 204"))
    let outcome = await sink.deliver(notice)
    #expect(outcome == .retry("the connection broke before the answer", after: nil, mayHaveArrived: true))
    #expect(await server.stop().count { $0.name == "request" } == 2)
  }

  /// Tasks elsewhere, or on the very thread that talks to the receiver, as in the daemon.
  @Test(arguments: [false, true])
  func manyAtOnceShareTheConnections(_ isOnItsThread: Bool) async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/status/204", milliseconds: 60_000)
    var notices = [notice]
    notices += (1...100).map { number in
      var other = notice
      other.delivery.key = "sample-\(number)"
      return other
    }
    let thread = isOnItsThread ? sink.thread(to: "dispatch") : nil
    #expect((thread != nil) == isOnItsThread)
    let outcomes = await withTaskGroup { group in
      for notice in notices { group.addTask(executorPreference: thread) { await sink.deliver(notice) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count == 101 && outcomes.allSatisfy { $0 == .delivered("HTTP 204") })
    let events = await server.stop()
    let ids = events.compactMap { ($0["headers"] as? [String: String])?["webhook-id"] }
    #expect(Set(ids).count == 101 && ids.count == 101)
    #expect(events.allSatisfy { $0["signed"] as? Bool == true })
  }

  @Test(arguments: [false, true])
  func aCancelledDeliveryEndsAtOnce(_ isOnItsThread: Bool) async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/hang", milliseconds: 600_000)
    let notice = notice
    let thread = isOnItsThread ? sink.thread(to: "dispatch") : nil
    #expect((thread != nil) == isOnItsThread)
    let delivery = Task(executorPreference: thread) { await sink.deliver(notice) }
    _ = await server.next()  // it is under way
    delivery.cancel()
    #expect(await delivery.value == .retry("broken off", after: nil, mayHaveArrived: true))
    _ = await server.stop()
  }

  @Test func nobodyListeningAndNobodyKnown() async throws {
    let sink = try sink(port: 1, path: "/")
    guard case .retry(_, after: nil, mayHaveArrived: false) = await sink.deliver(notice) else {
      Issue.record("not a plain retry")
      return
    }
    var other = notice
    other.delivery.address = "elsewhere"
    #expect(await sink.deliver(other) == .rejected("there is no webhook \"elsewhere\""))
  }

  /// `0.0.0.0` would reach the receiver on the loopback; the others a cloud's metadata service.
  @Test(arguments: [
    "0.0.0.0", "0", "[::]", "[::ffff:0.0.0.0]", "169.254.169.254", "0xa9fea9fe", "[fe80::1]", "224.0.0.1",
  ])
  func addressesThatAreNobodysAreNotConnectedTo(_ host: String) async throws {
    let server = try #require(try await PythonServer.start("http_server.py", WebhookTests.secret))
    let sink = try sink(port: server.port, path: "/status/200", host: host)
    guard case .retry(_, after: nil, mayHaveArrived: false) = await sink.deliver(notice) else {
      Issue.record("not a plain retry")
      return
    }
    #expect(await server.stop().isEmpty)
  }

  @Test func theBodyStaysSmallWhateverTheLedgerHolds() throws {
    var notice = notice
    let long = String(repeating: "长\u{1}\"", count: 500)
    notice.alert.facts.title = long
    notice.alert.facts.requirement = long
    notice.alert.facts.chain = (0..<5000).map { number in
      .init(name: "\(number)\(long)", latestStart: notice.alert.due, latestFinish: notice.alert.due)
    }
    notice.alert.facts.recipients = (0..<500).map { number in
      AlertRecipient(party: PartyID("p\(number)"), name: long, role: nil, channels: Channel.allCases)
    }
    let body = WebhookBody.make(notice)
    #expect(body.count < Limits.webhookBodyBytes)
    let read = try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    #expect((read["data"] as? [String: Any])?["omitted"] != nil)
  }

  @Test func theBodyIsWhatFoundationWouldWrite() throws {
    var notice = notice
    let ugly = "\"\\/\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F}\u{7F}第一项é\u{2028}👷🏽"
    notice.alert.facts.title = ugly
    notice.alert.facts.superseded = ["L0-7d", ugly]
    notice.alert.facts.chain = [.init(name: ugly, latestStart: notice.alert.due, latestFinish: notice.alert.due)]
    notice.alert.facts.recipients = [
      AlertRecipient(party: "p", name: ugly, role: .lead, channels: Channel.allCases),
      AlertRecipient(party: "q", name: "", role: nil, channels: []),
    ]
    for (requirement, isMarked) in [(nil, false), (ugly, true)] {
      notice.alert.facts.requirement = requirement
      notice.isPossibleDuplicate = isMarked
      let body = Data(WebhookBody.make(notice))
      let again = try JSONSerialization.data(
        withJSONObject: JSONSerialization.jsonObject(with: body), options: [.sortedKeys, .withoutEscapingSlashes])
      #expect(String(decoding: body, as: UTF8.self) == String(decoding: again, as: UTF8.self))
    }
  }

  @Test func secretsAndAddressesAreCheckedBeforehand() throws {
    let folder = try TemporaryFolder()
    try folder.write("hello", to: "bad")
    try folder.write(WebhookTests.secret, to: "open", mode: 0o644)
    let error = #expect(throws: SinkSetupError.self) {
      try WebhookSink(
        endpoints: [
          WebhookSettings(id: "a", url: "ftp://x", secretFile: "bad"),
          WebhookSettings(id: "b", url: "https://user:secret@x", secretFile: "open"),
          WebhookSettings(id: "c", url: "https://x", secretFile: "absent", caFile: "absent.pem"),
        ], files: folder.places)
    }
    #expect(error?.problems.count == 6)
    #expect(error?.description.contains("user:secret") == false)
    #expect(error?.description.contains("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == false)
  }
}
