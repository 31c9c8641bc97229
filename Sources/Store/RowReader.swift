import Core
import Foundation
import GRDB

/// Columns of one row, taken from left to right after its hash has been checked.
struct RowReader {
  private let values: [DatabaseValue]
  private var next = 0
  private let name: String

  init(_ row: Row, _ table: HashedTable, name: String) throws(StoreError) {
    let count = table.columns.count
    let isAbsent = table.isLastAdded && row.count > count && (row[count - 1] as DatabaseValue).isNull
    try self.init(row, hashed: count, of: isAbsent ? count - 1 : count, name: name)
  }

  /// The columns up to `hash`, which must be their digest. `name` says which row it is when it is not.
  init(_ row: Row, hashed count: Int, of covered: Int? = nil, name: String) throws(StoreError) {
    values = row.values
    self.name = name
    guard values.count > count, case .blob(let hash) = values[count].storage else {
      throw .damaged("\(name) carries no hash")
    }
    guard hash == Digest.row(values[..<(covered ?? count)]) else {
      throw .damaged("\(name) does not match its own hash")
    }
  }

  mutating func optionalText() throws(StoreError) -> String? {
    defer { next += 1 }
    switch values[next].storage {
    case .null: return nil
    case .string(let text): return text
    default: throw damaged
    }
  }

  mutating func optionalInteger() throws(StoreError) -> Int64? {
    defer { next += 1 }
    switch values[next].storage {
    case .null: return nil
    case .int64(let number): return number
    default: throw damaged
    }
  }

  mutating func text() throws(StoreError) -> String { try some(optionalText()) }
  mutating func integer() throws(StoreError) -> Int64 { try some(optionalInteger()) }
  mutating func flag() throws(StoreError) -> Bool { try integer() != 0 }
  mutating func skip(_ count: Int = 1) { next += count }

  mutating func identifier<Subject>() throws(StoreError) -> Identifier<Subject> { Identifier(try text()) }
  mutating func optionalIdentifier<Subject>() throws(StoreError) -> Identifier<Subject>? {
    guard let text = try optionalText() else { return nil }
    return Identifier(text)
  }

  mutating func instant() throws(StoreError) -> Instant { Instant(seconds: try integer()) }
  mutating func optionalInstant() throws(StoreError) -> Instant? {
    guard let seconds = try optionalInteger() else { return nil }
    return Instant(seconds: seconds)
  }

  mutating func date() throws(StoreError) -> CivilDate { try some(optionalDate()) }
  mutating func optionalDate() throws(StoreError) -> CivilDate? {
    guard let number = try optionalInteger() else { return nil }
    guard let day = Int32(exactly: number) else { throw damaged }
    return CivilDate(dayNumber: Int(day))
  }

  mutating func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws(StoreError) -> Word
  where Word.RawValue == String { try some(Word(rawValue: text())) }

  mutating func optionalWord<Word: RawRepresentable>(_: Word.Type = Word.self) throws(StoreError) -> Word?
  where Word.RawValue == String {
    guard let text = try optionalText() else { return nil }
    return try some(Word(rawValue: text))
  }

  mutating func list() throws(StoreError) -> [String?] { try FlatJSON.readList(text()) }
  mutating func strings() throws(StoreError) -> [String] { try FlatJSON.readStrings(text()) }

  /// A flat list cut into rows of `width`.
  mutating func rows(of width: Int) throws(StoreError) -> [ArraySlice<String?>] {
    let items = try list()
    guard items.count.isMultiple(of: width) else { throw damaged }
    return stride(from: 0, to: items.count, by: width).map { items[$0..<$0 + width] }
  }

  func some<Value>(_ value: Value?) throws(StoreError) -> Value {
    guard let value else { throw damaged }
    return value
  }

  var damaged: StoreError { .damaged("\(name) holds what daopai never writes there") }
}

extension Row {
  /// In the order of the columns. GRDB's `databaseValues` would look up the name of each.
  var values: [DatabaseValue] { (0..<count).map { self[$0] } }
}
