import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// What `alert show` says has become of an alert.
  @Suite(.serialized) struct AlertShow {
    private func control(_ ground: Ground, _ arguments: String..., columns: Int? = nil) async throws -> [String] {
      let run = try Running(
        Ground.programs.appending(path: "daopaictl"), ["--socket", ground.socket, "--lang", "zh"] + arguments,
        environment: columns.map { ["COLUMNS": "\($0)"] } ?? [:])
      let status = try await run.exit()
      let lines = await run.rest().split(separator: "\n").map(String.init)
      #expect(status == 0, "\(arguments): \(lines)")
      return lines
    }

    @Test(.timeLimit(.minutes(2))) func `A letter that did not arrive does not pass for one that did`() async throws {
      let ground = try Ground()
      let hanging = try #require(try await PythonServer.start("http_server.py", Ground.secret))
      let healthy = try #require(try await PythonServer.start("http_server.py", Ground.secret))
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office(
        mail: Ground.smtp(1),
        hooks: [
          ("hanging", "http://127.0.0.1:\(hanging.port)/hang"),
          ("healthy", "http://127.0.0.1:\(healthy.port)/status/200"),
        ])
      try ground.party(
        "{ id: a, name: 甲, webhook: hanging }", "{ id: b, name: 乙, webhook: healthy }",
        "{ id: c, name: 丙, email: c@example.gov.cn }")
      try ground.policy(before: before, over: "email, webhook", retry: "{ attempts: 2, first: 1s, longest: 1s }")
      try ground.rows(1, due: due, leads: ["a", "b", "c"])
      let daemon = try await ground.ready()
      func alert(of party: String) throws -> AlertMessage {
        let id = try #require(try ground.alerts().first { $0.recipients.map(\.party) == [party] }?.id)
        return try ground.client.ask(.alert(AlertID(id)), as: AlertMessage.self)
      }
      func state(of party: String) throws -> String? { try alert(of: party).recipients.first?.delivery?.state }
      while try state(of: "c") != "dead" || state(of: "b") != "delivered" {
        try Task.checkCancellation()
        await Task.yield()
      }
      let dead = try alert(of: "c")
      let delivery = try #require(dead.recipients.first?.delivery)
      #expect(delivery.detail?.hasPrefix("given up after 2 attempts: ") == true && delivery.attempts == 2)
      let told = try await control(ground, "alert", "show", dead.id)
      #expect(told.contains { $0.hasPrefix("发给") && $0.contains("丙（牵头单位，邮件，未送达：given up after 2 attempts: ") })
      #expect(!told.contains { $0.contains("c@example.gov.cn") || $0.hasPrefix("送达") })
      let arrived = try await control(ground, "alert", "show", alert(of: "b").id)
      #expect(arrived.contains { $0.hasPrefix("发给") && $0.hasSuffix("乙（牵头单位，webhook）") }, "\(arrived)")
      let waiting = try #require(try state(of: "a"))
      #expect(["pending", "sending"].contains(waiting))
      let waits = try await control(ground, "alert", "show", alert(of: "a").id)
      #expect(waits.contains { $0.hasPrefix("发给") && ($0.contains("，待发") || $0.contains("，发送中")) }, "\(waits)")

      let journal = try await control(ground, "journal", "list", "--limit", "1000", columns: 80)
      let reason = try #require(delivery.detail).filter { $0 != " " }
      let all = journal.joined().filter { $0 != " " }
      #expect(all.contains(reason), "The reason is not cut.")
      #expect(journal.allSatisfy { displayWidth($0) <= 80 })
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      withExtendedLifetime((hanging, healthy)) {}
    }

    @Test(.timeLimit(.minutes(1))) func `What is taken back, and what was said besides, is shown`() async throws {
      let ground = try Ground()
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(1, due: due)
      let daemon = try await ground.ready()
      let id = try ground.alerts()[0].id
      _ = try await control(ground, "alert", "ack", id, "--party", "unit", "--note", "收到", "--promise", "\(due)")
      let given = try await control(ground, "alert", "show", id)
      #expect(given.contains { $0.hasPrefix("  签收 ") && $0.hasSuffix("收到，承诺 \(due)") }, "\(given)")
      _ = try await control(ground, "alert", "unack", id, "--reason", "签错了")
      _ = try await control(ground, "alert", "comment", id, "--note", "已电话核实")
      let shown = try await control(ground, "alert", "show", id)
      #expect(shown.contains { $0.hasPrefix("  签收（已撤销） ") && $0.hasSuffix("收到，承诺 \(due)") }, "\(shown)")
      #expect(shown.contains { $0.hasPrefix("    撤销 ") && $0.hasSuffix(" 签错了") }, "\(shown)")
      #expect(shown.contains { $0.hasPrefix("  批注 ") && $0.hasSuffix(" 已电话核实") }, "\(shown)")
      #expect(try ground.alerts()[0].acknowledgements.map { $0.takenBack?.note } == ["签错了"])

      _ = try await control(ground, "alert", "ack", id, "--party", "unit", "--note", "这次是真的")
      let again = try ground.client.ask(.alert(AlertID(id)), as: AlertMessage.self)
      #expect(again.acknowledgements.map { $0.takenBack == nil } == [false, true])
      #expect(again.comments?.map(\.note) == ["已电话核实"])
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
    }
  }
}
