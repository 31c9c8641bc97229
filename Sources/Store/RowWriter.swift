import Core
import GRDB
import GRDBSQLite

/// Columns of one row, put down from left to right. `RowReader` takes them up again.
struct RowWriter {
  private(set) var values: RowValues

  /// - Parameter previous: of a row in a chain, the hash of the row before.
  init(after previous: [UInt8] = []) { values = RowValues(after: previous) }

  mutating func text(_ text: String?) {
    guard var text else { return values.appendNull() }
    text.withUTF8 { values.append(text: $0) }
  }

  mutating func integer(_ number: Int?) {
    guard let number else { return values.appendNull() }
    values.append(number)
  }

  /// Of a column that came with a later schema: rows without it keep the hash they had.
  mutating func added(_ number: Int?) {
    guard let number else { return values.appendUnhashedNull() }
    values.append(number)
  }

  mutating func flag(_ flag: Bool?) { integer(flag.map { $0 ? 1 : 0 }) }
  mutating func date(_ date: CivilDate?) { integer(date.map { Int($0.dayNumber) }) }
  mutating func instant(_ instant: Instant?) { integer(instant.map { Int($0.seconds) }) }
  mutating func word<Word: RawRepresentable>(_ word: Word?) where Word.RawValue == String { text(word?.rawValue) }
  mutating func identifier<Subject>(_ identifier: Identifier<Subject>?) { text(identifier?.text) }
  mutating func list(_ items: [String?]) { text(FlatJSON.list(items)) }
}

/// The values of a row as the bytes that its hash is taken over. SQLite is given the texts from among them, so that what
/// is hashed is what is stored, and nothing is copied on the way.
struct RowValues {
  private enum Value {
    case null
    case integer(Int)
    /// Where among the bytes.
    case text(start: Int, count: Int)
  }

  private var values: [Value] = []
  private var canonical: CanonicalBytes

  var count: Int { values.count }
  var digest: [UInt8] { Digest.bytesOfSHA256(canonical.bytes) }

  init(after previous: [UInt8]) {
    canonical = CanonicalBytes(after: previous)
    values.reserveCapacity(32)
  }

  mutating func appendNull() {
    values.append(.null)
    canonical.appendNull()
  }

  mutating func appendUnhashedNull() { values.append(.null) }

  mutating func append(_ number: Int) {
    values.append(.integer(number))
    canonical.append(number)
  }

  /// A NUL would end the text where it is read back, and break the row's hash: it becomes U+FFFD.
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    guard text.contains(0) else {
      let start = canonical.append(text)
      return values.append(.text(start: start, count: text.count))
    }
    var clean = String(decoding: text, as: UTF8.self)
    clean = String(String.UnicodeScalarView(clean.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    clean.withUTF8 { append(text: $0) }
  }

  /// Binds the values to the parameters of a statement that follow `offset`, for as long as `body` runs.
  func bind<Result>(to statement: SQLiteStatement, after offset: Int, _ body: () throws -> Result) rethrows -> Result {
    try canonical.bytes.withUnsafeBytes { bytes in
      for (index, value) in values.enumerated() {
        let parameter = CInt(offset + index + 1)
        let code =
          switch value {
          case .null: sqlite3_bind_null(statement, parameter)
          case .integer(let number): sqlite3_bind_int64(statement, parameter, Int64(number))
          case .text(let start, let count):
            sqlite3_bind_text(
              statement, parameter, bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self),
              CInt(count), nil)
          }
        precondition(code == SQLITE_OK, "a parameter too many, or a text of 2 GB")
      }
      return try body()
    }
  }
}

extension Statement {
  /// Inserts one row: its values, the digests that follow them, and what is `besides`.
  ///
  /// By hand, because GRDB's own way makes a copy of every text.
  func insert(_ row: RowValues, digests: [[UInt8]], besides: RowValues? = nil, _ db: Database) throws {
    let statement = sqliteStatement
    // What is bound must not outlive this call.
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    let code = row.bind(to: statement, after: 0) { () -> CInt in
      for (index, digest) in digests.enumerated() {
        sqlite3_bind_blob(
          statement, CInt(row.count + index + 1), digest, CInt(digest.count),
          unsafeBitCast(-1, to: sqlite3_destructor_type.self))  // SQLITE_TRANSIENT
      }
      guard let besides else { return sqlite3_step(statement) }
      return besides.bind(to: statement, after: row.count + digests.count) { sqlite3_step(statement) }
    }
    if code != SQLITE_DONE {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage, sql: sql)
    }
  }
}
