import Core
import Loading
import Testing

@Suite("Names in the answers of a ledger")
struct AnswerNameTests {
  @Test func thatNameNothingAreWarnedOf() throws {
    let ledger = """
      projects:
        - { id: P1, name: P, area: 驿城区, finish: 2026-12-31, lead: unit, milestones: [{ id: m1, duration: 3wd }] }
      answers:
        - { date: 2026-03-01, silence: ["party=市发改尾", "project=P2"], until: 2026-04-01 }
        - { date: 2026-03-01, silence: ["duty=P1/m2:finish", "level!=L99"], until: 2026-04-01 }
        - { date: 2026-03-01, silence: ["party=市发改委", "duty=P1/m1:finish", "area=~驿*"], until: 2026-04-01 }
        - { date: 2026-03-01, excuse: P1, levels: [L98], through: 2026-04-01 }
      """
    try withScratchDirectory { directory in
      for (name, text) in smallOffice.merging(["ledger/a.yaml": ledger], uniquingKeysWith: { $1 }) {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      let outcome = ConfigurationLoader.load(directory: directory, today: day)
      let said = outcome.diagnostics.filter { $0.code == "answer.unknownName" }.map(\.description)
      #expect(
        said
          == [
            "4:5: warning: There is no party \"市发改尾\". Did you mean \"市发改委\"? [answer.unknownName]",
            "4:5: warning: There is no project \"P2\". Did you mean \"P1\"? [answer.unknownName]",
            "5:5: warning: There is no duty \"P1/m2:finish\". Did you mean \"P1/m1:finish\"? [answer.unknownName]",
            "5:5: warning: There is no level \"L99\". [answer.unknownName]",
            "7:5: warning: There is no level \"L98\". [answer.unknownName]",
          ].map { "ledger/a.yaml:" + $0 })
      let answers = try #require(outcome.configuration).portfolio.answers
      guard case .silence(let silence) = answers[2].content else { throw Missing() }
      #expect(silence.matchers.map(\.description) == ["party=unit", "duty=P1/m1:finish", "area=~驿*"])
    }
  }

  private struct Missing: Error {}
}
