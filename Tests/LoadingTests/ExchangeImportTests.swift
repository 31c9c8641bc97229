import Core
import Foundation
import Loading
import Testing

/// Plans of other planners: the dates that their files store are the dates planned here.
@Suite struct ExchangeImportTests {
  struct Stored: Equatable, CustomStringConvertible {
    var start: String
    var finish: String
    var description: String { "\(start)…\(finish)" }
  }

  private func plan(_ name: String) throws -> (project: Project, plan: ProjectPlan, report: [String]) {
    let outcome = LedgerLoader.load(
      files: [fixture("exchange/plans/\(name)")], mappings: [], configuration: nil, today: day)
    let portfolio = try #require(outcome.portfolio, "\(outcome.diagnostics)")
    let project = try #require(portfolio.projects.first)
    let plan = try #require(Planner.plan(project, calendars: portfolio.calendars, today: day).plan)
    return (project, plan, outcome.diagnostics.filter { !$0.code.hasPrefix("plan.") }.map(\.description))
  }

  private func early(_ plan: ProjectPlan) -> [String: Stored] {
    Dictionary(
      uniqueKeysWithValues: plan.milestones.map {
        ($0.id.text, Stored(start: "\($0.earliestStart)", finish: "\($0.earliestFinish)"))
      })
  }

  @Test func msProjectKeepsItsDates() throws {
    let (project, plan, report) = try plan("office.xml")
    #expect(report.isEmpty, "\(report)")
    #expect(project.name == "办公楼" && project.calendar == "office:标准")
    let dates = early(plan)
    for (uid, start, finish) in [
      ("2", "2026-09-21", "2026-09-25"), ("3", "2026-09-29", "2026-10-09"), ("7", "2026-09-21", "2026-10-09"),
      ("11", "2026-10-09", "2026-10-09"), ("5", "2026-10-10", "2026-10-16"), ("6", "2026-10-12", "2026-10-21"),
      ("8", "2026-10-12", "2026-10-14"), ("9", "2026-10-08", "2026-10-08"), ("10", "2026-09-22", "2026-09-29"),
      ("12", "2026-09-21", "2026-09-22"),
    ] {
      #expect(dates[uid] == Stored(start: start, finish: finish), "task \(uid)")
    }
    #expect(plan.milestones.count == 10)
    let step = try #require(project.milestones.first { $0.id == "6" })
    #expect(step.after.first?.lag == Span(2, .workingDays) && step.after.first?.kind == .startToStart)
    #expect(project.milestones.first { $0.id == "2" }?.parent == "7")
    #expect(project.milestones.first { $0.id == "11" }?.constraints.deadline == CivilDate(iso: "2026-10-15"))
  }

  /// Every third day and every second month are read as rules; a rule by position counts by the days written out beside it.
  @Test func recurringExceptionsKeepTheDatesOfMSProject() throws {
    let (_, plan, report) = try plan("recurring.xml")
    #expect(report.isEmpty, "\(report)")
    #expect(
      early(plan) == [
        "1": Stored(start: "2026-03-02", finish: "2026-03-23"), "2": Stored(start: "2026-03-24", finish: "2026-04-21"),
      ])
  }

  @Test func ganttProjectKeepsItsDates() throws {
    let (project, plan, report) = try plan("house.gan")
    #expect(report.isEmpty, "\(report)")
    let dates = early(plan)
    for (id, start, finish) in [
      ("3", "2026-09-21", "2026-09-25"), ("4", "2026-09-30", "2026-10-07"), ("0", "2026-09-21", "2026-10-07"),
      ("5", "2026-10-08", "2026-10-08"), ("7", "2026-10-12", "2026-10-23"), ("8", "2026-10-19", "2026-10-23"),
      ("9", "2026-10-09", "2026-10-10"),
    ] {
      #expect(dates[id] == Stored(start: start, finish: finish), "task \(id): \(dates[id]?.description ?? "none")")
    }
    #expect(project.name == "住宅" && project.milestones.first { $0.id == "4" }?.note == "含人防")
  }

  @Test func primaveraKeepsItsDates() throws {
    let (project, plan, report) = try plan("bridge.xer")
    #expect(report.count == 1 && report[0].hasSuffix("it only spans others. [xer.leftOut]"), "\(report)")
    #expect(project.id == "XL-1" && project.name == "小桥梁工程" && plan.finish == CivilDate(iso: "2026-11-13"))
    let dates = early(plan)
    for (id, start, finish) in [
      ("A10", "2026-09-21", "2026-09-22"), ("A20", "2026-09-21", "2026-09-25"), ("A30", "2026-09-30", "2026-10-08"),
      ("WBS1001", "2026-09-21", "2026-10-08"), ("M40", "2026-10-08", "2026-10-08"), ("M50", "2026-10-12", "2026-10-12"),
      ("A60", "2026-10-12", "2026-10-22"),
    ] {
      #expect(dates[id] == Stored(start: start, finish: finish), "\(id): \(dates[id]?.description ?? "none")")
    }
    let last = try #require(plan.milestones.first { $0.id == "A60" })
    #expect(last.latestStart == CivilDate(iso: "2026-11-03") && last.latestFinish == CivilDate(iso: "2026-11-13"))
    #expect(plan.milestones.count == 7)
  }

  @Test func aHostileFileIsRefused() {
    func report(_ text: String) -> [String] { load(["a.xml": text]).report }
    let bomb =
      "<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project>&b;&x;</Project>"
    #expect(
      report(bomb) == [
        "a.xml:1:13: error: A document type is refused: its entities could stand for anything. [xml.doctype]"
      ])
    let deep = String(repeating: "<a>", count: 70) + String(repeating: "</a>", count: 70)
    #expect(report(deep).first?.contains("[xml.tooDeep]") == true)
    #expect(report("<Project><Tasks></Project>").first?.contains("[xml.syntax]") == true)
    #expect(report("").first?.contains("[xml.syntax]") == true)
    #expect(report("<gantt/>").first?.contains("[mspdi.root]") == true)
  }
}
