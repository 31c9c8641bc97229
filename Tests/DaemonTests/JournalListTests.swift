import Control
import Core
import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// A journal of more than one page, as an operator reads it.
  @Suite(.serialized) struct JournalList {
    @Test(.timeLimit(.minutes(2))) func `It is read to its end, or from its end`() async throws {
      let ground = try Ground()
      let (due, before) = Ground.tomorrow(soon: -5)
      try ground.office()
      try ground.party("{ id: unit, name: 市发改委, email: unit@example.gov.cn }")
      try ground.policy(before: before)
      try ground.rows(600, due: due)
      let daemon = try await ground.ready()
      _ = try await ground.settled()
      let all = try ground.journal()
      #expect(all.count > Limits.listPage)
      func control(_ arguments: String...) async throws -> [String] {
        let run = try Running(
          Ground.programs.appending(path: "daopaictl"), ["--socket", ground.socket, "--lang", "en"] + arguments)
        #expect(try await run.exit() == 0)
        return await run.rest().split(separator: "\n").map(String.init)
      }
      #expect(try await control("events").count == all.count)
      #expect(try await control("events", "--after", "\(all.count - 7)").count == 7)
      func sequences(_ arguments: String...) async throws -> [Int64] {
        let run = try Running(
          Ground.programs.appending(path: "daopaictl"),
          ["--socket", ground.socket, "journal", "list", "-o", "json"] + arguments)
        #expect(try await run.exit() == 0)
        return try Wire.decode([JournalMessage].self, from: Data(await run.rest().utf8)).map(\.sequence)
      }
      #expect(try await sequences() == all.suffix(100).map(\.sequence))
      #expect(try await sequences("--limit", "3") == all.suffix(3).map(\.sequence))
      #expect(try await sequences("--after", "0") == all.prefix(100).map(\.sequence))
      let ofOne = all.filter { $0.duty == "R7-unit" }.map(\.sequence)
      #expect(ofOne.count > 1)
      #expect(try await sequences("--duty", "R7-unit") == ofOne)
      #expect(try await sequences("--duty", "R7-unit", "--limit", "1") == ofOne.suffix(1))
      #expect(
        try await control("journal", "list", "--limit", "3").last == "these are the latest 3; earlier ones: --after 0")
      #expect(try await control("journal", "list", "--limit", "1000", "--after", "0").last == "more: --after 1000")
      let end = try await control("journal", "list", "--after", "\(all.count - 3)", "--limit", "3")
      #expect(end.count == 4 && !end[3].hasPrefix("more"), "A page that is full to the end is the last.")

      let help = try await control("events", "--help")
      #expect(help.contains { $0.contains("--after <after>") } && !help.contains { $0.contains("default: 0") })

      let follower = try Running(
        Ground.programs.appending(path: "daopaictl"),
        ["--socket", ground.socket, "--lang", "en", "events", "--follow", "--after", "0"])
      #expect(await follower.nextLine()?.hasPrefix("1 ") == true)
      _ = try ground.client.ask(.reload, as: LoadMessage.self)
      try await follower.line(with: "\(all.count + 1) ")
      daemon.send(SIGTERM)
      #expect(try await daemon.exit() == 0)
      _ = try await follower.exit()
    }
  }
}
