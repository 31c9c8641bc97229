@preconcurrency import Dispatch

/// Runs what waits for the disk on a thread of its own: the pool of Swift's tasks, which has one thread a core, must
/// never wait for a commit.
package final class BlockingExecutor: SerialExecutor, TaskExecutor {
  let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }

  /// Lets those go first who wait for this thread; `Task.yield` would go by way of libdispatch's pool.
  func yield() async {
    await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
  }
}
