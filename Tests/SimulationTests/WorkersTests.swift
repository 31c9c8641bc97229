import Core
import Loading
import TestSupport
import Testing

@Suite struct WorkersTests {
  /// However many work at it, an engine starts alike, and goes on alike.
  @Test func everyCoreStartsAsOneWorkerDoes() {
    for seed in 1...100 as ClosedRange<UInt64> {
      var office = RandomOffice(random: SeededRandom(seed: seed))
      var portfolio = office.portfolio()
      let base = portfolio.projects
      for n in 0..<100 {
        for var project in base {
          project.id = ProjectID("\(project.id)-\(n)")
          project.finish = project.finish.map { $0 + n * 3 }
          portfolio.projects.append(project)
        }
      }
      let now = portfolio.zone.instant(RandomOffice.first + 60, .midnight)
      func engine(_ workers: any Workers) -> Engine {
        Engine(
          portfolio: portfolio, memory: EngineMemory(), instance: "0badcafe", isDrill: false, at: now, workers: workers)
      }
      var one = engine(OneWorker())
      var many = engine(EveryCore())
      expectSame(one.start(at: now), many.start(at: now), seed)
      #expect(Array(one.duties) == Array(many.duties), "seed \(seed)")
      #expect(one.nextInstant() == many.nextInstant(), "seed \(seed)")
      let later = now + 90 * 86_400
      expectSame(one.advance(to: later), many.advance(to: later), seed)
    }
  }

  private func expectSame(_ one: [Transition], _ many: [Transition], _ seed: UInt64) {
    #expect(one.map(\.states) == many.map(\.states), "seed \(seed)")
    #expect(one.map(\.alerts) == many.map(\.alerts), "seed \(seed)")
    #expect(one.map(\.deliveries) == many.map(\.deliveries), "seed \(seed)")
    #expect(one.map(\.journal) == many.map(\.journal), "seed \(seed)")
  }
}
