import Core
import Dispatch
import Foundation
import Synchronization
import Testing
import TestSupport

/// Offices drawn by lot and lived through with downtime, edits, answers, silences and clock steps.
///
///     DAOPAI_SEEDS=100000 swift test --filter SeedTests      more of them
///     DAOPAI_SEED=4711 swift test --filter SeedTests         one, again, with its journal if a law is broken
@Suite("In any world the books balance and nothing is said twice")
struct SeedTests {
  private static let seeds: Range<UInt64> = {
    let environment = ProcessInfo.processInfo.environment
    if let one = environment["DAOPAI_SEED"].flatMap({ UInt64($0) }) { return one..<one + 1 }
    return 0..<(environment["DAOPAI_SEEDS"].flatMap { UInt64($0) } ?? 10_000)
  }()

  @Test func `Every seed keeps every law`() async {
    let breaches = await Self.lives(Self.seeds) { seed in
      let life = Life(seed: seed)
      let world = life.world
      let breaches = life.live()
      if Self.seeds.count == 1, !breaches.isEmpty { for entry in world.tape { print(entry.words) } }
      return breaches
    }
    #expect(breaches == [], "run one again with DAOPAI_SEED")
  }

  /// In memory and on a file the same: a restart reads back what it has to know.
  @Test func `A real store keeps what a world needs`() async {
    let breaches = await Self.lives(1_000_000..<1_000_200) { seed in
      do {
        let store = try StoreKeeper()
        return try Life(seed: seed, keeper: store.keeper).live() + store.verify().map { "seed \(seed): \($0)" }
      } catch {
        return ["seed \(seed): \(error)"]
      }
    }
    #expect(breaches == [])
  }

  /// At most twenty breaches, each with its seed. The machine's processors share the seeds, on threads of their own: other
  /// tests need theirs meanwhile.
  static func lives(
    _ seeds: Range<UInt64>, _ live: @escaping @Sendable (UInt64) -> [String]
  ) async -> [String] {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        let breaches = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: seeds.count) { index in
          if breaches.withLock({ $0.count }) >= 20 { return }
          let found = live(seeds.lowerBound + UInt64(index))
          if !found.isEmpty { breaches.withLock { $0 += found } }
        }
        continuation.resume(returning: Array(breaches.withLock { $0 }.sorted().prefix(20)))
      }
    }
  }
}
