import Core
import GRDB
import GRDBSQLite

/// Columns of one row after another, put down from left to right. `RowReader` takes them up again.
///
/// The values are kept as the bytes that the row's hash is taken over, and SQLite is given the texts from among them: what
/// is hashed is what is stored, and nothing is copied on the way. A writer is emptied by running a statement, and then
/// serves again in the same memory.
struct RowWriter {
  private enum Value {
    case null
    case integer(Int)
    /// Where among the bytes.
    case text(start: Int, count: Int)
    /// Where among the digests.
    case digest(start: Int)
  }

  private var values: [Value] = []
  private var canonical = CanonicalBytes()
  private var digests: [UInt8] = []
  private var scratch: [UInt8] = []
  /// Where the row being put down begins, among the bytes.
  private var start = 0

  init() { values.reserveCapacity(40) }

  /// Begins a row behind those that are there.
  ///
  /// - Parameter previous: of a row in a chain, the hash of the row before.
  mutating func begin(after previous: [UInt8] = []) {
    start = canonical.bytes.count
    canonical.append(raw: previous)
  }

  mutating func text(_ text: String?) {
    guard var text else { return null() }
    text.withUTF8 { put($0) }
  }

  mutating func null() {
    values.append(.null)
    canonical.appendNull()
  }

  mutating func integer(_ number: Int?) {
    guard let number else { return null() }
    values.append(.integer(number))
    canonical.append(number)
  }

  /// Of a column that came with a later schema: rows without it keep the hash they had.
  mutating func added(_ number: Int?) {
    if number == nil { values.append(.null) } else { integer(number) }
  }

  mutating func flag(_ flag: Bool?) { integer(flag.map { $0 ? 1 : 0 }) }
  mutating func date(_ date: CivilDate?) { integer(date.map { Int($0.dayNumber) }) }
  mutating func instant(_ instant: Instant?) { integer(instant.map { Int($0.seconds) }) }
  mutating func word<Word: RawRepresentable>(_ word: Word?) where Word.RawValue == String { text(word?.rawValue) }
  mutating func identifier<Subject>(_ identifier: Identifier<Subject>?) { text(identifier?.text) }
  mutating func list(_ items: some Sequence<String?>) { json { FlatJSON.append(list: items, to: &$0) } }
  mutating func object(_ words: NamedWords) { json { FlatJSON.append(object: words, to: &$0) } }

  private mutating func json(_ body: (inout [UInt8]) -> Void) {
    scratch.removeAll(keepingCapacity: true)
    body(&scratch)
    let start = scratch.withUnsafeBufferPointer { canonical.append($0) }
    values.append(.text(start: start, count: scratch.count))
  }

  /// A NUL would end the text where it is read back, and break the row's hash: it becomes U+FFFD.
  private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.contains(0) else {
      let start = canonical.append(text)
      return values.append(.text(start: start, count: text.count))
    }
    var clean = String(decoding: text, as: UTF8.self)
    clean = String(String.UnicodeScalarView(clean.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    clean.withUTF8 { put($0) }
  }

  /// Puts down the digest of all columns so far. What follows it is not covered.
  mutating func hash() {
    let place = digests.count
    digests.append(contentsOf: repeatElement(0, count: Digest.size))
    Digest.sha256(canonical.bytes, from: start, into: &digests, at: place)
    values.append(.digest(start: place))
  }

  /// The same of a row in a chain: the digest of the row before, then its own, which is returned through it.
  mutating func chain(_ previous: inout [UInt8]) {
    let place = digests.count
    digests.append(contentsOf: previous)
    values.append(.digest(start: place))
    hash()
    previous.replaceSubrange(0..., with: digests[(place + Digest.size)...])
  }

  /// Runs a statement that has a parameter for each value, and gives no rows; with fewer parameters, once for as many
  /// values after another.
  ///
  /// By hand, because GRDB's own way makes a copy of every text.
  mutating func run(_ statement: Statement, _ db: Database) throws {
    let handle = statement.sqliteStatement
    let width = Int(sqlite3_bind_parameter_count(handle))
    precondition(width > 0 && values.count.isMultiple(of: width), "not a value for each parameter")
    // What is bound must not outlive this call.
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    let code = canonical.bytes.withUnsafeBytes { bytes in
      digests.withUnsafeBytes { digests in
        for first in stride(from: 0, to: values.count, by: width) {
          for (index, value) in values[first..<first + width].enumerated() {
            let code = RowWriter.bind(value, to: handle, CInt(index + 1), bytes, digests)
            precondition(code == SQLITE_OK, "a text of 2 GB")
          }
          let code = sqlite3_step(handle)
          if code != SQLITE_DONE { return code }
          sqlite3_reset(handle)
        }
        return SQLITE_DONE
      }
    }
    if code != SQLITE_DONE {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
    }
    values.removeAll(keepingCapacity: true)
    digests.removeAll(keepingCapacity: true)
    canonical.removeAll()
  }

  private static func bind(
    _ value: Value, to handle: SQLiteStatement, _ parameter: CInt, _ bytes: UnsafeRawBufferPointer,
    _ digests: UnsafeRawBufferPointer
  ) -> CInt {
    switch value {
    case .null: return sqlite3_bind_null(handle, parameter)
    case .integer(let number): return sqlite3_bind_int64(handle, parameter, Int64(number))
    case .text(let start, let count):
      let text = bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
      return sqlite3_bind_text(handle, parameter, text, CInt(count), nil)
    case .digest(let start):
      return sqlite3_bind_blob(handle, parameter, digests.baseAddress?.advanced(by: start), CInt(Digest.size), nil)
    }
  }
}
