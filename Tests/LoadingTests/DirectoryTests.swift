import Core
import Foundation
import Loading
import Testing

/// What a directory as a whole can have wrong with it.
@Suite struct DirectoryTests {
  /// The good directory with some files changed: nil removes one.
  private func report(_ changes: [String: String?]) throws -> (isLoaded: Bool, report: [String]) {
    try withScratchDirectory { scratch in
      let directory = scratch + "/config"
      try FileManager.default.copyItem(atPath: fixture("good"), toPath: directory)
      for (name, text) in changes {
        let path = "\(directory)/\(name)"
        try? FileManager.default.removeItem(atPath: path)
        if let text { writeBytes(text.utf8, to: path) }
      }
      let outcome = ConfigurationLoader.load(directory: directory, today: day)
      return (outcome.configuration != nil, outcome.diagnostics.map(\.description))
    }
  }

  @Test func noDirectory() {
    let outcome = ConfigurationLoader.load(directory: "/nowhere", today: day)
    #expect(outcome.configuration == nil)
    #expect(outcome.diagnostics.map(\.code) == ["file.missing"])
  }

  @Test func withoutSettingsNothingElseIsBlamed() throws {
    let (isLoaded, report) = try report(["daopai.yaml": nil])
    #expect(!isLoaded)
    #expect(report.count == 1 && report[0].hasPrefix("daopai.yaml: error: There is no daopai.yaml"))
  }

  @Test func brokenPartiesBlameNoLedger() throws {
    let (isLoaded, report) = try report(["parties.yaml": "parties:\n  - { id: fgw, name: \"x }\n"])
    #expect(!isLoaded)
    #expect(report.count == 1 && report[0].contains("[yaml.syntax]"))
  }

  private func policy(_ rungs: String) -> String {
    "id: default\nname: x\nwatches: [finish, responsibility]\nrungs:\n" + rungs
  }

  /// `due - 1d` before `due - 7d` would silence the reminder of the week before.
  @Test func anEachListWrittenNearestFirstIsClimbedInOrder() throws {
    try withScratchDirectory { scratch in
      let directory = scratch + "/config"
      try FileManager.default.copyItem(atPath: fixture("good"), toPath: directory)
      let text = policy(
        "  - { level: L0, each: [due - 1d, due - 30d, due, due - 7d], to: [lead], template: reminder }\n")
      writeBytes(text.utf8, to: directory + "/policies/default.yaml")
      let outcome = ConfigurationLoader.load(directory: directory, today: day)
      let rungs = outcome.configuration?.portfolio.policies["default"]?.rungs
      #expect(rungs?.map(\.id) == ["L0-30d", "L0-7d", "L0-1d", "L0"])
    }
  }

  @Test func aRungThatSilencesALowerOneIsNamed() throws {
    let (isLoaded, report) = try report([
      "policies/default.yaml": policy(
        """
          - { level: L1, when: [due + 7d], to: [lead], template: reminder }
          - { level: L2, when: [due + 1d], to: [lead], template: reminder }
          - { level: L3, when: [due + 9d, L1 unanswered 3wd], to: [lead], template: reminder }

        """)
    ])
    #expect(isLoaded)
    #expect(report.contains { $0.hasPrefix("policies/default.yaml:6:") && $0.contains("[policy.rungOrder]") })
    #expect(report.contains { $0.hasPrefix("policies/default.yaml:7:") && $0.contains("[policy.levelPassed]") })
  }

  @Test func strangersAndHiddenFiles() throws {
    let (isLoaded, report) = try report([
      "ledger/notes.txt": "x", "ledger/.hidden.yaml": "[", "ledger/README.md": "x", "policies/x.yml": "x",
    ])
    #expect(isLoaded)
    #expect(report.count == 2 && report.allSatisfy { $0.contains("warning: ") && $0.contains("[file.unknown]") })
  }

