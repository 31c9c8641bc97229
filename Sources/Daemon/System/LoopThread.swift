import CLinux
import Glibc
import Sinks
import Synchronization

/// A thread that runs jobs one after the other, and sleeps in `poll` until there is one, or until the descriptor that it watches
/// has something to say. A clock has it watch its timer: when an instant comes, this thread wakes and no other.
package final class LoopThread: SerialExecutor, TaskExecutor {
  private enum Work {
    case job(UnownedJob)
    /// Of somebody who let the others go first.
    case turn(CheckedContinuation<Void, Never>)
  }

  private struct Watched {
    var descriptor: Int32
    var speak: @Sendable () -> Void
  }

  private struct Inbox {
    var work: [Work] = []
    var watched: Watched?
    /// It has to be woken.
    var isAsleep = false
    var isClosed = false
  }

  /// What the thread holds on to, so that the last reference to the `LoopThread` ends it.
  private final class Shared: Sendable {
    let inbox = Mutex(Inbox())
    let bell = Bell()

    func change(_ body: (inout Inbox) -> Void) {
      inbox.withLock { inbox in
        body(&inbox)
        // Under the lock: what was put in may be the last to hold on to us.
        if inbox.isAsleep { bell.ring() }
        inbox.isAsleep = false
      }
    }
  }

  private final class Start {
    let shared: Shared
    let name: StaticString
    let executors: (serial: UnownedSerialExecutor, task: UnownedTaskExecutor)
    init(_ shared: Shared, _ name: StaticString, _ executors: (UnownedSerialExecutor, UnownedTaskExecutor)) {
      self.shared = shared
      self.name = name
      self.executors = executors
    }
  }

  private let shared = Shared()

  /// - Parameter name: as `top -H` and `perf` show it, at most 15 bytes.
  init(name: StaticString) {
    let start = Start(shared, name, (asUnownedSerialExecutor(), asUnownedTaskExecutor()))
    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        LoopThread.run(Unmanaged<Start>.fromOpaque(argument).takeRetainedValue())
        return nil
      }, Unmanaged.passRetained(start).toOpaque())
    precondition(code == 0, "pthread_create: \(code)")
    pthread_detach(thread)
  }

  deinit { shared.change { $0.isClosed = true } }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    shared.change { $0.work.append(.job(job)) }
  }

  /// Lets those go first who wait for this thread; `Task.yield` would go by way of libdispatch's pool.
  func yield() async {
    await withCheckedContinuation { turn in shared.change { $0.work.append(.turn(turn)) } }
  }

  /// To be called once.
  ///
  /// - Parameters:
  ///   - descriptor: is closed when the thread ends.
  ///   - speak: called on the thread whenever it can be read.
  func watch(_ descriptor: Int32, speak: @escaping @Sendable () -> Void) {
    shared.change {
      precondition($0.watched == nil, "one descriptor a thread")
      $0.watched = Watched(descriptor: descriptor, speak: speak)
    }
  }

  // MARK: The thread

  private static func run(_ start: Start) {
    blockSignals()
    start.name.withUTF8Buffer { daopai_name_thread($0.baseAddress) }
    daopai_have_short_turns(1)
    let (shared, executors) = (start.shared, start.executors)
    var work: [Work] = []
    while true {
      let (watched, isOver) = shared.inbox.withLock { inbox in
        swap(&work, &inbox.work)
        inbox.isAsleep = work.isEmpty && !inbox.isClosed
        return (inbox.watched, work.isEmpty && inbox.isClosed)
      }
      if isOver {
        if let watched { close(watched.descriptor) }
        return
      }
      listen(shared.bell, watched, waits: work.isEmpty)
      for item in work {
        switch item {
        case .job(let job): job.runSynchronously(isolatedTo: executors.serial, taskExecutor: executors.task)
        case .turn(let turn): turn.resume()
        }
      }
      work.removeAll(keepingCapacity: true)
    }
  }

  /// - Parameter waits: there is nothing else to do.
  private static func listen(_ bell: Bell, _ watched: Watched?, waits: Bool) {
    // A negative one is passed over.
    var descriptors = (
      pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: watched?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
    )
    let count = withUnsafeMutableBytes(of: &descriptors) {
      poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, waits ? -1 : 0)
    }
    guard count > 0 else { return }
    if descriptors.0.revents != 0 { bell.hear() }
    if descriptors.1.revents != 0 { watched?.speak() }
  }
}
