import Core
import Testing
import TestSupport

/// Random ledgers lived through with random downtime, answers, moved dates, clock steps and reloads.
@Suite("In any world the books balance and nothing is said twice")
struct EngineWorldTests {
  @Test(arguments: 0..<30)
  func randomWorlds(block: Int) throws {
    for seed in (block * 30)..<(block * 30 + 30) { try RandomLife(seed: UInt64(seed)).live() }
  }

  @Test(arguments: 0..<20)
  func randomWorldsThroughARealStore(block: Int) throws {
    for seed in (block * 15)..<(block * 15 + 15) {
      let store = try StoreKeeper()
      try RandomLife(seed: UInt64(1_000_000 + seed), keeper: store.keeper).live()
      #expect(try store.verify() == [], "seed \(1_000_000 + seed)")
    }
  }
}

/// One world and what happens to it.
private struct RandomLife {
  private let seed: UInt64
  private var random: SeededRandom
  private let world: World
  /// From then on the past may lie ahead.
  private var hasSteppedBack = false
  private var laws: WorldLaws { WorldLaws(world: world) }

  init(seed: UInt64, keeper: World.Keeper? = nil) {
    self.seed = seed
    var random = SeededRandom(seed: seed)
    world = World(RandomOffice.make(&random), at: "2021-07-01T00:00:00", keeper: keeper)
    self.random = random
  }

  consuming func live() throws {
    for number in 0..<24 {
      let breaches = step() + laws.breaches()
      guard breaches.isEmpty else {
        Issue.record("seed \(seed), step \(number): \(breaches)")
        return
      }
    }
    world.advance(to: max(world.now, Office.instant("2022-03-01T00:00:00")))
    #expect(laws.breaches() + world.breaches() == [], "seed \(seed)")
    for alert in world.alerts {
      #expect(alert.reason.scheduledAt <= alert.raisedAt, "seed \(seed): \(alert.id) was early")
    }
    // All is lived through: nothing that was due is left.
    #expect(world.next.map { $0 > world.now } ?? true, "seed \(seed)")
  }

  /// What is wrong with one step.
  private mutating func step() -> [String] {
    let before = laws.before()
    let later = world.now + Int64.random(in: 1...(20 * 86_400), using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1:
      // Only what the store saw last tells the daemon when it went down.
      world.reload(world.portfolio)
      let down = laws.before()
      var portfolio = world.portfolio
      for _ in 0..<Int.random(in: 0...3, using: &random) { portfolio = RandomOffice.changed(portfolio, &random) }
      let isExact = !hasSteppedBack && world.lastStored == world.now
      world.restart(at: later, with: portfolio)
      return laws.storms(since: down) + silenced(since: down) + (isExact ? laws.unaccounted(since: down) : [])
    case 2, 3:
      world.advance(to: world.now + 1)
      let before = laws.before()
      var portfolio = world.portfolio
      for _ in 0..<Int.random(in: 1...2, using: &random) { portfolio = RandomOffice.changed(portfolio, &random) }
      world.reload(portfolio)
      return laws.storms(since: before) + silenced(since: before)
    case 4:
      // The daemon has not had its turn yet.
      world.jump(to: later)
      world.reload(RandomOffice.changed(world.portfolio, &random))
      return laws.storms(since: before) + silenced(since: before)
    case 5:
      answer()
    case 9, 10, 11:
      let before = laws.before()
      say()
      return laws.storms(since: before) + silenced(since: before)
    case 6:
      hasSteppedBack = true
      let back = world.now - Int64.random(in: 1...(40 * 86_400), using: &random)
      world.stepClock(to: Bool.random(using: &random) ? back : later)
      return laws.storms(since: before)
    default: world.advance(to: later)
    }
    return silenced(since: before)
  }

  private func silenced(since before: WorldLaws.Before) -> [String] {
    hasSteppedBack ? [] : laws.silenced(since: before)
  }

  /// Somebody says something, sensible or not; what is refused changes nothing.
  private mutating func say() {
    let before = world.journal.count
    do throws(AnswerProblem) {
      let content = RandomAnswers.make(world, &random)
      let party: PartyID? = ["fgw", "leader", "zxzx", nil].randomElement(using: &random)!
      let number = try world.take(content, by: party, reason: "第\(Int.random(in: 0...9, using: &random))次")
      // Said again it changes nothing.
      if number != nil, content.kind != .unacknowledge {
        let count = world.journal.count
        let reason = world.answers.last!.reason
        let again = try? world.take(content, by: party, reason: reason)
        #expect(again == nil && world.journal.count == count, "seed \(seed): \(content) twice")
      }
    } catch {
      #expect(world.journal.count == before, "seed \(seed): refused with \(error), and yet in the journal")
    }
  }

  private mutating func answer() {
    let open = world.alerts.filter { $0.state != .closed && !$0.recipients.isEmpty }
    guard let alert = open.randomElement(using: &random) else { return }
    let days = Int.random(in: 0...30, using: &random)
    let promise = Bool.random(using: &random) ? Office.shanghai.date(of: world.now) + days : nil
    let party = alert.recipients.randomElement(using: &random)?.party
    // The alert is open, so it is taken.
    #expect(throws: Never.self) { try world.acknowledge(alert.id, by: party, note: "第\(days)天", promise: promise) }
  }
}
