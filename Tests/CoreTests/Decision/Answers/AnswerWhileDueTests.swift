@testable import Core
import Testing
import TestSupport

/// The daemon hears an answer before it has had its turn at what came due a moment ago.
@Suite("What is due stays due while somebody speaks")
struct AnswerWhileDueTests {
  /// R1 has been raised before and R2 has not; both come due again on the morning of the 27th.
  private func story() -> Scenario {
    let story = Scenario(
      [
        Office.row("R1", due: Office.date(2021, 7, 28)),
        Office.row("R2", due: Office.date(2021, 7, 28), policies: ["one"]),
      ],
      policies: [
        Office.policy(), Office.policy("one", rungs: [Office.rung("L0", "due - 1d"), Office.rung("L1", "due + 1d")]),
      ])
    story.advance(to: "2021-07-27T08:00:00")
    story.expectAny()
    story.world.jump(to: "2021-07-27T08:30:00")
    return story
  }

  private static let answers: [Answer.Content] = [
    .extend("R1", to: Office.date(2021, 8, 20)), .handOver(from: "zjj", to: "zxzx"), .comment("2021-1"),
    .excuse("R1", levels: ["L2"], through: Office.date(2021, 8, 1)), .pause("R2", from: Office.date(2021, 7, 27)),
  ]

  @Test(arguments: answers)
  func nothingIsForgotten(answer: Answer.Content) throws {
    let story = story()
    try story.world.take(answer)
    story.world.advance(to: story.world.now)
    let raised = story.world.alerts.dropFirst(story.world.expected).map { "\($0.duty) \($0.rung)" }
    let isPaused = answer.kind == .pause
    #expect(raised.sorted() == (isPaused ? ["R1 L0-1d"] : ["R1 L0-1d", "R2 L0"]))
    #expect(story.world.breaches() == [] && story.world.replayed() == [])
  }

  /// The timer that lays out what recurs rings as the answer comes.
  @Test func whatRecursGoesOn() throws {
    var row = Office.row("W", due: Office.date(2021, 7, 1), policies: ["one"])
    row.schedule = .recurring(Recurrence(rule: .monthly(day: 25), from: Office.date(2021, 7, 1)))
    let rungs = [Office.rung("L0", "due")]
    let story = Scenario([row], policies: [Office.policy("one", watches: [.report], rungs: rungs)])
    for _ in 0..<20 {
      story.world.jump(to: story.world.next!)
      try story.world.take(.handOver(from: "fgw", to: "zjj"), reason: "\(story.world.now)")
      try story.world.take(.handOver(from: "fgw", to: "zxzx"), reason: "\(story.world.now)")
      story.world.advance(to: story.world.now)
    }
    story.world.advance(to: "2024-01-01T00:00:00")
    #expect(story.world.alerts.count == 30)
    #expect(story.world.breaches() == [] && story.world.replayed() == [])
  }
}
