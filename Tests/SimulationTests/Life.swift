import Core
import TestSupport

/// One office and what happens to it in some months or years, all from one seed.
struct Life {
  let seed: UInt64
  let world: World
  private var lots: RandomOffice
  private var post: PostRoom
  /// From then on the past may lie ahead.
  private var hasSteppedBack = false
  private let start: Instant
  /// Nothing has been put in between: every decision can be made again.
  private let isPlain: Bool

  init(
    seed: UInt64, keeper: World.Keeper? = nil, distortion: World.Distortion? = nil,
    planner: @escaping PostRoom.Planner = PostRoom.planner
  ) {
    self.seed = seed
    isPlain = distortion == nil
    lots = RandomOffice(random: SeededRandom(seed: seed))
    let portfolio = lots.portfolio()
    start = Office.shanghai.instant(RandomOffice.first, .midnight) + Int64(lots.below(86_400))
    world = World(portfolio, at: start, keeper: keeper, distortion: distortion ?? .init())
    post = PostRoom(planner)
  }

  /// What is wrong, with the step it was seen at; empty: nothing.
  consuming func live() -> [String] {
    for number in 0..<Self.steps {
      let before = WorldLaws.before(world)
      let breaches = step(before) + look(since: before)
      if !breaches.isEmpty { return ["seed \(seed), step \(number): \(breaches)"] }
    }
    return end().map { "seed \(seed), at the end: \($0)" }
  }

  private static let steps = 12

  /// Nothing that was due is left, no letter waits for ever, and every decision comes out again.
  private mutating func end() -> [String] {
    let before = WorldLaws.before(world)
    // Most end when most has been said; some go on for years, with nothing but what recurs.
    let days = seed % 16 == 0 ? 3 * 365 : 60 + lots.below(240)
    world.advance(to: max(world.now, start + Int64(days) * 86_400))
    let breaches = look(since: before) + world.breaches()
    if !breaches.isEmpty { return breaches }
    if let next = world.next, next <= world.now { return ["what is due at \(next) is not done"] }
    return post.left(by: world.now - 60 * 86_400) + (isPlain ? world.replayed() : [])
  }

  private mutating func look(since before: WorldLaws.Before) -> [String] {
    // What follows at the same instant: missed rungs that are raised one by one.
    world.advance(to: world.now)
    let laws = WorldLaws(world, hasSteppedBack: hasSteppedBack)
    return laws.standing() + laws.alerts(since: before) + laws.superseded(since: before) + post.catchUp(with: world)
  }

  // MARK: What happens

  private mutating func step(_ before: WorldLaws.Before) -> [String] {
    let later = world.now + Int64(1 + lots.below(40 * 86_400))
    switch lots.below(12) {
    case 0, 1: return goDown(until: later)
    case 2:
      world.advance(to: world.now + 1)
      return reload(1 + lots.below(2))
    case 3:
      // The daemon has not had its turn yet.
      world.jump(to: later)
      return reload(1)
    case 4:
      hasSteppedBack = true
      world.stepClock(to: lots.chance(2) ? world.now - Int64(1 + lots.below(40 * 86_400)) : later)
      return WorldLaws(world).storms(since: before)
    case 5, 6:
      world.advance(to: world.now + Int64(lots.below(3 * 86_400)))
      return answer()
    case 7, 8: return say()
    case 9:
      // What came due meanwhile waits while somebody speaks.
      world.jump(to: world.now + Int64(lots.below(10 * 86_400)))
      return say()
    default:
      world.advance(to: later)
      return []
    }
  }

  private mutating func goDown(until later: Instant) -> [String] {
    // Only what the store saw last tells the daemon when it went down.
    if lots.chance(2) { world.reload(world.portfolio) }
    let before = WorldLaws.before(world)
    var portfolio = world.portfolio
    for _ in 0..<lots.below(3) { portfolio = lots.changed(portfolio) }
    let isExact = !hasSteppedBack && world.lastStored == world.now
    world.restart(at: later, with: portfolio)
    let laws = WorldLaws(world)
    return laws.storms(since: before) + (isExact ? laws.unaccounted(since: before) : [])
  }

  private mutating func reload(_ changes: Int) -> [String] {
    let before = WorldLaws.before(world)
    var portfolio = world.portfolio
    for _ in 0..<changes { portfolio = lots.changed(portfolio) }
    world.reload(portfolio)
    return WorldLaws(world).storms(since: before)
  }

  /// Somebody says something, sensible or not; what is refused changes nothing.
  private mutating func say() -> [String] {
    let before = WorldLaws.before(world)
    let content = lots.answer(in: world)
    let party: PartyID? = (["fgw", "leader", "zxzx", nil] as [PartyID?])[lots.below(4)]
    let reason = "第\(lots.below(10))次"
    do throws(AnswerProblem) {
      let number = try world.take(content, by: party, reason: reason)
      if number != nil, content.kind != .unacknowledge {
        let count = world.journal.count
        let again = try? world.take(content, by: party, reason: reason)
        if again != nil || world.journal.count != count { return ["\(content) was taken twice"] }
      }
    } catch {
      if world.journal.count != before.entries {
        return ["\(content) was refused with \(error), and is in the journal"]
      }
    }
    return WorldLaws(world).storms(since: before)
  }

  private mutating func answer() -> [String] {
    let open = world.openAlerts.values.filter { !$0.recipients.isEmpty }.sorted { $0.id.parts < $1.id.parts }
    if open.isEmpty { return [] }
    let alert = open[lots.below(open.count)]
    let days = lots.below(30)
    let promise = lots.chance(2) ? Office.shanghai.date(of: world.now) + days : nil
    let party = alert.recipients[lots.below(alert.recipients.count)].party
    do throws(AcknowledgementProblem) {
      // The alert is open, so it is taken.
      try world.acknowledge(alert.id, by: party, note: "第\(days)天", promise: promise)
    } catch {
      return ["\(party) cannot acknowledge \(alert.id): \(error)"]
    }
    return alert.state == .raised ? WorldLaws(world).acknowledged(alert.id) : []
  }
}
