import Synchronization

/// A few transfers that carry one letter at a time each, handed to whoever comes first. A letter that hangs keeps one of them, and
/// holds up nobody while another is idle.
final class IdleTransfers: Sendable {
  private typealias Turn = CheckedContinuation<Transfer?, Never>

  private struct State {
    /// The one used last is last: its connection is the most likely to be open.
    var idle: [Transfer]
    var queue: [(ticket: Int, turn: Turn)] = []
    var tickets = 0
  }

  private let state: Mutex<State>

  init(_ transfers: [Transfer]) { state = Mutex(State(idle: transfers)) }

  /// Lends the next that is idle to `body`.
  ///
  /// - Returns: nil: the task was cancelled before it was its turn.
  func use<Value: Sendable>(_ body: (Transfer) async -> Value) async -> Value? {
    guard let transfer = await take() else { return nil }
    defer { giveBack(transfer) }
    return await body(transfer)
  }

  private func take() async -> Transfer? {
    let ticket = state.withLock { state in
      state.tickets += 1
      return state.tickets
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { turn in
        let answer: Transfer?? = state.withLock { state in
          // A cancellation from now on finds it in the queue.
          if Task.isCancelled { return .some(nil) }
          if let transfer = state.idle.popLast() { return transfer }
          state.queue.append((ticket, turn))
          return nil
        }
        if let answer { turn.resume(returning: answer) }
      }
    } onCancel: {
      let turn = state.withLock { state in
        state.queue.firstIndex { $0.ticket == ticket }.map { state.queue.remove(at: $0).turn }
      }
      turn?.resume(returning: nil)
    }
  }

  private func giveBack(_ transfer: Transfer) {
    let turn: Turn? = state.withLock { state in
      if !state.queue.isEmpty { return state.queue.removeFirst().turn }
      state.idle.append(transfer)
      return nil
    }
    turn?.resume(returning: transfer)
  }
}
