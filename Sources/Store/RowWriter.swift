import Core
import GRDB

/// Columns of one row, put down from left to right. `RowReader` takes them up again.
struct RowWriter {
  private(set) var values: [DatabaseValue] = []

  mutating func text(_ text: String?) { values.append(text.map(\.databaseValue) ?? .null) }
  mutating func integer(_ number: Int?) { values.append(number.map(\.databaseValue) ?? .null) }
  mutating func flag(_ flag: Bool?) { integer(flag.map { $0 ? 1 : 0 }) }
  mutating func date(_ date: CivilDate?) { integer(date.map { Int($0.dayNumber) }) }
  mutating func instant(_ instant: Instant?) { integer(instant.map { Int($0.seconds) }) }
  mutating func word<Word: RawRepresentable>(_ word: Word?) where Word.RawValue == String { text(word?.rawValue) }
  mutating func identifier<Subject>(_ identifier: Identifier<Subject>?) { text(identifier?.text) }
  mutating func list(_ items: [String?]) { text(FlatJSON.list(items)) }
}
