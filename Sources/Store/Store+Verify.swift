import Core
import Foundation
import GRDB

extension Store {
  /// Walks the whole journal and compares the books with it. Reads one snapshot; the daemon goes on writing.
  package func verify() throws -> JournalReport {
    // Not `translating`: what SQLite finds damaged belongs in the report.
    try pool.read { try Verification.run($0) }
  }

  /// The same for a directory that no daemon uses. Changes nothing, and throws `StoreError.locked` where one runs.
  package static func verify(directory: String) throws -> JournalReport {
    try reading(directory) { db in
      var report = try Verification.run(db)
      do {
        for finding in try String.fetchAll(db, sql: "PRAGMA quick_check(10)") where finding != "ok" {
          report.note("SQLite: \(finding)")
        }
      } catch let error as DatabaseError {
        report.note("SQLite: \(error)")
      }
      return report
    }
  }

  /// Looks into a directory that no daemon uses, and keeps daemons out meanwhile.
  static func reading<Value>(_ directory: String, _ body: (Database) throws -> Value) throws -> Value {
    let held = try StateDirectory.Reading(directory)
    let path = "\(directory)/\(fileName)"
    let value = try translating {
      guard FileManager.default.fileExists(atPath: path) else { throw StoreError.unusable("there is no \(path)") }
      guard try version(of: path, known: Schema.versions.count) == Schema.versions.count else {
        throw StoreError.unusable("\(path) has an older schema: start the daemon once to bring it up to date")
      }
      return try DatabaseQueue(path: path, configuration: configuration(readonly: true)).read(body)
    }
    _ = consume held
    return value
  }
}

/// One check of everything: chain first, then books.
private enum Verification {
  static func run(_ db: Database) throws -> JournalReport {
    var report = JournalReport()
    var books = Books()
    do {
      var chain = ChainWalk(try Head.fetch(db))
      let rows = try Row.fetchCursor(db, sql: "SELECT \(JournalRow.selection) FROM journal ORDER BY seq")
      do {
        while let row = try rows.next() {
          chain.take(row)
          books.take(row, &report)
        }
        chain.finish()
      } catch let error as DatabaseError {
        chain.fail("SQLite cannot read it: \(error)")
      }
      chain.tell(&report)
      try compare(db, &books, &report)
    } catch let error as DatabaseError {
      report.note("SQLite: \(error)")
    }
    return report
  }

  private static func compare(_ db: Database, _ books: inout Books, _ report: inout JournalReport) throws {
    let states = try Row.fetchCursor(db, sql: "SELECT \(StateRow.table.selection) FROM duty_state ORDER BY duty")
    while let row = try states.next() {
      try noting(&report) { books.compare(try StateRow.read(row), &$0) }
    }
    let alerts = try Row.fetchCursor(db, sql: "SELECT \(AlertRow.table.selection) FROM alert ORDER BY year, number")
    while let row = try alerts.next() {
      try noting(&report) { books.compare(try AlertRow.read(row, db), &$0) }
    }
    let answers = try Row.fetchCursor(db, sql: "SELECT \(AnswerRow.table.selection) FROM answer ORDER BY number")
    while let row = try answers.next() {
      try noting(&report) { books.compare(try AnswerRow.read(row), &$0) }
    }
    let policies = try Row.fetchCursor(db, sql: "SELECT \(PolicyRow.table.selection) FROM policy")
    while let row = try policies.next() {
      try noting(&report) { _ in _ = try PolicyRow.read(row) }
    }
    let outbox = try Row.fetchCursor(db, sql: "SELECT \(DeliveryRow.table.selection), state FROM outbox ORDER BY seq")
    while let row = try outbox.next() {
      let state = row[DeliveryRow.table.columns.count + 1] as String? ?? "in no state"
      try noting(&report) { books.compare(try DeliveryRow.read(row), state: state, &$0) }
    }
    books.close(&report)
  }

  private static func noting(_ report: inout JournalReport, _ body: (inout JournalReport) throws -> Void) throws {
    do { try body(&report) } catch StoreError.damaged(let what) { report.note(what) }
  }
}

/// The head as the store wrote it with the last transaction.
struct Head {
  var instance: String
  var sequence: Int
  var hash: Data

  static func fetch(_ db: Database) throws -> Head? {
    let statement = try db.cachedStatement(sql: "SELECT instance, head_seq, head_hash FROM meta")
    guard let row = try Row.fetchOne(statement) else { return nil }
    guard let instance = row[0] as String?, let sequence = row[1] as Int?, let hash = row[2] as Data? else {
      return nil
    }
    return Head(instance: instance, sequence: sequence, hash: hash)
  }
}
