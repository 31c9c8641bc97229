@preconcurrency import Dispatch
import GRDB
import Synchronization

/// Folds the log into the file when the writing is over for the moment, so that no commit of a burst has to.
///
/// On the writing connection, behind what it was asked before: SQLite up to 3.51 may damage a file that two connections
/// write to or check in at the same time.
final class LullCheckpoint: Sendable {
  private struct State {
    /// Journal records committed and not checked in; a measure of the log's length.
    var records = 0
    var commits = 0
    var isWaiting = false
    var isClosed = false
  }

  /// Less is not worth waking for: a quiet daemon never does.
  private static let worthIt = 2000
  private static let lull = DispatchTimeInterval.milliseconds(250)

  private let queue = DispatchQueue(label: "daopai.lull", qos: .utility)
  private let pool: DatabasePool
  private let state = Mutex(State())

  init(_ pool: DatabasePool) { self.pool = pool }

  func noticeCommit(of records: Int) {
    let commits: Int? = state.withLock { state in
      state.records += records
      state.commits += 1
      guard state.records >= Self.worthIt, !state.isWaiting, !state.isClosed else { return nil }
      state.isWaiting = true
      return state.commits
    }
    if let commits { wait(commits) }
  }

  /// To be called before the pool is closed.
  func close() { state.withLock { $0.isClosed = true } }

  private func wait(_ commits: Int) {
    queue.asyncAfter(deadline: .now() + Self.lull) { [weak self] in
      self?.look(commits)
    }
  }

  private func look(_ before: Int) {
    let commits: Int? = state.withLock { state in
      if state.isClosed { return nil }
      if state.commits != before { return state.commits }
      state.isWaiting = false
      state.records = 0
      // Under the lock, so that it comes before the close. What fails here will fail again with the next commit, in words.
      pool.asyncWriteWithoutTransaction { _ = try? $0.checkpoint(.passive) }
      return nil
    }
    if let commits { wait(commits) }
  }
}
