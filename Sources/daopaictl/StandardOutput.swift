import Glibc
import Synchronization

/// What goes to standard output, in its order; it remembers what could not be written.
final class StandardOutput: Sendable {
  private struct State {
    var pending: [UInt8] = []
    /// Of the first write that failed; nothing is written after it.
    var failure: Int32?
  }

  private static let capacity = 1 << 16
  private let state = Mutex(State())
  /// A person sees each piece at once.
  private let isTerminal: Bool

  init(isTerminal: Bool) { self.isTerminal = isTerminal }

  func put(_ text: String) {
    state.withLock {
      $0.pending += text.utf8
      if isTerminal || $0.pending.count >= Self.capacity { Self.write(&$0) }
    }
  }

  /// - Returns: the number of the first error there was.
  func flush() -> Int32? {
    state.withLock {
      Self.write(&$0)
      return $0.failure
    }
  }

  private static func write(_ state: inout State) {
    var sent = 0
    while sent < state.pending.count, state.failure == nil {
      let count = state.pending[sent...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 { sent += count } else if errno != EINTR { state.failure = errno }
    }
    state.pending.removeAll(keepingCapacity: true)
  }
}
