import Core
import Synchronization

/// How many rows all lanes together keep in memory between commit and claim; the rest is read back from the store.
final class HandOverRoom: Sendable {
  private let taken = Atomic<Int>(0)

  var left: Int { max(0, Limits.handOver - taken.load(ordering: .relaxed)) }
  var isOverfull: Bool { taken.load(ordering: .relaxed) > Limits.handOver }
  func take(_ count: Int) { taken.add(count, ordering: .relaxed) }
  func give(_ count: Int) { taken.subtract(count, ordering: .relaxed) }
}
