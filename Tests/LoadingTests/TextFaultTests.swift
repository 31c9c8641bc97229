import Core
import Loading
import Testing

/// What must be refused, and quickly.
@Suite struct TextFaultTests {
  @Test func aliasBombIsRefusedAtOnce() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      bomb += "a\(level): &a\(level) [" + Array(repeating: alias, count: 9).joined(separator: ", ") + "]\n"
    }
    bomb += "? *a9\n: key\n"
    let clock = ContinuousClock()
    let spent = clock.measure {
      let (portfolio, report) = load(["bomb.yaml": bomb])
      #expect(portfolio == nil)
      #expect(report.count == 1 && report[0].contains("bomb.yaml:1:5: error: An anchor or alias"))
    }
    #expect(spent < .seconds(1))
  }

  @Test func starsAndAmpersandsInTextsAreNoAliases() {
    let text = """
      projects:
        - id: P1   # see *1 & *2
          name: "*甲* & 乙"
          note: |
            *anything &goes
            [*here, &too]
          area: a*b & c
          finish: 2021-12-31
      """
    let (portfolio, report) = load(["a.yaml": text])
    #expect(report == [])
    #expect(portfolio?.projects.first?.note == "*anything &goes\n[*here, &too]")
  }

  @Test(arguments: ["[", "{a: ", "- "]) func depthIsLimited(_ opening: String) {
    let text = "projects: " + (opening == "- " ? "\n" : "") + String(repeating: opening, count: 900)
    let closing = opening == "[" ? "]" : opening == "- " ? "x" : "}"
    let (portfolio, report) = load(["deep.yaml": text + String(repeating: closing, count: opening == "- " ? 1 : 900)])
    #expect(portfolio == nil)
    #expect(report.count == 1 && report[0].contains("nested more than 32 levels"))
  }

  @Test func absurdDepthNeverCrashes() {
    for text in [
      String(repeating: "[", count: 200_000), String(repeating: "- ", count: 200_000),
      "{a: " + String(repeating: "{a: ", count: 50_000),
    ] {
      #expect(load(["deep.yaml": text]).portfolio == nil)
      #expect(load(["deep.json": text]).portfolio == nil)
    }
  }

  @Test func sizeIsLimited() {
    let (portfolio, report) = load(["big.yaml": String(repeating: "# comment\n", count: 1_700_000)])
    #expect(portfolio == nil)
    #expect(report.count == 1 && report[0].contains("[file.tooLarge]"))
  }

  @Test func countIsLimited() {
    let (portfolio, report) = load(["many.yaml": "projects: [" + String(repeating: "a,", count: 2_100_000) + "]"])
    #expect(portfolio == nil)
    #expect(report.count == 1 && report[0].contains("[yaml.tooMany]"))
  }

  @Test func threeErrorsInTwoFilesAreAllReported() {
    let (portfolio, report) = load([
      "a.yaml": "projects:\n  - { id: P1, finish: 2021-02-30 }\n  - { id: P2, finnish: 2021-12-31 }\n",
      "b.yaml": "projects:\n  - id: P3\n    milestones: [{ id: m1, duration: 9 }]\n",
    ])
    #expect(portfolio == nil)
    #expect(report.count == 3)
    #expect(report[0].hasPrefix("a.yaml:2:23: error: "))
    #expect(
      report[1].hasPrefix("a.yaml:3:15: error: Unknown key \"finnish\"")
        && report[1].contains("Did you mean \"finish\"?"))
    #expect(report[2].hasPrefix("b.yaml:3:38: error: \"duration\" is 9 without a unit; write 9wd (working days) or 9d"))
  }

  @Test func scalarsStayTexts() {
    let (portfolio, report) = load(["a.yaml": "projects: [{ id: no, name: 12:30:00, area: 1e3, finish: 2021-12-31 }]"])
    #expect(report == [])
    #expect(portfolio?.projects.first?.id == "no")
    #expect(portfolio?.projects.first?.name == "12:30:00")
    #expect(portfolio?.projects.first?.area == "1e3")
  }

  @Test func invalidBytesHaveAPlace() {
    withScratchDirectory { directory in
      writeBytes(Array("projects:\n  - id: ".utf8) + [0xB9, 0xA4] + Array("\n".utf8), to: directory + "/a.yaml")
      let outcome = LedgerLoader.load(files: [directory + "/a.yaml"], mappings: [], configuration: nil, today: day)
      #expect(outcome.diagnostics.map { "\($0.place.line):\($0.place.column)" } == ["2:9"])
    }
  }

  @Test func jsonHasTheSameLedger() {
    let (portfolio, report) = load([
      "a.json":
        #"{"calendars": {"six": {"week": [1,2,3,4,5,6]}}, "projects": [{"id": "P\uD83D\uDE00", "calendar": "six", "finish": "2021-12-31", "milestones": [{"id": "a", "duration": 0, "percent": null}]}]}"#
    ])
    #expect(report == [])
    #expect(portfolio?.projects.first?.id == "P😀")
    #expect(portfolio?.projects.first?.calendar == "six")
  }

  @Test func withoutAConfigurationNamesAreTakenAndTheBuiltInWeekServes() {
    let (portfolio, report) = load(["a.yaml": "projects: [{ id: P, lead: 谁, policies: [x], finish: 2021-12-31 }]"])
    #expect(report == [])
    #expect(portfolio?.projects.first?.calendar == LedgerLoader.builtInCalendar)
  }
}
