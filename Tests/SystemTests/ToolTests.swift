import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// What operators read of `daopaictl`, in both languages, on a terminal of 80 columns.
@Suite(.serialized) struct ToolTests {
  private func simulate(
    _ place: Workplace, _ options: String..., to: String = "2021-08-10", lang: String = "en"
  ) async throws -> (status: Int32, lines: [String]) {
    let run = try Running(
      Workplace.programs.appending(path: "daopaictl"),
      ["simulate", "--config", place.config, "--from", "2021-07-12", "--to", to, "--lang", lang] + options,
      environment: ["COLUMNS": "80"])
    let status = try await run.exit()
    return (status, await run.rest().split(whereSeparator: \.isNewline).map(String.init))
  }

  private func expectFit(_ lines: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let wide = lines.first { displayWidth($0) > 80 }
    #expect(wide == nil, sourceLocation: sourceLocation)
  }

  @Test(.timeLimit(.minutes(5)), arguments: ["zh", "en"])
  func `Every form of a simulation can be read`(lang: String) async throws {
    let place = try Workplace()
    let table = try await simulate(place, lang: lang)
    #expect(table.status == 0)
    expectFit(table.lines)
    let count = try #require(table.lines.last.flatMap { Int($0.filter(\.isNumber)) })
    #expect(table.lines.count == count + 2, "Head, alerts, sum.")

    let heat = try await simulate(place, "--as", "heat", lang: lang)
    expectFit(heat.lines)
    #expect(heat.lines.count == 3 && heat.lines[1].hasPrefix("2021-07  "))
    let sums = heat.lines.dropFirst().compactMap { Int($0.split(separator: " ").last ?? "") }
    #expect(sums.reduce(0, +) == count)

    let load = try await simulate(place, "--as", "load", lang: lang)
    expectFit(load.lines)
    #expect(load.lines.contains { $0.hasPrefix("市发改委") && $0.contains("2021-07") })

    let json = try await simulate(place, "--as", "json", lang: lang)
    let objects = try json.lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    #expect(objects.count == count && objects.allSatisfy { $0?["rung"] is String && $0?["recipients"] is [Any] })

    let calendar = try await simulate(place, "--as", "ics", lang: lang)
    let lines = calendar.lines
    #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "END:VCALENDAR")
    #expect(lines.count { $0 == "BEGIN:VEVENT" } == count && lines.allSatisfy { $0.utf8.count <= 75 })
  }

  @Test(.timeLimit(.minutes(5))) func `A workbook is no ledger, and a script hears of it`() async throws {
    let place = try Workplace()
    let path = place.config + "/ledger/book.xlsx"
    try Data("PK".utf8).write(to: URL(filePath: path))
    let run = try Running(Workplace.programs.appending(path: "daopaictl"), ["plan", "show", path, "--lang", "en"])
    #expect(try await run.exit() == 1)
    #expect(await run.rest().contains("CSV UTF-8"))
  }

  @Test(.timeLimit(.minutes(5))) func `What if, and with which answers`() async throws {
    let place = try Workplace()
    let plain = try await simulate(place, "--as", "json")
    func about(_ duty: String, _ lines: [String]) -> [String] { lines.filter { $0.contains("\"duty\":\"\(duty)") } }

    let moved = try await simulate(
      place, "--as", "json", "--set", "P01.finish=2024-12-31", "--set", "P02/m13.duration=1wd")
    #expect(about("P01/m12:finish", plain.lines) != [] && about("P01/m12:finish", moved.lines) == [])
    #expect(about("P03/", moved.lines) == about("P03/", plain.lines), "Nothing else moves.")
    for wrong in ["P01.finsh=2022-01-01", "P01.finish=soon", "P99.finish=2022-01-01", "P01"] {
      let refused = try await simulate(place, "--set", wrong)
      #expect(refused.status == 2 && refused.lines.contains { $0.contains(wrong) }, "\(wrong): \(refused.lines)")
    }

    let file = place.path("answers.yaml")
    let duty = "R29-weekly@2021-07-20"
    try """
    answers:
      - { at: 2021-07-19T12:00:00, duty: "\(duty)", done: true }
      - { at: 2021-07-19, duty: R99, note: 没有这一行 }
    """.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(about(duty, plain.lines).count > 1)
    let answered = try await simulate(place, "--as", "json", "--answers", file)
    #expect(about(duty, answered.lines).count == 1, "The reminder of the day before; then it is done.")
    #expect(answered.lines.contains { $0.contains("R99") && $0.contains("came to nothing") })
    let unanswered = try await simulate(place, "--as", "json", "--assume-no-answers")
    #expect(unanswered.lines == plain.lines)
    let both = try await simulate(place, "--assume-no-answers", "--answers", file)
    #expect(both.status == 2 && both.lines.contains { $0.contains("--assume-no-answers contradicts --answers") })
  }

