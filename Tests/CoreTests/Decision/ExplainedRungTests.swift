@testable import Core
import Testing
import TestSupport

@Suite("A rung that was raised is explained by what raised it")
struct ExplainedRungTests {
  private let row = Office.row("R1", due: Office.date(2021, 7, 28))

  /// `rung: trigger instant, …`, a dash for what has not happened.
  private func explained(_ world: World, policy: Policy = Office.policy()) -> [String] {
    let duty = world.duty("R1")!
    let ladder = Ladder(policy: policy, calendar: Office.calendar, zone: Office.shanghai)
    let explanation = DutyExplanation(
      duty, world.state(of: "R1"), ladder: ladder, version: (.unknown, false), restraint: .none, at: world.now
    ) { rung in
      world.journal.last { $0.kind == .rungRaised && $0.rung == rung.id && $0.due == duty.due }?.reason
    } recipients: { _ in
      []
    }
    return explanation.steps.map { step in
      let causes = step.causes.map { cause in
        "\(cause.trigger) " + (cause.at.map { String(Office.shanghai.iso($0).dropFirst(5).prefix(11)) } ?? "-")
      }
      return "\(step.rung.id): " + causes.joined(separator: ", ")
    }
  }

  @Test func silence() {
    let world = World(Office.portfolio(rows: [row]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-29T09:00:00")
    #expect(
      explained(world)[2...] == [
        "L1: due + 1d 07-29T08:30", "L2: due + 7d 08-04T08:30, L1 unanswered 3wd 08-03T08:30, promise broken -",
        "L3: due + 15d 08-12T08:30, promise broken -",
      ])
    world.advance(to: "2021-08-13T09:00:00")
    #expect(
      explained(world)[2...] == [
        "L1: due + 1d 07-29T08:30", "L2: due + 7d 08-04T08:30, L1 unanswered 3wd 08-03T08:30, promise broken -",
        "L3: due + 15d 08-12T08:30, promise broken -",
      ])
  }

  @Test func aBrokenPromise() throws {
    let world = World(Office.portfolio(rows: [row]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-29T09:00:00")
    try world.acknowledge("2021-3", by: "fgw", promise: Office.date(2021, 7, 30))
    world.advance(to: "2021-08-02T09:00:00")
    #expect(
      explained(world)[3] == "L2: due + 7d 08-04T08:30, L1 unanswered 3wd -, promise broken 08-02T08:30")
  }

  @Test func theEdgesOfAWindowThatTheDutyDoesNotHave() {
    let policy = Office.policy(rungs: [Office.rung("L0", "opens"), Office.rung("L1", "due + 1d", "locks")])
    let world = World(Office.portfolio(rows: [row], policies: [policy]), at: "2021-07-12T08:00:00")
    #expect(explained(world, policy: policy) == ["L0: ", "L1: due + 1d 07-29T08:30"])
  }
}
