import Core
import Loading
import Testing

/// Faults of reading and faults of the plan come in one report, and none that only follows from another.
@Suite struct FaultsAtOnceTests {
  /// Codes in the order of their places, the planner's included.
  private func codes(_ files: [String: String]) -> [String] {
    withScratchDirectory { directory in
      for (name, text) in files { writeBytes(text.utf8, to: "\(directory)/\(name)") }
      let paths = files.keys.sorted().map { "\(directory)/\($0)" }
      return LedgerLoader.load(files: paths, mappings: [], configuration: fixture("good"), today: day)
        .diagnostics.filter { $0.severity == .error || $0.code.hasPrefix("plan.") }.map(\.code)
    }
  }

  private func project(_ keys: String, _ milestones: [String]) -> [String: String] {
    let rows = milestones.map { "      - { \($0) }\n" }.joined()
    return ["a.yaml": "projects:\n  - id: P1\n    finish: 2021-12-31\n    \(keys)\n    milestones:\n\(rows)"]
  }

  private static let faultyLinks = [
    "id: a, duration: 3wd", "id: a, duration: 3wd", "id: b, duration: 3wd, after: [x]",
    "id: c, duration: 3wd, after: [c]",
    "id: d, duration: 3wd, after: [e]", "id: e, duration: 3wd, after: [d]", "id: f, duration: 3wd, parent: y",
  ]
  private static let codesOfLinks = [
    "plan.duplicateMilestone", "plan.unknownPredecessor", "plan.selfLink", "plan.cycle", "plan.unknownParent",
  ]

  @Test(arguments: ["lead: 查无此人", "policies: [none]", "start: 2021-02-30", "calendar: none", "colour: red"])
  func aFaultOfTheProjectHidesNoneOfItsLinks(_ fault: String) {
    let codes = codes(project(fault, Self.faultyLinks))
    #expect(codes.count == 6 && codes.filter { $0.hasPrefix("plan.") } == Self.codesOfLinks)
  }

  @Test(arguments: ["duration: 3", "duration: 3wd, deadline: 2021-13-01", "duration: 3wd, lead: 查无此人"])
  func aFaultOfAMilestoneHidesNoneOfTheLinks(_ fault: String) {
    let codes = codes(project("area: 驿城区", Self.faultyLinks + ["id: g, \(fault), after: [a]"]))
    #expect(codes.filter { $0.hasPrefix("plan.") } == Self.codesOfLinks && codes.count == 6)
  }

  /// Nobody knows what the one is called that could not be read.
  @Test func linksToAMilestoneThatCouldNotBeReadAreNoFault() {
    let milestones = [
      "id: a b, duration: 3wd", "id: c, duration: 3wd, after: [ab]", "id: d, duration: 3wd, after: [d]",
    ]
    #expect(codes(project("area: 驿城区", milestones)) == ["value.identifier", "plan.selfLink"])
  }

  @Test func anUnreadFinishMakesNoPlanWithoutAnEnd() {
    let text = "projects:\n  - { id: P1, finish: 2021-02-30 }\n"
    #expect(codes(["a.yaml": text]) == ["value.date"])
  }

  /// What is too short for a statutory period was not read at all.
  @Test func anUnreadDurationIsNotJudged() {
    #expect(codes(project("area: 驿城区", ["id: a, duration: 40, statutory: true"])) == ["value.span"])
  }

  @Test func rowsOfATableAreReportedToo() {
    let table = """
      项目编号,节点编号,节点名称,工期,前置节点,时限
      P1,a,备案,3wd,,2021-13-01
      P1,b,许可,3wd,x,
      """
    let files = project("area: 驿城区", ["id: z, duration: 1wd"]).merging(["b.csv": table]) { $1 }
    #expect(codes(files) == ["value.date", "plan.unknownPredecessor"])
  }

  @Test func aCalendarThatCouldNotBeReadHidesNoLink() {
    let files = project("calendar: mine", ["id: a, duration: 3wd, after: [x]"])
    let broken = ["c.yaml": "calendars:\n  mine: { week: [9] }\n"]
    #expect(codes(files.merging(broken) { $1 }).contains("plan.unknownPredecessor"))
  }
}
