import CLinux
@preconcurrency import Dispatch

/// Runs what waits for the disk on a thread of its own: the pool of Swift's tasks, which has one thread a core, must
/// never wait for a commit.
package final class BlockingExecutor: SerialExecutor, TaskExecutor {
  let queue: DispatchQueue

  private let hasShortTurns: Bool

  /// - Parameter hasShortTurns: somebody waits for what it does, which never takes long.
  init(label: String, hasShortTurns: Bool = false) {
    queue = DispatchQueue(label: label)
    self.hasShortTurns = hasShortTurns
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      daopai_have_short_turns(self.hasShortTurns ? 1 : 0)
      job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }

  /// Lets those go first who wait for this thread; `Task.yield` would go by way of libdispatch's pool.
  func yield() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }
}
