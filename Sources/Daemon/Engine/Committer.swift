import CLinux
import Core
@preconcurrency import Dispatch
import Store
import Synchronization

/// Stores what was decided, in the order in which it was handed in, on a thread of its own; what gathers while one commit
/// runs goes into the next, up to `Limits.commitBatch` decisions.
///
/// The engine hands in without waiting, in the same turn in which it decides. So two decisions on one duty cannot change places,
/// and while the disk is waited for the engine answers questions.
final class Committer: Sendable {
  private struct Batch {
    var transitions: [Transition]
    /// Up to when all is decided once this is stored.
    var decidedThrough: Instant?
    var number: Int
  }

  private struct State {
    var waiting: [Batch] = []
    var isRunning = false
    var handedIn = 0
    var stored = 0
    var failure: (any Error)?
    var waiters: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let store: Store
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let failed: @Sendable (any Error) -> Void
  private let queue = DispatchQueue(label: "daopai.commit")
  private let state = Mutex(State())

  init(
    store: Store, dispatch: DispatchService, metrics: DaemonMetrics, failed: @escaping @Sendable (any Error) -> Void
  ) {
    self.store = store
    self.dispatch = dispatch
    self.metrics = metrics
    self.failed = failed
  }

  var lastHandedIn: Int { state.withLock { $0.handedIn } }

  /// - Parameter instant: up to when all is decided once this is stored; nil: as before.
  /// - Returns: the number to wait for with `stored`.
  func handIn(_ transitions: [Transition], decidedThrough instant: Instant?) -> Int {
    let (number, isIdle) = state.withLock { state in
      var rest = transitions[...]
      repeat {
        let batch = Array(rest.prefix(Limits.commitBatch))
        rest = rest.dropFirst(batch.count)
        state.handedIn += 1
        state.waiting.append(
          Batch(transitions: batch, decidedThrough: rest.isEmpty ? instant : nil, number: state.handedIn))
      } while !rest.isEmpty
      defer { state.isRunning = true }
      return (state.handedIn, !state.isRunning)
    }
    if isIdle { queue.async { self.run() } }
    return number
  }

  /// Returns once everything up to this number is durable.
  ///
  /// - Throws: what stopped the committing; nothing handed in after that is stored any more.
  func stored(_ number: Int) async throws {
    try await withCheckedThrowingContinuation { continuation in
      let early: Result<Void, any Error>? = state.withLock { state in
        if state.stored >= number { return .success(()) }
        if let failure = state.failure { return .failure(failure) }
        state.waiters.append((number, continuation))
        return nil
      }
      if let early { continuation.resume(with: early) }
    }
  }

  private func run() {
    daopai_have_short_turns(0)
    while let batch = next() {
      do {
        let rooms = dispatch.offer()
        dispatch.accept(
          try store.commit(batch.transitions, decidedThrough: batch.decidedThrough, claiming: rooms))
        metrics.committed(batch.transitions)
        end(with: .success(batch.number))
      } catch {
        failed(error)
        end(with: .failure(error))
      }
    }
  }

  private func next() -> Batch? {
    state.withLock { state in
      guard state.failure == nil, var batch = state.waiting.first else {
        state.isRunning = false
        return nil
      }
      var taken = 1
      for other in state.waiting.dropFirst() {
        guard batch.transitions.count + other.transitions.count <= Limits.commitBatch else { break }
        batch.transitions += other.transitions
        batch.decidedThrough = other.decidedThrough ?? batch.decidedThrough
        batch.number = other.number
        taken += 1
      }
      state.waiting.removeFirst(taken)
      return batch
    }
  }

  private func end(with result: Result<Int, any Error>) {
    let done = state.withLock { state in
      let done: [(number: Int, continuation: CheckedContinuation<Void, any Error>)]
      switch result {
      case .success(let number):
        state.stored = number
        done = state.waiters.filter { $0.number <= number }
        state.waiters.removeAll { $0.number <= number }
      case .failure(let error):
        state.failure = error
        done = state.waiters
        state.waiters = []
      }
      return done
    }
    for waiter in done { waiter.continuation.resume(with: result.map { _ in }) }
  }
}
