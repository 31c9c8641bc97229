import Synchronization

/// A continuation that the engine and a cancellation may both answer: the first one counts.
final class FirstReply: Sendable {
  private enum State {
    case fresh
    case waiting(CheckedContinuation<TransferReply, Never>)
    case early(TransferReply)
    case answered
  }
  private let state = Mutex(State.fresh)

  func wait(_ continuation: CheckedContinuation<TransferReply, Never>) {
    let early: TransferReply? = state.withLock { state in
      guard case .early(let reply) = state else {
        state = .waiting(continuation)
        return nil
      }
      state = .answered
      return reply
    }
    if let early { continuation.resume(returning: early) }
  }

  func give(_ reply: TransferReply) {
    let waiting: CheckedContinuation<TransferReply, Never>? = state.withLock { state in
      switch state {
      case .fresh:
        state = .early(reply)
        return nil
      case .waiting(let continuation):
        state = .answered
        return continuation
      case .early, .answered: return nil
      }
    }
    waiting?.resume(returning: reply)
  }
}
