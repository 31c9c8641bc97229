import Core
import GRDB

/// Columns of one row, put down from left to right. `RowReader` takes them up again.
struct RowWriter {
  private(set) var values: [DatabaseValue] = []

  /// A NUL would end the text where it is read back, and break the row's hash: it becomes U+FFFD.
  mutating func text(_ text: String?) {
    guard let text else { return values.append(.null) }
    let clean =
      text.utf8.contains(0)
      ? String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : text
    values.append(clean.databaseValue)
  }

  mutating func integer(_ number: Int?) { values.append(number.map(\.databaseValue) ?? .null) }
  mutating func flag(_ flag: Bool?) { integer(flag.map { $0 ? 1 : 0 }) }
  mutating func date(_ date: CivilDate?) { integer(date.map { Int($0.dayNumber) }) }
  mutating func instant(_ instant: Instant?) { integer(instant.map { Int($0.seconds) }) }
  mutating func word<Word: RawRepresentable>(_ word: Word?) where Word.RawValue == String { text(word?.rawValue) }
  mutating func identifier<Subject>(_ identifier: Identifier<Subject>?) { text(identifier?.text) }
  mutating func list(_ items: [String?]) { text(FlatJSON.list(items)) }
}
