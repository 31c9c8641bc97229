import Control
import Foundation
import Glibc
import TestSupport
import Testing

/// What an operator asks in passing, and what is said to a question that cannot be meant.
@Suite(.serialized) struct OperatorTests {
  private func control(
    _ place: Workplace, _ arguments: String..., columns: Int? = nil
  ) async throws -> (status: Int32, output: String) {
    let client = try Running(
      Workplace.programs.appending(path: "daopaictl"), ["--socket", place.socket, "--lang", "en"] + arguments,
      environment: columns.map { ["COLUMNS": "\($0)"] } ?? [:])
    return (try await client.exit(), await client.rest())
  }

  @Test(.timeLimit(.minutes(5))) func `A list keeps its columns, and in a pipe its texts`() async throws {
    let place = try Workplace()
    let daemon = try place.daemon(clock: "2021-07-21T09:00:00+08:00")
    try await daemon.line(with: "Ready: ")

    let piped = try await control(place, "duty", "list").output
    #expect(!piped.contains("…") && piped.split(separator: "\n")[0].hasSuffix("next"))
    let narrow = try await control(place, "duty", "list", columns: 80).output.split(separator: "\n")
    #expect(narrow.allSatisfy { displayWidth($0) <= 80 })
    #expect(narrow[0].contains("left") && narrow[0].hasSuffix("next"), "\(narrow[0])")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)
  }

  @Test(.timeLimit(.minutes(5))) func `What is not there is no answer`() async throws {
    let place = try Workplace()
    let daemon = try place.daemon(clock: "2021-07-21T09:00:00+08:00")
    try await daemon.line(with: "Ready: ")
    let explained = try await control(place, "explain", "P01/m12")
    #expect(explained.status == 1 && explained.output.contains("P01/m12:finish?"), "\(explained)")
    let shown = try await control(place, "duty", "show", "P01/m12")
    #expect(shown.status == 1 && shown.output.contains("P01/m12:finish?"), "\(shown)")
    let diff = try await control(place, "plan", "diff", "@99999", "@now")
    #expect(diff.status == 1 && diff.output.contains("no record 99999: the journal ends with "), "\(diff)")
    let known = try await control(place, "plan", "diff", "@1", "@now")
    #expect(known.status == 0, "\(known)")
    daemon.send(SIGTERM)
    #expect(try await daemon.exit() == 0)

    let offline = try await control(place, "plan", "diff", "@99999", "@now", "--state", place.state)
    #expect(offline.status == 1 && offline.output.contains("no record 99999: the journal ends with "), "\(offline)")
    let both = try await control(place, "plan", "diff", "@1", "@now", "--state", place.state)
    #expect(both.status == 0, "\(both)")
  }

  @Test(.timeLimit(.minutes(5))) func `Plans of a configuration need no daemon`() async throws {
    let place = try Workplace()
    let today = ["--today", "2021-07-12"]
    let shown = try await control(place, "plan", "show", "P01", "--config", place.config, today[0], today[1])
    #expect(shown.status == 0 && shown.output.hasPrefix("P01  finish 2022-12-31"), "\(shown)")
    #expect(shown.output.contains("施工图审查"))
    let json = try await control(place, "plan", "show", "P01", "--config", place.config, "-o", "json")
    #expect(json.status == 0 && json.output.hasPrefix("{"), "\(json.output.suffix(300))")
    let wrong = try await control(place, "plan", "show", "P0l", "--config", place.config)
    #expect(wrong.status == 1 && wrong.output.contains("there is no project P0l. Did you mean P01?"), "\(wrong)")
    let vain = try await control(place, "plan", "show", "P01", today[0], today[1])
    #expect(vain.status == 2 && vain.output.contains("--today goes with ledger files or --config only"), "\(vain)")
  }

  @Test(.timeLimit(.minutes(5))) func `A simulation as JSON is one document`() async throws {
    let place = try Workplace()
    func simulate(_ options: String...) async throws -> (status: Int32, output: String) {
      let run = try Running(
        Workplace.programs.appending(path: "daopaictl"),
        ["simulate", "--config", place.config, "--from", "2021-07-12", "--to", "2021-07-16", "--lang", "en"] + options)
      return (try await run.exit(), await run.rest())
    }
    let whole = try await simulate("-o", "json")
    let list = try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? [[String: Any]]
    let lines = try await simulate("--as", "json").output.split(separator: "\n")
    #expect(list?.count == lines.count && lines.count > 1)
    #expect(list?.allSatisfy { $0["rung"] is String } == true)
    #expect(try await simulate("--as", "json", "-o", "json").output.split(separator: "\n") == lines)
    for form in ["heat", "load", "ics", "table"] {
      let refused = try await simulate("--as", form, "-o", "json")
      #expect(refused.status == 2 && refused.output.contains("-o json contradicts --as \(form)"), "\(refused)")
    }
  }
}
