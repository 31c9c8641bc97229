import Core
import GRDB
import Synchronization

/// How many deliveries are in each state, kept up with every commit: counting the rows takes longer with each year.
final class OutboxTally: Sendable {
  private struct Key: Hashable {
    var channel: Channel
    var state: DeliveryRecord.State
    var isOpen: Bool { state == .pending || state == .sending }
  }

  /// By the second they were queued in. What has ended is told apart by nothing but its oldest.
  private struct Account {
    var count = 0
    var open: [Int64: Int] = [:]
    var oldestEnded: Int64?

    mutating func add(_ number: Int, queuedAt: Int64, isOpen: Bool) {
      count += number
      guard isOpen else {
        oldestEnded = min(oldestEnded ?? queuedAt, queuedAt)
        return
      }
      let left = (open[queuedAt] ?? 0) + number
      open[queuedAt] = left == 0 ? nil : left
    }
  }

  private struct State {
    /// Nil until somebody asks.
    var accounts: [Key: Account]?
    /// What the transaction under way changes.
    var moves: [(move: Move, count: Int)] = []

    mutating func add(_ count: Int, _ move: Move, _ state: DeliveryRecord.State) {
      let key = Key(channel: move.channel, state: state)
      accounts?[key, default: Account()].add(count, queuedAt: move.queuedAt.seconds, isOpen: key.isOpen)
    }
  }

  /// Rows that are new, or go from one state to another.
  struct Move: Equatable {
    var channel: Channel
    /// Nil: they are new.
    var old: DeliveryRecord.State?
    var new: DeliveryRecord.State
    var queuedAt: Instant
  }

  private let state = Mutex(State())

  /// To be told by whatever changes rows of the outbox while a store is open.
  func take(_ move: Move) {
    state.withLock { state in
      if state.accounts == nil { return }
      if let last = state.moves.indices.last, state.moves[last].move == move {
        state.moves[last].count += 1
      } else {
        state.moves.append((move, 1))
      }
    }
  }

  /// A transaction begins: what one before it had changed, and did not commit, never happened.
  func forget() { state.withLock { $0.moves.removeAll(keepingCapacity: true) } }

  /// The transaction is durable.
  func enter() {
    state.withLock { state in
      for (move, count) in state.moves {
        if let old = move.old { state.add(-count, move, old) }
        state.add(count, move, move.new)
      }
      state.moves.removeAll(keepingCapacity: true)
    }
  }

  var isLoaded: Bool { state.withLock { $0.accounts != nil } }

  /// Counts the rows the first time. To be called between two commits then, on the connection that writes.
  func load(_ db: Database) throws {
    var loaded: [Key: Account] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT channel, state, queued_at, count(*) FROM outbox WHERE state IN ('pending', 'sending') GROUP BY 1, 2, 3
        UNION ALL
        SELECT channel, state, min(queued_at), count(*) FROM outbox WHERE state NOT IN ('pending', 'sending') GROUP BY 1, 2
        """)
    while let row = try rows.next() {
      guard let channel = Channel(rawValue: row[0]), let word = DeliveryRecord.State(rawValue: row[1]) else {
        throw StoreError.damaged("the outbox holds a channel or state that daopai does not know")
      }
      let key = Key(channel: channel, state: word)
      loaded[key, default: Account()].add(row[3], queuedAt: row[2], isOpen: key.isOpen)
    }
    state.withLock { $0 = State(accounts: loaded) }
  }

  /// One count for each channel and state that occurs; nil: not loaded.
  func counts() -> [OutboxCount]? {
    guard let accounts = state.withLock({ $0.accounts }) else { return nil }
    return accounts.filter { $0.value.count > 0 }
      .sorted { ($0.key.channel.rawValue, $0.key.state.rawValue) < ($1.key.channel.rawValue, $1.key.state.rawValue) }
      .compactMap { key, account in
        let oldest = key.isOpen ? account.open.keys.min() : account.oldestEnded
        return oldest.map {
          OutboxCount(channel: key.channel, state: key.state, count: account.count, oldest: Instant(seconds: $0))
        }
      }
  }
}
