@testable import Core
import Testing
import TestSupport

/// Random ledgers lived through with random downtime, answers, moved dates, clock steps and reloads.
@Suite("In any world the books balance and nothing is said twice")
struct EngineWorldTests {
  @Test(arguments: 0..<40)
  func randomWorlds(block: Int) {
    for seed in (block * 25)..<(block * 25 + 25) { live(seed: UInt64(seed)) }
  }

  private func live(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let rows = (1...Int.random(in: 1...6, using: &random)).map { number in
      Office.row("R\(number)", due: Office.date(2021, 7, 1) + Int.random(in: 0...120, using: &random))
    }
    let world = World(Office.portfolio(rows: rows), at: "2021-07-01T00:00:00")
    for _ in 0..<30 { step(world, &random) }
    world.advance(to: max(world.now, Office.instant("2022-03-01T00:00:00")))

    #expect(world.breaches() == [], "seed \(seed)")
    for alert in world.alerts {
      #expect(alert.reason.scheduledAt <= alert.raisedAt, "seed \(seed): \(alert.id) was early")
    }
    // At most one alert a duty at any instant; a clock set back may live through an instant again, with another due date.
    let moments = Dictionary(grouping: world.alerts) { "\($0.duty) \($0.due) \(Office.shanghai.iso($0.raisedAt))" }
    let storms = moments.filter { $0.value.count > 1 }.mapValues { $0.map(\.rung) }
    #expect(storms.isEmpty, "seed \(seed)")
    // All is lived through: nothing that was due is left.
    #expect(world.next.map { $0 > world.now } ?? true, "seed \(seed)")
  }

  private func step(_ world: World, _ random: inout SeededRandom) {
    let later = world.now + Int64.random(in: 1...(20 * 86_400), using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: world.restart(at: later)
    case 1:
      world.advance(to: world.now + 1)
      world.reload(changed(world.portfolio, &random))
    case 2:
      guard let alert = world.alerts.filter({ $0.state == .raised }).randomElement(using: &random) else { return }
      let promise = Bool.random(using: &random) ? Office.shanghai.date(of: world.now) + 5 : nil
      // The alert is open, so it is taken.
      #expect(throws: Never.self) { try world.acknowledge(alert.id, by: "fgw", promise: promise) }
    case 3:
      let back = world.now - Int64.random(in: 1...(40 * 86_400), using: &random)
      world.stepClock(to: Office.shanghai.iso(Bool.random(using: &random) ? back : later))
    default: world.advance(to: later)
    }
  }

  private func changed(_ portfolio: Portfolio, _ random: inout SeededRandom) -> Portfolio {
    var portfolio = portfolio
    let index = Int.random(in: portfolio.responsibilities.indices, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0 where portfolio.responsibilities.count > 1: portfolio.responsibilities.remove(at: index)
    case 1: portfolio.responsibilities[index].done = [Office.date(2021, 8, 1)]
    case 2: portfolio.responsibilities[index].done = []
    default:
      if case .once(let due) = portfolio.responsibilities[index].schedule {
        portfolio.responsibilities[index].schedule = .once(due + Int.random(in: -30...60, using: &random))
      }
    }
    return portfolio
  }
}
