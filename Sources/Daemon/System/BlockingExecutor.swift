import CLinux
@preconcurrency import Dispatch

/// Runs what waits for the disk apart from all others: the pool of Swift's tasks, which has one thread a core, must never wait
/// for a commit.
final class BlockingExecutor: SerialExecutor, TaskExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async {
      daopai_have_short_turns(0)
      job.runSynchronously(isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }
}
