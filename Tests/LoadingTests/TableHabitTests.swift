import Core
import Loading
import Testing

/// What offices write into tables beside the data itself.
@Suite struct TableHabitTests {
  private static let ledger = ["p.yaml": "projects: [{ id: P1, finish: 2021-12-31 }]\n"]

  private func duration(_ cell: String) -> (span: Span?, report: [String]) {
    let table = ["t.csv": "项目编号,节点编号,节点名称,工期\nP1,a,备案,\(cell)\n"]
    let (portfolio, report) = load(table.merging(Self.ledger) { $1 })
    return (portfolio?.projects.first?.milestones.first?.duration, report)
  }

  @Test(arguments: [
    ("5个工作日", Span(5, .workingDays)), ("5工作日", Span(5, .workingDays)), ("30天", Span(30, .days)),
    ("３０ 天", Span(30, .days)), ("30个日历天", Span(30, .days)), ("7自然日", Span(7, .days)), ("5wd", Span(5, .workingDays)),
  ]) func durationsInWords(_ cell: String, _ expected: Span) { #expect(duration(cell).span == expected) }

  @Test(arguments: ["约30天", "3个月", "一周", "30-40天", "1.5天", "5"]) func whatIsNoDurationIsSaid(_ cell: String) {
    let (span, report) = duration(cell)
    #expect(span == nil && report.count == 1 && report[0].contains("t.csv:2:9: error: \"duration\" is "))
  }

  @Test func theCountyOfAProjectIsItsArea() {
    let (portfolio, report) = load(["t.csv": "项目编号,项目名称,所在县区\nP1,甲,驿城区\n"])
    #expect(report.isEmpty && portfolio?.projects.first?.area == "驿城区")
  }

  @Test(arguments: ["注：数据截至6月底", "备注：同上", "注:同上"]) func aNoteBelowTheTableIsNoProject(_ note: String) {
    let (portfolio, report) = load(["t.csv": "项目编号,项目名称,属地\nP1,甲,驿城区\n\(note),,\n"])
    #expect(portfolio?.projects.map(\.id) == ["P1"])
    #expect(report == ["t.csv:3:1: warning: The row is a note and was left out. [csv.note]"])
  }

  @Test func aNoteWithDataBesideItIsARow() {
    let report = load(["t.csv": "项目名称,属地\n甲,驿城区\n注：乙,遂平县\n"]).report
    #expect(!report.contains { $0.contains("[csv.note]") })
  }

  // MARK: Headings

  private func headings(_ row: String) -> String? { load(["t.csv": "某市台账,,\n\(row)\n1,2,3,4\n"]).report.first }

  @Test(arguments: [
    ("节点编号,节点名称,工期,完成时限", "a table of milestones needs 项目编号."),
    ("项目编号,节点编号,工期,前置节点", "a table of milestones needs 节点名称."),
    ("项目编号,属地,批次,总投资", "a table of projects needs 项目名称."),
  ]) func theHeadingThatIsMissingIsNamed(_ row: String, _ words: String) {
    #expect(headings(row)?.hasPrefix("t.csv:2:1: error: No row of headings was found") ?? false)
    #expect(headings(row)?.contains("but \(words) Add the column, or a mapping file. [csv.headers]") ?? false)
  }

  @Test func whereTheKindIsOpenBothAreNamed() {
    #expect(
      headings("编号,责任单位,备注,时限")?.contains("a table of responsibilities needs 任务") ?? false)
  }

  @Test func whereFewAreKnownNothingIsGuessed() {
    #expect(headings("工期,甲,乙,丙")?.contains("expected such as 项目名称") ?? false)
  }
}
