import CSQLite
import Core
import Foundation
import GRDB
import GRDBSQLite

extension Store {
  package static let fileName = "daopai.db"

  /// Locks `directory`, brings the file in it up to date and checks it.
  package static func open(_ directory: String) throws -> Store { try open(directory, schema: Schema.versions) }

  /// Once a process, before SQLite is used at all.
  private static let isLean = daopai_sqlite_without_statistics() == SQLITE_OK

  static func open(_ directory: String, schema: [String]) throws -> Store {
    _ = isLean
    let state = try StateDirectory(directory)
    let path = "\(directory)/\(fileName)"
    let tally = OutboxTally()
    let (pool, instance, epoch, log) = try translating {
      let found = try version(of: path, known: schema.count)
      try state.prepare(fileName)
      let pool = try DatabasePool(path: path, configuration: configuration(readonly: false))
      try pool.writeWithoutTransaction { db in
        try makeDurable(db)
        try check(db)
        if found < schema.count { try migrate(db, from: found, schema: schema, state) }
        try makeRoom(db)
        // They guard the journal and the answers against others. We only add to either, the journal behind its head
        // (`JournalWriter`), and a trigger would cost as much as the record.
        if daopai_sqlite_without_triggers(db.sqliteConnection) != SQLITE_OK {
          throw StoreError.failed("SQLite keeps its triggers: \(db.lastErrorMessage ?? "")")
        }
      }
      let (instance, epoch, log) = try pool.write { try begin($0) }
      return (pool, instance, epoch, log)
    }
    return Store(
      pool: pool, directory: state, instance: instance, epoch: epoch, log: log, tally: tally)
  }

  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.maximumReaderCount = 4
    configuration.busyMode = .timeout(5)
    // A transaction that could not be rolled back is reported as an error of ours, not by a trap of GRDB's.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { db in
      // Debian's SQLite can be corrupted through a memory map, and by a second connection that writes.
      try db.execute(sql: "PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF")
      if db.configuration.readonly { try db.execute(sql: "PRAGMA query_only = ON") }
    }
    return configuration
  }

  /// Reads the schema version without writing a byte. 0: there is nothing yet.
  static func version(of path: String, known: Int) throws -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    // SQLite takes a file shorter than its header for an empty one.
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
    guard let size = size?.intValue, size == 0 || size >= 512 else {
      throw StoreError.damaged("\(path) has been cut short")
    }
    let (version, application, tables) = try DatabaseQueue(path: path, configuration: configuration(readonly: true))
      .read { db in
        (
          try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
          try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
          try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        )
      }
    guard version <= known else { throw StoreError.newer(path: path, found: version, known: known) }
    guard application == Schema.applicationID || (version == 0 && tables == 0) else {
      throw StoreError.unusable("\(path) is not a file of daopai's")
    }
    return version
  }

  /// GRDB sets `synchronous=NORMAL` after it has opened the writer, whatever was asked of it before; so ask now.
  private static func makeDurable(_ db: Database) throws {
    try db.execute(sql: "PRAGMA synchronous = FULL")
    // SQLite's own checkpoint stays as the limit; `tidy` comes first, when nobody waits for a commit. The log is never
    // cut while we run: writing over its pages is cheaper than making it grow.
    try db.execute(
      sql: "PRAGMA wal_autocheckpoint = \(Limits.logPages); PRAGMA journal_size_limit = -1; PRAGMA cache_size = -16384")
    let synchronous = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0
    guard synchronous >= 2 else { throw StoreError.notDurable(synchronous: synchronous) }
  }

  /// For bursts: a hundred thousand alerts at half past eight.
  private static func makeRoom(_ db: Database) throws {
    // 32 MB, for the upper levels of every index: with SQLite's 2 MB a batch would write its pages out and read them back.
    // 64 MB of log before a commit has to check it in; `LullCheckpoint` does so earlier, when nobody waits. The log's file
    // keeps its size, so that a commit need not make it longer.
    try db.execute(sql: "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16384")
  }

  private static func check(_ db: Database) throws {
    let findings = try String.fetchAll(db, sql: "PRAGMA quick_check(10)")
    guard findings == ["ok"] else { throw StoreError.damaged(findings.joined(separator: "; ")) }
  }

  /// One transaction per version. An existing file is copied first.
  private static func migrate(
    _ db: Database, from found: Int, schema: [String], _ state: borrowing StateDirectory
  ) throws {
    if found > 0 { try backUp(db, version: found, state) }
    // A table that others refer to could not be made anew.
    try db.execute(sql: "PRAGMA foreign_keys = OFF")
    defer { try? db.execute(sql: "PRAGMA foreign_keys = ON") }
    for (index, sql) in schema.enumerated().dropFirst(found) {
      try db.inTransaction(.immediate) {
        try db.execute(sql: sql)
        try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(index + 1)")
        return .commit
      }
    }
  }

  /// `daopai.db.v1`: the file as it was at schema version 1.
  private static func backUp(_ db: Database, version: Int, _ state: borrowing StateDirectory) throws {
    let name = "\(fileName).v\(version)"
    let path = "\(state.path)/\(name)"
    // Left by an attempt that did not get to the migration: still the same version, so copy afresh.
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    try state.prepare(name)
    try db.execute(sql: "VACUUM INTO ?", arguments: [path])
  }

  /// Draws the instance once, opens a new epoch, and takes back what a dead daemon was sending.
  private static func begin(_ db: Database) throws -> (instance: String, epoch: Int, log: (place: Int, last: Int)) {
    if try Int.fetchOne(db, sql: "SELECT count(*) FROM meta") == 0 {
      let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
      let instance = String(repeating: "0", count: 8 - digits.utf8.count) + digits
      try db.execute(
        sql: "INSERT INTO meta (only, instance, head_seq, head_hash) VALUES (1, ?, 0, ?)",
        arguments: [instance, JournalRow.genesis(instance)])
    }
    let process = Int(ProcessInfo.processInfo.processIdentifier)
    try db.execute(sql: "INSERT INTO epoch (process) VALUES (?)", arguments: [process])
    let epoch = Int(db.lastInsertedRowID)
    // Between its claim and its mark a peer may have accepted it: same key again, marked as a possible duplicate.
    // Claims by place first: these rows were counted when they were claimed, and look like new ones afterwards.
    try OutboxRoute.takeBack(db)
    try db.execute(
      sql: "UPDATE outbox SET state = 'pending', may_have_arrived = 1, not_before = NULL WHERE state = 'sending'")
    try MessageRow.takeBack(db)
    let sql = "SELECT instance, logged, (SELECT coalesce(max(seq), 0) FROM alert) FROM meta"
    guard let row = try Row.fetchOne(db, sql: sql), let instance = row[0] as String? else {
      throw StoreError.damaged("the instance is missing")
    }
    return (instance, epoch, (row[1] ?? 0, row[2] ?? 0))
  }
}
