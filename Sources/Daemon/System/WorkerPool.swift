import CLinux
@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Where all tasks of the daemon run that have no thread of their own: as many at once as there are processors.
///
/// Not on libdispatch's pool, which is Swift's default: from its first task on that wakes the process once a second, to
/// look whether its threads are stuck, for as long as it lives. Serial queues have threads outside that pool.
package final class WorkerPool: TaskExecutor {
  package static let shared = WorkerPool(width: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

  private struct State {
    var jobs: [UnownedJob] = []
    /// The first in `jobs` that nobody has taken.
    var next = 0
    var idle: [DispatchQueue]

    mutating func take() -> UnownedJob? {
      if next == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        next = 0
        return nil
      }
      defer { next += 1 }
      return jobs[next]
    }
  }

  private let state: Mutex<State>

  private init(width: Int) {
    state = Mutex(State(idle: (0..<width).map { DispatchQueue(label: "daopai.worker.\($0)") }))
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let worker = state.withLock { state in
      state.jobs.append(job)
      return state.idle.popLast()
    }
    worker?.async { self.work(on: worker) }
  }

  private func work(on worker: DispatchQueue?) {
    daopai_have_short_turns(1)
    while let job = next(for: worker) { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  /// - Returns: nil where there is none; the worker is idle then, and will be woken for the next.
  private func next(for worker: DispatchQueue?) -> UnownedJob? {
    state.withLock { state in
      if let job = state.take() { return job }
      if let worker { state.idle.append(worker) }
      return nil
    }
  }
}
