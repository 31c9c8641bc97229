import Testing
import TestSupport

@testable import Core

@Suite("Names in answers")
struct AnswerNamesTests {
  private let portfolio: Portfolio = {
    let milestone = Milestone(id: "m09", name: "施工许可", duration: .init(3, .workingDays), place: Place(file: "p"))
    var project = Office.project("P01")
    project.milestones = [milestone]
    project.area = "驿城区"
    return Office.portfolio(rows: [Office.row("R1", due: Office.date(2021, 7, 28))], projects: [project])
  }()

  private func silence(_ matchers: [String]) -> Answer.Content {
    .silence(
      Silence(
        matchers: matchers.map { Matcher($0)! }, from: Office.instant("2021-07-12T08:00:00"),
        until: Office.instant("2021-08-12T08:00:00")))
  }

  @Test func aPartyIsFoundByIdNameOrAlias() {
    let name = portfolio.parties["fgw"]!.name
    for spelling in ["fgw", name, name.map(String.init).joined(separator: "　")] {
      let (content, unknown) = portfolio.resolved(silence(["party=\(spelling)", "party!=\(spelling)"]))
      #expect(content == silence(["party=fgw", "party!=fgw"]))
      #expect(unknown == [])
    }
    #expect(portfolio.resolved(.handOver(from: PartyID(name), to: "zjj")).content == .handOver(from: "fgw", to: "zjj"))
    #expect(
      portfolio.resolved(.unacknowledge("2021-1", of: PartyID(name))).content == .unacknowledge("2021-1", of: "fgw"))
  }

  @Test(arguments: [
    "duty=P01/m09:finish", "duty!=P01/m09:start", "duty=R1", "duty=R1@2021-07-28", "duty=P01/progress@2021-09-30",
    "project=P01", "milestone=m09", "row=R1", "area=驿城区", "level=L1", "policy=\(Office.policy().id)", "kind=finish",
    "party=~no*", "project=~P9?", "level=~L9",
  ])
  func whatThereIsIsTaken(_ matcher: String) {
    let (content, unknown) = portfolio.resolved(silence([matcher]))
    #expect(unknown == [] && content == silence([matcher]))
  }

  @Test(arguments: [
    ("party=fgx", "there is no party fgx; did you mean fgw?"),
    ("project=P02", "there is no project P02; did you mean P01?"),
    ("duty=P01/m9:finish", "there is no duty P01/m9:finish; did you mean P01/m09:finish?"),
    ("duty=R2", "there is no duty R2; did you mean R1?"),
    ("milestone!=m08", "there is no milestone m08; did you mean m09?"),
    ("area=驿城", "there is no area of a project 驿城; did you mean 驿城区?"),
    ("level=L9", "there is no level L9; did you mean L0?"),
    ("kind=finnish", "there is no kind of duty finnish; did you mean finish?"),
  ])
  func whatNamesNothingIsSaidWithTheNearest(_ matcher: String, _ words: String) {
    #expect(portfolio.resolved(silence([matcher])).unknown.map { $0.words(in: .en) } == [words])
  }

  @Test func levelsOfAnExcuseAreThoseOfTheLadders() {
    func unknown(_ levels: [String]) -> [UnknownName] {
      portfolio.resolved(.excuse(Subject("P01"), levels: levels, through: Office.date(2021, 8, 1))).unknown
    }
    #expect(unknown(["L1"]) == [] && unknown([]) == [])
    #expect(unknown(["L1", "L77"]).map { $0.words(in: .zh).hasPrefix("没有 L77 这个级别") } == [true])
  }
}
