import Core
import Loading
import Testing

/// What is done has been done: later dates than today's are slips.
@Suite struct DoneDateTests {
  private static let ledger = """
    projects:
      - { id: P1, finish: 2026-12-31, milestones: [{ id: a, duration: 3wd, actualFinish: 2026-03-05 }] }
    """

  @Test(arguments: [("2026-03-05", true), ("2026-03-04", false)]) func todayIsDoneAndTomorrowIsNot(
    _ today: String, _ isGood: Bool
  ) throws {
    let (portfolio, report) = load(["a.yaml": Self.ledger], done: .day(try #require(CivilDate(iso: today))))
    #expect((portfolio != nil) == isGood && report.isEmpty == isGood)
  }

  @Test func aBareMonthIsNotDoneBeforeItIsOver() throws {
    let table = ["t.csv": "项目编号,节点编号,节点名称,实际完成日期\nP1,b,备案,2026年3月\n", "a.yaml": Self.ledger]
    let report = load(table, done: .day(try #require(CivilDate(iso: "2026-03-05")))).report
    #expect(report.count == 1)
    #expect(
      report.first?.hasPrefix(
        "t.csv:2:9: error: \"actualFinish\" is \"2026年3月\", read as 2026-03-31, which is still to come: today is 2026-03-05."
      ) ?? false)
    #expect(load(table, done: .day(try #require(CivilDate(iso: "2026-03-31")))).report.isEmpty)
  }

  @Test func actualDatesOfAnotherPlannerAreNoExcuse() throws {
    let plan = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-01-05T08:00:00</StartDate><Tasks><Task>
      <UID>1</UID><ID>1</ID><Name>a</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat>
      <ActualStart>2026-01-05T08:00:00</ActualStart><ActualFinish>2036-01-05T17:00:00</ActualFinish>
      </Task></Tasks></Project>
      """
    let report = load(["p.xml": plan], done: .day(try #require(CivilDate(iso: "2026-03-05")))).report
    #expect(report.contains { $0.contains("\"actualFinish\" is 2036-01-05,") && $0.contains("[value.inFuture]") })
  }

  @Test func whatIsReadAgainIsNotJudged() { #expect(load(["a.yaml": Self.ledger], done: .unjudged).report.isEmpty) }

  // MARK: The clock

  private func judged(clock: String, recorded: String? = nil) throws -> LatestDone {
    LatestDone(
      clock: try #require(ZoneRules.utc.instant(iso: clock)),
      recorded: try recorded.map { try #require(ZoneRules.utc.instant(iso: $0)) })
  }

  @Test func aClockThatCannotBeRightJudgesNothing() throws {
    #expect(load(["a.yaml": Self.ledger], done: try judged(clock: "1970-01-01T00:00:30Z")).report.isEmpty)
  }

  /// A daemon that is started again must find its files as good as it left them.
  @Test func aClockSetBackGivesWayToTheRecord() throws {
    let behind = "2026-02-01T00:00:00Z"
    #expect(load(["a.yaml": Self.ledger], done: try judged(clock: behind)).report.count == 1)
    #expect(
      load(["a.yaml": Self.ledger], done: try judged(clock: behind, recorded: "2026-03-05T01:00:00Z")).report.isEmpty)
  }

  /// Before eight in the morning the office's day has begun, and that of UTC has not.
  @Test func todayIsTheOfficesOwn() throws {
    try withScratchDirectory { directory in
      for (name, text) in smallOffice.merging(["ledger/a.yaml": Self.ledger], uniquingKeysWith: { $1 }) {
        makeFolder(of: "\(directory)/\(name)")
        writeBytes(text.utf8, to: "\(directory)/\(name)")
      }
      func isGood(_ clock: String) throws -> Bool {
        ConfigurationLoader.load(directory: directory, today: day, done: try judged(clock: clock)).configuration != nil
      }
      let (after, before) = (try isGood("2026-03-04T16:30:00Z"), try isGood("2026-03-04T15:30:00Z"))
      #expect(after && !before)
    }
  }
}
