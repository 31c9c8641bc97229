import Core
import Foundation
import Loading
import Testing

/// What is written for other programs, byte by byte. `DAOPAI_RECORD=1` writes the expectations anew.
@Suite struct ExchangeWritingTests {
  private let ledger = """
    projects:
      - id: P1
        name: "示例: 厂房#1"
        start: 2026-09-21
        finish: 2026-10-30
        status: 2026-09-21
        milestones:
          - { id: s, name: 前期 }
          - { id: a, name: 项目备案, duration: 3wd, parent: s, actualStart: 2026-09-21, actualFinish: 2026-09-23 }
          - { id: b, name: "可行性研究报告、用地预审与选址意见书、规划条件，一并报批；含专家评审", duration: 5wd, parent: s, after: [a], actualStart: 2026-09-24, percent: 40, note: "第一行\\n第二行, 逗号" }
          - { id: c, name: 批复, after: [{ milestone: b, lag: 7d }], deadline: 2026-10-20 }
          - { id: d, name: 施工, duration: 1wd, after: [{ milestone: c, type: SS }, { milestone: b, type: FF, lag: -2wd }] }
    """

  private func written(_ format: PlanExport.Format) throws -> String {
    let portfolio = try #require(load(["ledger.yaml": ledger]).portfolio)
    let plans = try portfolio.projects.map { project in
      (
        project: project,
        plan: try #require(Planner.plan(project, calendars: portfolio.calendars, today: day).plan)
      )
    }
    let stamp = Instant(seconds: 1_790_000_000)
    return PlanExport.write(plans, calendars: portfolio.calendars, as: format, stamp: stamp).text
  }

  @Test(arguments: PlanExport.Format.allCases) func isAsExpected(_ format: PlanExport.Format) throws {
    let text = try written(format)
    let path = fixture("exchange/written/plan\(format.suffix)")
    if ProcessInfo.processInfo.environment["DAOPAI_RECORD"] != nil { writeBytes(text.utf8, to: path) }
    #expect(text == readText(path))
  }

  @Test func aCalendarKeepsTheRulesOfItsFormat() throws {
    let text = try written(.ical)
    let lines = text.components(separatedBy: "\r\n")
    #expect(text.hasSuffix("END:VCALENDAR\r\n") && !text.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
    #expect(lines.allSatisfy { $0.utf8.count <= 75 })
    let unfolded = text.replacingOccurrences(of: "\r\n ", with: "").components(separatedBy: "\r\n")
    #expect(unfolded.contains { $0.hasSuffix("规划条件，一并报批；含专家评审") })
    #expect(unfolded.contains("DESCRIPTION:第一行\\n第二行\\, 逗号"))
    for name in ["VTODO", "VEVENT"] {
      let uids = unfolded.split(separator: "BEGIN:\(name)").dropFirst().compactMap { block in
        block.first { $0.hasPrefix("UID:") }
      }
      #expect(Set(uids).count == uids.count && uids.count >= 3)
    }
    // The end of an event is exclusive.
    #expect(unfolded.contains("DTSTART;VALUE=DATE:20261020") && unfolded.contains("DTEND;VALUE=DATE:20261021"))
  }
}
