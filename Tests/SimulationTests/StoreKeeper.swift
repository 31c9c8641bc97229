import Core
import Foundation
import Store
import Testing
import TestSupport

/// A real store for a world: every transition is committed to a file, and a restart reads it back.
final class StoreKeeper {
  private let path: String
  private var store: Store

  init() throws {
    // In memory where there is such a place: the simulation asks for the store's meaning, not for the disk's speed.
    let parent = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    path = parent + "daopai-simulation-" + UUID().uuidString
    store = try Store.open(path)
  }

  deinit {
    do {
      try store.close()
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record(error)
    }
  }

  var keeper: World.Keeper {
    World.Keeper(
      keep: { [self] transitions, instant in
        #expect(throws: Never.self) {
          // One by one, as if each were a batch of its own; only the last says that all is decided.
          for (index, transition) in transitions.enumerated() {
            try store.commit([transition], decidedThrough: index == transitions.count - 1 ? instant : nil)
          }
        }
      },
      recall: { [self] in
        do {
          let stored = try store.restore()
          #expect(stored.damaged == [])
          return EngineMemory(
            states: stored.states, openAlerts: stored.openAlerts, alertNumbers: stored.highestNumbers,
            answers: stored.answers, highestAnswer: stored.highestAnswer,
            decidedThrough: stored.decidedThrough, policies: stored.policies)
        } catch {
          Issue.record(error)
          return EngineMemory()
        }
      })
  }

  /// What does not agree, in words.
  func verify() throws -> [String] {
    let report = try store.verify()
    return report.problems + (report.firstBad.map { ["record \($0.sequence): \($0.what)"] } ?? [])
  }
}
