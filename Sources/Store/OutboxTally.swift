import Core
import GRDB
import GRDBSQLite
import Synchronization

/// How many deliveries are in each state, kept up with every commit: counting the rows takes longer with each year.
final class OutboxTally: Sendable {
  private struct Key: Hashable {
    var channel: Channel
    var state: DeliveryRecord.State
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
    var changes: [(key: Key, queuedAt: Int64, by: Int)] = []
  }

  private let state = Mutex(State())

  /// Has the connection tell of every row that is queued or changes its state, whichever statement does it.
  func watch(_ db: Database) throws {
    let code = sqlite3_create_function_v2(
      db.sqliteConnection, "daopai_moved", 4, SQLITE_UTF8, Unmanaged.passRetained(self).toOpaque(),
      { context, _, values in
        guard let me = sqlite3_user_data(context), let values else { return }
        Unmanaged<OutboxTally>.fromOpaque(me).takeUnretainedValue().take(values)
      }, nil, nil, { if let me = $0 { Unmanaged<OutboxTally>.fromOpaque(me).release() } })
    if code != SQLITE_OK { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    try db.execute(
      sql: """
        CREATE TEMP TRIGGER outbox_queued AFTER INSERT ON main.outbox
          BEGIN SELECT daopai_moved(NEW.channel, NULL, NEW.state, NEW.queued_at); END;
        CREATE TEMP TRIGGER outbox_moved AFTER UPDATE OF state ON main.outbox WHEN OLD.state <> NEW.state
          BEGIN SELECT daopai_moved(NEW.channel, OLD.state, NEW.state, NEW.queued_at); END;
        """)
  }

  private func take(_ values: UnsafeMutablePointer<OpaquePointer?>) {
    // Called for every row of a storm: the words are told apart without being copied.
    guard let channel = OutboxTally.word(values[0], among: Channel.allCases),
      let new = OutboxTally.word(values[2], among: DeliveryRecord.State.allCases)
    else { return }
    let old = OutboxTally.word(values[1], among: DeliveryRecord.State.allCases)
    let queuedAt = sqlite3_value_int64(values[3])
    state.withLock { state in
      if state.accounts == nil { return }
      if let old { state.changes.append((Key(channel: channel, state: old), queuedAt, -1)) }
      state.changes.append((Key(channel: channel, state: new), queuedAt, 1))
    }
  }

  private static func word<Word: RawRepresentable>(_ value: OpaquePointer?, among words: [Word]) -> Word?
  where Word.RawValue == String {
    guard let text = sqlite3_value_text(value) else { return nil }
    let bytes = UnsafeBufferPointer(start: text, count: Int(sqlite3_value_bytes(value)))
    return words.first { $0.rawValue.utf8.elementsEqual(bytes) }
  }

  /// A transaction begins: what one before it had changed, and did not commit, never happened.
  func forget() { state.withLock { $0.changes.removeAll(keepingCapacity: true) } }

  /// The transaction is durable.
  func enter() {
    state.withLock { state in
      for change in state.changes {
        state.accounts?[change.key, default: Account()]
          .add(change.by, queuedAt: change.queuedAt, isOpen: isOpen(change.key))
      }
      state.changes.removeAll(keepingCapacity: true)
    }
  }

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
      loaded[key, default: Account()].add(row[3], queuedAt: row[2], isOpen: isOpen(key))
    }
    state.withLock { $0 = State(accounts: loaded) }
  }

  /// One count for each channel and state that occurs; nil: not loaded.
  func counts() -> [OutboxCount]? {
    guard let accounts = state.withLock({ $0.accounts }) else { return nil }
    return accounts.filter { $0.value.count > 0 }
      .sorted { ($0.key.channel.rawValue, $0.key.state.rawValue) < ($1.key.channel.rawValue, $1.key.state.rawValue) }
      .compactMap { key, account in
        let oldest = isOpen(key) ? account.open.keys.min() : account.oldestEnded
        return oldest.map {
          OutboxCount(channel: key.channel, state: key.state, count: account.count, oldest: Instant(seconds: $0))
        }
      }
  }

  private func isOpen(_ key: Key) -> Bool { key.state == .pending || key.state == .sending }
}
