@preconcurrency import Dispatch
import Glibc
import Synchronization

/// A thread for calls that may block for long (fsync, a stalled journald), with a bounded queue before it.
///
/// The pool of Swift's tasks must never wait for a disk or a peer. Sleeps on a semaphore: no wakeups while idle.
final class WorkerThread: Sendable {
  private struct Queue {
    var jobs: [@Sendable () -> Void] = []
    var isClosed = false
  }

  /// What the thread itself holds, so that the last reference to the `WorkerThread` can end it.
  private final class Shared: Sendable {
    let queue = Mutex(Queue())
    /// A `sem_t *`, which may be used from any thread.
    nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(semaphore, 0, 0) }
    deinit {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }

    func run() {
      while true {
        while sem_wait(semaphore) != 0 {}
        let (jobs, isClosed) = queue.withLock { queue in
          defer { queue.jobs.removeAll() }
          return (queue.jobs, queue.isClosed)
        }
        for job in jobs { job() }
        if isClosed, jobs.isEmpty { return }
      }
    }
  }

  private static let timers = DispatchQueue(label: "daopai.time-limits")

  private let shared = Shared()
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, nil,
      { argument in
        blockSignals()
        if let argument { Unmanaged<Shared>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, Unmanaged.passRetained(shared).toOpaque())
    precondition(code == 0, "pthread_create: \(code)")
    pthread_detach(thread)
  }

  deinit {
    shared.queue.withLock { $0.isClosed = true }
    sem_post(shared.semaphore)
  }

  /// - Returns: what the job returned; nil when the queue is full or the time is up. A job that had begun by then may yet do its
  ///   work; one that had not never will.
  func run<Value: Sendable>(
    within limitSeconds: Int = .max, _ job: @escaping @Sendable () -> Value
  ) async -> Value? {
    let answer = Once<Value>()
    let timer = limitSeconds == .max ? nil : DispatchSource.makeTimerSource(queue: Self.timers)
    timer?.setEventHandler { answer.give(nil) }
    timer?.schedule(deadline: .now() + .seconds(limitSeconds))
    timer?.resume()
    defer { timer?.cancel() }
    return await withCheckedContinuation { continuation in
      answer.wait(continuation)
      let isTaken = shared.queue.withLock { queue in
        guard queue.jobs.count < limit else { return false }
        queue.jobs.append { if !answer.isGiven { answer.give(job()) } }
        return true
      }
      if isTaken { sem_post(shared.semaphore) } else { answer.give(nil) }
    }
  }
}

/// A continuation that several may answer: the first one counts.
private final class Once<Value: Sendable>: Sendable {
  private enum State {
    case fresh
    case waiting(CheckedContinuation<Value?, Never>)
    case answered(Value?)
  }
  private let state = Mutex(State.fresh)

  var isGiven: Bool { state.withLock { if case .answered = $0 { true } else { false } } }

  func wait(_ continuation: CheckedContinuation<Value?, Never>) {
    let early: Value?? = state.withLock { state in
      guard case .answered(let value) = state else {
        state = .waiting(continuation)
        return nil
      }
      return .some(value)
    }
    if let early { continuation.resume(returning: early) }
  }

  func give(_ value: Value?) {
    let waiting: CheckedContinuation<Value?, Never>? = state.withLock { state in
      switch state {
      case .fresh:
        state = .answered(value)
        return nil
      case .waiting(let continuation):
        state = .answered(value)
        return continuation
      case .answered: return nil
      }
    }
    waiting?.resume(returning: value)
  }
}
