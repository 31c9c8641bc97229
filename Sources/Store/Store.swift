import Core
import Foundation
import GRDB
import Synchronization

/// What the daemon remembers: one SQLite file in a directory of its own, with one connection that writes.
///
/// Every call blocks until SQLite is done. Writes are durable when they return (WAL, `synchronous=FULL`).
package final class Store: Sendable {
  /// Eight lower-case hexadecimal digits drawn when the file was made: part of every delivery key.
  package let instance: String
  /// One more at each open; tells our claims on the outbox from those of a daemon that died.
  package let epoch: Int

  // In this order: the file is closed before the lock is given back.
  let pool: DatabasePool
  private let directory: StateDirectory
  /// Why nothing more may be written.
  private let broken = Mutex<StoreError?>(nil)
  private let lull: LullCheckpoint
  let tally: OutboxTally
  private let committed = Atomic<Int>(0)
  /// The place of the last alert that the log has taken; goes into the file with the next transaction.
  let logged: Atomic<Int>
  let loggedStored: Atomic<Int>
  /// The place of the last alert there was when the store was opened.
  package let raisedAtStart: Int
  /// Durable transactions so far.
  package var commits: Int { committed.load(ordering: .relaxed) }

  init(
    pool: DatabasePool, directory: consuming StateDirectory, instance: String, epoch: Int, log: (place: Int, last: Int),
    tally: OutboxTally
  ) {
    self.pool = pool
    self.directory = directory
    self.instance = instance
    self.epoch = epoch
    logged = Atomic(log.place)
    loggedStored = Atomic(log.place)
    raisedAtStart = log.last
    self.tally = tally
    lull = LullCheckpoint(pool)
  }

  /// Checkpoints and closes the file. The lock is held until the store is released.
  package func close() throws {
    lull.close()
    try Store.translating {
      // GRDB closes the writer before its readers, so that SQLite's own checkpoint at the last close never happens.
      try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      try pool.close()
    }
  }

  /// Nothing is known to be wrong with it. Unlike `isAlive` it does not wait for a commit that is under way.
  package var isSound: Bool { broken.withLock { $0 == nil } && directory.isInPlace }

  /// One round trip to the writing connection, and a look whether the directory is still the one we locked.
  package func isAlive() -> Bool {
    guard isSound else { return false }
    do {
      return try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "SELECT 1") } == 1
    } catch {
      return false  // The answer is the report.
    }
  }

  /// One durable transaction that ends with the new head of the journal.
  func write<Value>(_ body: (Database, inout JournalWriter) throws -> Value) throws -> Value {
    if let error = broken.withLock({ $0 }) { throw error }
    return try pool.writeWithoutTransaction { db in
      let value: Value
      var journal: JournalWriter
      do {
        tally.forget()
        // Compiled once: a single alert waits for this.
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        journal = try JournalWriter(db, logged: logged.load(ordering: .acquiring))
        value = try body(db, &journal)
        try journal.finish()
      } catch {
        try undo(db, after: error)
        throw Store.translated(error)
      }
      do {
        try db.cachedStatement(sql: "COMMIT").execute()
      } catch {
        // Seen with EIO from fdatasync: SQLite reports an error, and the rows are there after a restart.
        let doubt = StoreError.commitInDoubt("\(error)")
        broken.withLock { $0 = doubt }
        try undo(db, after: error)
        throw doubt
      }
      tally.enter()
      loggedStored.store(journal.logged, ordering: .releasing)
      lull.noticeCommit(of: journal.appended)
      committed.add(1, ordering: .relaxed)
      return value
    }
  }

  private func undo(_ db: Database, after cause: any Error) throws {
    guard db.isInsideTransaction else { return }
    do {
      try db.rollback()
    } catch {
      let doubt = StoreError.commitInDoubt("\(cause); and then the rollback failed: \(error)")
      broken.withLock { $0 = doubt }
      throw doubt
    }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try Store.translating { try pool.read(body) }
  }

  static func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw translated(error) }
  }

  static func translated(_ error: any Error) -> any Error {
    guard let error = error as? DatabaseError else { return error }
    return switch error.resultCode {
    case .SQLITE_FULL: StoreError.full("\(error)")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreError.damaged("\(error)")
    default: StoreError.failed("\(error)")
    }
  }
}