  @Test func aLinkIsFollowedAndABrokenOneIsAnError() throws {
    try withScratchDirectory { scratch in
      let directory = scratch + "/config"
      try FileManager.default.copyItem(atPath: fixture("good"), toPath: directory)
      try FileManager.default.createSymbolicLink(
        atPath: directory + "/ledger/zz.yaml", withDestinationPath: scratch + "/elsewhere.yaml")
      #expect(ConfigurationLoader.load(directory: directory, today: day).diagnostics.map(\.code) == ["file.unreadable"])
      writeBytes("projects: [{ id: Z, finish: 2021-12-31 }]".utf8, to: scratch + "/elsewhere.yaml")
      #expect(ConfigurationLoader.load(directory: directory, today: day).configuration?.counts.projects == 4)
    }
  }

  @Test func aLedgerThatIsNoDirectoryIsNotTakenForEmpty() throws {
    #expect(try !report(["ledger": "x"]).isLoaded)
    let missing = try report(["ledger": nil])
    #expect(missing.isLoaded && missing.report.count == 1 && missing.report[0].contains("nothing is due"))
  }

  @Test func whoCannotBeReachedIsNamedOnce() throws {
    let parties = """
      parties:
        - { id: fgw, name: 市发改委, aliases: [发改委] }
        - { id: gxj, name: 市工信局, email: gxj@example.gov.cn }
        - { id: wb, name: 王斌, kind: official, email: wb@example.gov.cn }
        - { id: yicheng, name: 驿城区政府 }
        - { id: suiping, name: 遂平县政府 }
        - { id: counties, name: 各县区政府, kind: group, members: [yicheng, suiping] }
      """
    let ledger = "projects: [{ id: A, finish: 2021-12-31, lead: 各县区政府 }, { id: B, finish: 2021-12-31, lead: yicheng }]"
    let (isLoaded, report) = try report(["parties.yaml": parties, "ledger/a.yaml": ledger])
    #expect(!isLoaded)
    let unreachable = report.filter { $0.contains("[party.noChannel]") }
    #expect(unreachable.count == 3)
    #expect(unreachable.contains { $0.contains("\"市发改委\" (fgw)") && $0.contains("error: ") })
  }

  @Test func whoHasOnlyTheOtherChannelIsWarnedOf() throws {
    let good = try FileManager.default.contentsOfDirectory(atPath: fixture("good/ledger"))
    let none = Dictionary(uniqueKeysWithValues: good.map { ("ledger/\($0)", String?.none) })
    let changes: [String: String?] = [
      "parties.yaml": "parties: [{ id: fgw, name: 市发改委, webhook: dispatch }]",
      "policies/default.yaml": """
      id: default
      watches: [finish, responsibility]
      rungs: [{ level: L1, when: [due + 1d], to: [lead], channels: [email] }]
      """,
      "policies/late-start.yaml":
        "{ id: late-start, watches: [start], rungs: [{ level: L1, when: [due], to: [lead] }] }",
      "ledger/own.yaml": "responsibilities: [{ id: R, title: R, due: 2021-12-31, lead: fgw }]",
    ]
    let (isLoaded, report) = try report(none.merging(changes) { _, new in new })
    #expect(isLoaded)
    #expect(report.count == 1 && report[0].contains("[party.noContact]") && report[0].contains("by email but"))
  }

  @Test func whatNobodyWatchesIsNamed() throws {
    let ledger = "responsibilities: [{ id: X, title: 无人, due: 2021-12-31, policies: [late-start] }]"
    let (isLoaded, report) = try report(["ledger/a.yaml": ledger])
    #expect(isLoaded)
    #expect(report.count == 1 && report[0].contains("No policy watches the responsibility \"X\""))
  }

  @Test func whatIsNobodysIsNamed() throws {
    let ledger = """
      responsibilities: [{ id: X, title: 无人, due: 2021-12-31 }, { id: Y, title: 有人, due: 2021-12-31, lead: fgw }]
      projects:
        - { id: A, finish: 2021-12-31, milestones: [{ id: a, duration: 5d, lead: fgw }, { id: b, duration: 5d }] }
        - { id: B, finish: 2021-12-31, milestones: [{ id: a, duration: 5d, lead: fgw }] }
      """
    let (isLoaded, report) = try report(["ledger/a.yaml": ledger])
    #expect(isLoaded)
    let orphans = report.filter { $0.contains("[ledger.nobody]") }
    #expect(orphans.count == 2)
    #expect(orphans.contains { $0.contains("responsibility \"X\"") })
    #expect(orphans.contains { $0.contains("milestone \"b\" of project \"A\"") })
  }

