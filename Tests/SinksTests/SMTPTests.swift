import Core
import Foundation
import TestSupport
import Testing

@testable import Sinks

@Suite struct SMTPTests {
  private let quick = TransferTimeouts(connectMilliseconds: 5000, totalMilliseconds: 5000)

  private func sink(
    port: Int, folder: TemporaryFolder, security: SMTPSettings.Security = .none, username: String? = nil,
    caFile: String? = nil, timeouts: TransferTimeouts? = nil
  ) throws -> EmailSink {
    if username != nil { try folder.write("CANARY-xyz\n", to: "password") }
    let smtp = SMTPSettings(
      host: "127.0.0.1", port: port, security: security, username: username,
      passwordFile: username == nil ? nil : "password", caFile: caFile)
    return try EmailSink(
      settings: MailSettings(from: "重点项目服务中心 <daopai@example.gov.cn>", route: .smtp(smtp)),
      stateDirectory: folder.path, files: folder.places, renderer: MessageRenderer(templates: [:], language: .zh),
      timeouts: timeouts ?? quick)
  }

  @Test func aLetterArrivesWhole() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "normal", folder.path) else { return }
    let sink = try sink(port: server.port, folder: folder)
    var notice = Notice.sample
    notice.attempt = 2
    notice.isPossibleDuplicate = true
    let outcome = await sink.deliver(notice)
    #expect(outcome == .delivered("250 2.0.0 Ok: queued as 4XyZ"))
    _ = await server.next()  // MAIL
    let message = try #require(await server.next())
    let headers = try #require(message["headers"] as? [[String]])
    func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
    #expect(header("Subject") == "【督办单】已逾期7天：老王坡产业园·基础施工（驻项目督〔2021〕17号）")
    #expect(header("From") == "重点项目服务中心 <daopai@example.gov.cn>")
    #expect(header("To") == "市发改委 <fgw@example.gov.cn>")
    #expect(header("Message-ID") == "<sample-2021-17-1@example.gov.cn>")
    #expect(header("References") == "<thread.sample@example.gov.cn>")
    #expect(header("In-Reply-To") == "<thread.sample@example.gov.cn>")
    #expect(header("Auto-Submitted") == "auto-generated")
    #expect(header("X-Daopai-Possible-Duplicate") == "yes; attempt=2")
    #expect(header("X-Daopai-Attempt") == "2")
    #expect(header("Importance") == "high")
    #expect(header("Date") == "Mon, 12 Jul 2021 18:00:00 +0800")
    #expect(message["defects"] as? [String] == [])
    #expect((message["longestLine"] as? Int ?? 999) <= 78)
    #expect((message["longestWord"] as? Int ?? 999) <= 75)
    let parts = try #require(message["parts"] as? [[String]])
    #expect(parts.map { $0[0] } == ["text/plain", "text/html"])
    for part in parts {
      #expect(part[1].contains("老王坡产业园·基础施工应于2021年7月5日18:00前完成，已逾期7天"))
      #expect(part[1].contains("本函可能重复"))
    }
    #expect(message["to"] as? [String] == ["fgw@example.gov.cn"])
    _ = await server.stop()
  }

  @Test(arguments: [
    ("rcpt550", DeliveryOutcome.rejected("550 5.1.1 no such user")),
    ("data554", .rejected("554 5.7.1 content refused")),
    ("rcpt450", .retry("450 4.2.0 greylisted, come back later", after: nil, mayHaveArrived: false)),
    ("data451", .retry("451 4.3.0 disk full", after: nil, mayHaveArrived: false)),
  ])
  func refusalsAreTold(_ mode: String, _ expected: DeliveryOutcome) async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", mode, folder.path) else { return }
    let outcome = await (try sink(port: server.port, folder: folder)).deliver(.sample)
    #expect(outcome == expected)
    _ = await server.stop()
  }

  @Test(arguments: ["cut", "hang"])
  func aCutAfterTheDotLeavesDoubt(_ mode: String) async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", mode, folder.path) else { return }
    let timeouts = TransferTimeouts(totalMilliseconds: mode == "hang" ? 700 : 5000)
    let outcome = await (try sink(port: server.port, folder: folder, timeouts: timeouts)).deliver(.sample)
    guard case .retry(_, after: nil, mayHaveArrived: true) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(await server.stop().contains { $0.name == "message" })
  }

  /// The server answers the first letter when nobody waits any more.
  @Test(arguments: ["late250", "late554"]) func aLateReplyIsNotTheNextLettersReply(_ mode: String) async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", mode, folder.path) else { return }
    // One sender after the other: the second letter takes the connection of the first, if that is still there.
    let route = try SMTPRoute(
      SMTPSettings(host: "127.0.0.1", port: server.port, security: .none), files: folder.places,
      timeouts: TransferTimeouts(totalMilliseconds: 1500))
    let letter = Array("Subject: x\r\n\r\nx\r\n".utf8)
    let first = await route.send(letter, from: "a@example.gov.cn", to: "b@example.gov.cn")
    guard case .retry(_, after: nil, mayHaveArrived: true) = first else {
      Issue.record("\(first)")
      return
    }
    let second = await route.send(letter, from: "a@example.gov.cn", to: "c@example.gov.cn")
    #expect(second == .delivered("250 2.0.0 Ok: queued as 4XyZ"))
    _ = await server.stop()
  }

  /// The first of sixteen, as many as a lane sends at a time, is never answered.
  @Test(.timeLimit(.minutes(1))) func aLetterThatHangsHoldsUpNoOther() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "hang-first", folder.path) else { return }
    let sink = try sink(port: server.port, folder: folder, timeouts: TransferTimeouts(totalMilliseconds: 600_000))
    await withTaskGroup(of: DeliveryOutcome.self) { group in
      for _ in 0..<16 { group.addTask { await sink.deliver(.sample) } }
      for _ in 0..<15 { #expect(await group.next() == .delivered("250 2.0.0 Ok: queued as 4XyZ")) }
      group.cancelAll()
      #expect(await group.next() == .retry("broken off", after: nil, mayHaveArrived: true))
    }
    _ = await server.stop()
  }

  /// Nine letters, of which eight hang.
  @Test(.timeLimit(.minutes(1))) func aLetterIsBrokenOffBeforeItsTurn() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "hang", folder.path) else { return }
    let sink = try sink(port: server.port, folder: folder, timeouts: TransferTimeouts(totalMilliseconds: 600_000))
    await withTaskGroup(of: DeliveryOutcome.self) { group in
      for _ in 0..<9 { group.addTask { await sink.deliver(.sample) } }
      var letters = 0
      while letters < 8, let event = await server.next() { letters += event.name == "message" ? 1 : 0 }
      group.cancelAll()
      var outcomes: [DeliveryOutcome] = []
      for await outcome in group { outcomes.append(outcome) }
      #expect(outcomes.count { $0 == .retry("broken off", after: nil, mayHaveArrived: true) } == 8, "\(outcomes)")
      #expect(outcomes.contains(.retry("broken off", after: nil, mayHaveArrived: false)), "\(outcomes)")
    }
    _ = await server.stop()
  }

  @Test func startTLSAndPassword() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "auth", folder.path) else { return }
    let sink = try sink(
      port: server.port, folder: folder, security: .starttls, username: "daopai", caFile: "\(folder.path)/ca.pem")
    #expect(await sink.deliver(.sample) == .delivered("250 2.0.0 Ok: queued as 4XyZ"))
    let message = try #require(await server.stop().first { $0.name == "message" })
    #expect(message["tls"] as? Bool == true)
    #expect(message["auth"] as? Bool == true)
  }

  @Test func aWrongPasswordIsNotTheLettersFault() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "auth", folder.path) else { return }
    let sink = try sink(
      port: server.port, folder: folder, security: .starttls, username: "other", caFile: "\(folder.path)/ca.pem")
    let outcome = await sink.deliver(.sample)
    guard case .retry(let words, after: nil, mayHaveArrived: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(words.hasPrefix("535"))
    #expect(!"\(outcome)".contains("CANARY"))
    #expect(await server.stop().isEmpty)
  }

  @Test func tlsFromTheStart() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "tls", folder.path) else { return }
    let sink = try sink(port: server.port, folder: folder, security: .tls, caFile: "\(folder.path)/ca.pem")
    #expect(await sink.deliver(.sample) == .delivered("250 2.0.0 Ok: queued as 4XyZ"))
    _ = await server.stop()
  }

  /// No MAIL command, no letter: the server never learns more than our name.
  @Test(arguments: [("normal", true), ("wronghost", true), ("starttls", false)])
  func anUnsafeServerGetsNothing(_ mode: String, _ trustsItsAuthority: Bool) async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", mode, folder.path) else { return }
    let caFile = trustsItsAuthority && mode != "normal" ? "\(folder.path)/ca.pem" : nil
    let outcome = await (try sink(port: server.port, folder: folder, security: .starttls, caFile: caFile))
      .deliver(.sample)
    guard case .retry(_, after: nil, mayHaveArrived: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(await server.stop().isEmpty)
  }

  @Test func nobodyListening() async throws {
    let folder = try TemporaryFolder()
    let outcome = await (try sink(port: 1, folder: folder)).deliver(.sample)
    guard case .retry(_, after: nil, mayHaveArrived: false) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func manyAtOnceArriveOnceEach() async throws {
    let folder = try TemporaryFolder()
    guard let server = try await PythonServer.start("smtp_server.py", "normal", folder.path) else { return }
    let sink = try sink(port: server.port, folder: folder)
    let delivered = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          var notice = Notice.sample
          notice.delivery.key = "k-\(number)"
          if case .delivered = await sink.deliver(notice) { return true }
          return false
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(delivered == 200)
    let ids = await server.stop().filter { $0.name == "message" }.compactMap { event in
      (event["headers"] as? [[String]])?.first { $0[0] == "Message-ID" }?[1]
    }
    #expect(ids.count == 200)
    #expect(Set(ids).count == 200)
  }

  @Test func settingsThatCannotWorkAreAllNamed() throws {
    let folder = try TemporaryFolder()
    let smtp = SMTPSettings(
      host: "mail server", port: 0, security: .none, username: "u", passwordFile: "absent", caFile: "absent.pem")
    let error = #expect(throws: SinkSetupError.self) {
      try EmailSink(
        settings: MailSettings(from: "a@b.example", route: .smtp(smtp)), stateDirectory: folder.path,
        files: folder.places, renderer: MessageRenderer(templates: [:], language: .zh))
    }
    #expect(error?.problems.count == 5)
  }
}
