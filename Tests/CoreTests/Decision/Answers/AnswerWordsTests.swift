@testable import Core
import Testing
import TestSupport

@Suite("An answer that cannot be taken is told in the language of whoever gave it")
struct AnswerWordsTests {
  private func fault(_ kind: Answer.Kind, _ fields: [String: String]) throws -> Answer.FieldFault {
    try #require(
      throws: Answer.FieldFault.self,
      performing: {
        _ = try Answer.Content(kind, fields, in: Office.shanghai, at: Office.instant("2021-07-12T09:00:00"))
      })
  }

  @Test(arguments: [
    (Answer.Kind.extend, ["subject": "R1"], "to is missing", "缺少 to"),
    (
      .pause, ["subject": "R1", "form": "2021-07-12"], "form does not belong here; did you mean from?",
      "这里没有 form 这一项；是不是 from？"
    ),
    (
      .extend, ["subject": "R1", "to": "2021-02-30"], "to: found 2021-02-30, expected a date as 2026-02-14",
      "to：写的是 2021-02-30，应为日期，如 2026-02-14"
    ),
    (.approve, ["request": "0"], "request: found 0, expected a number from 1", "request：写的是 0，应为从 1 起的编号"),
    (.report, ["subject": "R1"], "a report says a start, a finish or a percent", "自报须写明开工、完成日期或百分比"),
    (
      .silence, ["match": "project=P", "until": "2021-07-11"], "a silence ends after it begins", "静默须先开始、后结束"
    ),
  ])
  func fields(kind: Answer.Kind, fields: [String: String], english: String, chinese: String) throws {
    let fault = try fault(kind, fields)
    #expect(fault.words(in: .en) == english)
    #expect(fault.words(in: .zh) == chinese)
  }

  @Test func whatDoesNotSuitTheOffice() throws {
    let story = Scenario()
    let problem = try #require(
      throws: AnswerProblem.self,
      performing: { try story.world.take(.pause("R1@x", from: Office.date(2021, 7, 12)), by: "fgw") })
    #expect(problem.words(in: .zh).hasPrefix("没有 R1@x"))
    let itself = try #require(
      throws: AnswerProblem.self, performing: { try story.world.take(.handOver(from: "fgw", to: "fgw"), by: "fgw") })
    #expect(itself.words(in: .en) == "fgw cannot hand over to itself")
    #expect(itself.words(in: .zh) == "fgw 不能向自己交账")
  }
}