  @Test func whoCannotBeToldIsPointedAtWhereNamed() throws {
    let parties = """
      parties:
        - { id: a, name: 市发改委 }
        - { id: b, name: 市住建局 }
        - { id: c, name: 市水利局 }
        - { id: all, name: 各单位, kind: group, members: [c] }
      """
    let ledger = """
      projects:
        - id: A
          finish: 2021-12-31
          lead: 市发改委
          milestones:
            - id: m1
              duration: 3wd
              lead: 市住建局
      responsibilities:
        - id: R
          title: R
          due: 2021-12-31
          lead: [各单位]
      """
    let policy = smallOffice["policies/chase.yaml"]?.replacing("[finish]", with: "[finish, responsibility]")
    let own = ["ledger/a.yaml": ledger, "parties.yaml": parties, "policies/chase.yaml": policy ?? ""]
    let report = withScratchDirectory { directory in
      for (name, text) in smallOffice.merging(own, uniquingKeysWith: { $1 }) {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      return ConfigurationLoader.load(directory: directory, today: day).diagnostics.map(\.description)
    }
    let places = report.filter { $0.contains("[party.noChannel]") }.map { $0.prefix { $0 != " " } }
    #expect(places == ["ledger/a.yaml:4:11:", "ledger/a.yaml:8:15:", "ledger/a.yaml:13:12:"])
  }

  @Test func faultsOfTheNetworkJoinTheReport() throws {
    let ledger = """
      projects:
        - id: A
          finish: 2021-12-31
          milestones:
            - { id: m1, duration: 3wd, after: [m2] }
            - { id: m2, duration: 3wd, after: [m1] }
        - id: B
          finish: 2021-12-31
          milestones: [{ id: m1, after: [m0] }]
        - { id: C, finish: 2021-13-31 }
      """
    let (isLoaded, report) = try report(["ledger/a.yaml": ledger])
    #expect(!isLoaded)
    #expect(report.filter { $0.contains("ledger/a.yaml") }.count == 3)
    for code in ["plan.cycle", "plan.unknownPredecessor", "value.date"] {
      #expect(report.contains { $0.contains("[\(code)]") })
    }
  }

  @Test func diagnosticsCarryTheProjectAndTheMilestone() {
    let ledger = "projects: [{ id: A, finish: 2021-12-31, milestones: [{ id: m1, duration: 9 }] }, { id: B, finsh: 1 }]"
    withScratchDirectory { directory in
      writeBytes(ledger.utf8, to: directory + "/a.yaml")
      let found = LedgerLoader.load(files: [directory + "/a.yaml"], mappings: [], configuration: nil, today: day)
        .diagnostics
      let errors = found.filter { $0.severity == .error }
      #expect(errors.map(\.project) == ["A", "B"])
      #expect(errors.map(\.milestone) == ["m1", nil])
    }
  }

  @Test func groupsHaveADepth() throws {
    var parties = "parties:\n  - { id: g9, name: g9, email: g@example.gov.cn }\n"
    for level in 0..<9 { parties += "  - { id: g\(level), name: g\(level), kind: group, members: [g\(level + 1)] }\n" }
    let (_, report) = try report([
      "parties.yaml": parties, "ledger": nil, "policies/default.yaml": nil,
      "daopai.yaml":
        "office: { name: a, numberPrefix: b }\nmail: { from: a@example.gov.cn, maildir: mail }\nwebhooks: [{ id: dispatch, url: \"https://x\", secretFile: s }]\n",
    ])
    #expect(report.count { $0.contains("[party.depth]") } == 1)
  }

  @Test func calendarsAlone() {
    let outcome = CalendarLoader.load(directory: fixture("good"))
    #expect(outcome.diagnostics == [])
    #expect(outcome.calendars.keys.sorted() == ["cn", "site"])
    #expect(outcome.defaultCalendar == "cn")
    #expect(CalendarLoader.load(directory: "/nowhere").diagnostics.map(\.code) == ["file.missing"])
  }
}
