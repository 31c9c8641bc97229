import Core
import Foundation
import Testing

@testable import Store

@Suite struct LullCheckpointTests {
  let temporary: TemporaryDirectory
  init() throws { temporary = try TemporaryDirectory() }

  @Test(.timeLimit(.minutes(1))) func aBurstIsFoldedIntoTheFileWhenItIsOver() async throws {
    let store = try Store.open(temporary.state)
    // Far below what a commit would check in by itself.
    try store.commit((1...800).map { raising($0) })
    #expect(try bytes() < 500_000, "A commit does not check in")
    while try bytes() < 500_000 {
      try Task.checkCancellation()
      await Task.yield()
    }
    try store.commit([raising(801)])
    #expect(try store.verify().isIntact)
    try store.close()
  }

  /// Of the file without its log.
  private func bytes() throws -> Int {
    let size = try FileManager.default.attributesOfItem(atPath: temporary.file)[.size] as? NSNumber
    return size?.intValue ?? 0
  }
}