  /// Runs `daopaictl` in a language and wants it to succeed within 80 columns.
  private func lines(
    _ place: Workplace, _ lang: String, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [String] {
    let client = try Running(
      Workplace.programs.appending(path: "daopaictl"), ["--socket", place.socket, "--lang", lang] + arguments,
      environment: ["COLUMNS": "80"])
    let status = try await client.exit()
    let output = await client.rest().split(whereSeparator: \.isNewline).map(String.init)
    #expect(status == 0, "\(arguments): \(output)", sourceLocation: sourceLocation)
    expectFit(output, sourceLocation: sourceLocation)
    return output
  }

  @Test(.timeLimit(.minutes(5))) func `Answers and silences are given, listed and explained`() async throws {
    let place = try Workplace()
    let daemon = try place.daemon(clock: "2021-07-21T09:00:00+08:00")
    try await daemon.line(with: "Ready: ")
    let asked = try await lines(
      place, "zh", "extend", "P01/m12", "--to", "2021-09-20", "--reason", "连日暴雨", "--party", "市住建局")
    #expect(asked == ["第 1 号：申请延期，待批"])
    let own = try await place.control("approve", "1", "--party", "市住建局")
    #expect(own.status == 1 && own.output.contains("a second person"), "\(own.output)")
    let zh = try await place.control("--lang", "zh", "approve", "1", "--party", "市住建局")
    #expect(zh.output.contains("须由另一人办理"), "\(zh.output)")
    #expect(try await lines(place, "en", "approve", "1", "--party", "市发改委") == ["2: approve, taken"])
    let silenced = try await lines(
      place, "zh", "silence", "add", "project=P02", "level!=L4", "--until", "2021-07-24", "--reason", "专班现场协调",
      "--party", "市发改委")
    #expect(silenced == ["第 3 号：设静默，有效"])
    _ = try await lines(
      place, "en", "excuse", "P03", "--through", "2021-08-01", "--level", "L2", "--reason", "等待批复", "--party", "市发改委")

    let early = try await place.control("report", "R08-monthly@2021-08-25/yicheng", "--finish", "2021-07-20")
    #expect(early.status == 1 && early.output.contains("opens on 2021-08-20"), "\(early.output)")
    let duties = try await lines(place, "zh", "duty", "list", "--kind", "report")
    #expect(duties.contains { $0.contains("R08-monthly@2021-07-25/yicheng") && $0.contains("填报中") })
    _ = try await lines(
      place, "zh", "report", "R08-monthly@2021-07-25/yicheng", "--finish", "2021-07-21", "--party", "驿城区")
    let one = try await lines(place, "en", "duty", "show", "R08-monthly@2021-07-25/yicheng")
    #expect(one.contains { $0.hasPrefix("window") && $0.hasSuffix("2021-07-21 through 2021-07-28") })
    #expect(one.contains { $0.hasPrefix("state") && $0.hasSuffix("closed") })

    let chinese = try await lines(place, "zh", "answer", "list")
    let first = try #require(chinese.first { $0.hasPrefix("1 ") })
    #expect(first.contains("申请延期") && first.contains("已准") && first.contains("P01/m12:finish"))
    #expect(first.contains(" 2021-09-20 "), "The day that is approved is never cut.")
    #expect(chinese.contains { $0.contains("设静默") && $0.contains("project=P02") })
    let english = try await lines(place, "en", "answer", "list", "--open", "--kind", "silence")
    #expect(english.count == 2 && english[1].contains("in force"))
    #expect(try await lines(place, "zh", "silence", "list").last?.contains("project=P02") == true)

    let why = try await lines(place, "zh", "explain", "P01/m12:finish")
    #expect(why.contains { $0.hasPrefix("期限 2021-09-20 18:00，规则 default（版本 ") })
    #expect(why.last == "下一步：L0-30d，2021-08-20 08:30")
    let english2 = try await lines(place, "en", "explain", "P01/m12:finish")
    #expect(english2.contains { $0.hasPrefix("    to: 市住建局 (lead unit), ") })
    #expect(english2.last == "next: L0-30d, 2021-08-20 08:30")
    let quiet = try await lines(place, "en", "explain", "silence/3")
    #expect(quiet.last == "next: L0-1d, 2021-07-22 08:30")
    _ = try await lines(place, "en", "silence", "expire", "3")
    #expect(try await lines(place, "en", "silence", "list").count == 1, "The head alone.")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `A chase that began before the file changed says so, after a restart too`()
    async throws
  {
    let place = try Workplace()
    let first = try place.daemon(clock: "2021-07-21T09:00:00+08:00")
    try await first.line(with: "Ready: ")
    let duty = "R29-weekly@2021-07-20"
    let before = try await lines(place, "en", "explain", duty)
    let path = place.config + "/policies/reports.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try place.write("policies/reports.yaml", text.replacing("when: [due + 7wd]", with: "when: [due + 9wd]"))
    _ = try await lines(place, "en", "reload")
    func isKept(_ lines: [String]) -> Bool { lines.contains { $0.contains("the file has changed since") } }
    let kept = try await lines(place, "en", "explain", duty)
    #expect(!isKept(before) && isKept(kept) && before.last == kept.last)
    first.send(SIGTERM)
    #expect(try await first.exit() == 0)

    let second = try place.daemon(clock: "2021-07-21T09:10:00+08:00")
    try await second.line(with: "Ready: ")
    let restarted = try await lines(place, "zh", "explain", duty)
    #expect(restarted.contains("  规则文件已改；本轮督办按开始时的版本办完"))
    let journal = try await place.control("journal", "list", "--limit", "1000").output
    #expect(journal.contains("policy.kept"), "\(journal.suffix(2000))")
    try place.write(
      "policies/reports.yaml", text.replacing("when: [due + 7wd]", with: "when: [due + 9wd]") + "adopt: running\n")
    _ = try await lines(place, "en", "reload")
    #expect(try await !isKept(lines(place, "en", "explain", duty)))
    #expect(try await place.control("journal", "verify").status == 0)
    second.send(SIGTERM)
    #expect(try await second.exit() == 0)
  }
}
