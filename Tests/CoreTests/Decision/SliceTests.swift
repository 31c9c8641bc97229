@testable import Core
import TestSupport
import Testing

/// What is due at once may be decided slice by slice, with others having their turn in between.
@Suite struct SliceTests {
  private static let start = Office.instant("2021-07-12T09:00:00")
  private static let due = Office.instant("2021-09-01T09:00:00")

  private static func engine() -> Engine {
    let rows = (1...10).map { Office.row("R\($0)", due: Office.date(2021, 7, 31)) }
    var engine = Engine(
      portfolio: Office.portfolio(rows: rows), memory: EngineMemory(), instance: "test", isDrill: false,
      at: start)
    _ = engine.start(at: start)
    return engine
  }

  private static func raised(_ transitions: [Transition]) -> [AlertID] { transitions.flatMap(\.alerts).map(\.id) }

  @Test(arguments: [1, 3, 9, 10, 11]) func slicesComeToWhatOneTurnComesTo(limit: Int) {
    var whole = Self.engine()
    var sliced = Self.engine()
    let expected = whole.advance(to: Self.due)
    var transitions: [Transition] = []
    var slices = 0
    while let next = sliced.nextInstant(), next <= Self.due {
      // Later calls may come later; those left are decided as of the instant that they were due for.
      transitions += sliced.advance(to: Self.due + Int64(slices), limit: limit)
      slices += 1
      #expect(transitions.count == min(10, slices * limit))
      let isDone = transitions.count == 10
      let through = sliced.decidedThrough
      #expect(through == (isDone ? Self.due : Self.start), "Nothing is through before all is")
    }
    #expect(slices == (10 + limit - 1) / limit)
    #expect(transitions.map(\.journal) == expected.map(\.journal))
    #expect(transitions.map(\.alerts) == expected.map(\.alerts))
    let (next, expectedNext) = (sliced.nextInstant(), whole.nextInstant())
    #expect(next == expectedNext)
  }

  @Test func aReloadBetweenTwoSlicesRaisesTheRestOnce() {
    var engine = Self.engine()
    let first = engine.advance(to: Self.due, limit: 4)
    let changed = Office.portfolio(rows: [Office.row("R11", due: Office.date(2021, 8, 31))])
    var portfolio = engine.ledger
    portfolio.responsibilities += changed.responsibilities
    var rest = engine.reload(portfolio, at: Self.due + 1).transitions
    rest += engine.advance(to: Self.due + 1)
    let next = engine.nextInstant()
    #expect(next.map { $0 > Self.due } == true)
    #expect(Self.raised(first).count == 4)
    #expect(Set(Self.raised(first + rest)).count == 11 && Self.raised(first + rest).count == 11)
  }

  @Test func aStepOfTheClockBetweenTwoSlicesToo() {
    var engine = Self.engine()
    let first = engine.advance(to: Self.due, limit: 4)
    let rest = engine.clockStepped(to: Self.due + 3600)
    #expect(Set(Self.raised(first + rest)).count == 10 && Self.raised(first + rest).count == 10)
  }

  @Test func anAnswerInBetweenStands() throws {
    var engine = Self.engine()
    let first = engine.advance(to: Self.due, limit: 4)
    let id = try #require(Self.raised(first).first)
    let answer = Acknowledgement(party: nil, actor: "uid 0", note: "", promise: nil, at: Self.due)
    let given = try engine.acknowledge(id, answer)
    #expect(given.alerts.map(\.state) == [.acknowledged])
    let rest = engine.advance(to: Self.due + 1, limit: 100)
    #expect(Self.raised(rest).count == 6)
    let state = engine.openAlerts[id]?.state
    #expect(state == .acknowledged)
  }
}
