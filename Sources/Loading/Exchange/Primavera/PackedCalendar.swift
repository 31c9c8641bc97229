import Core

/// The text in which Primavera packs a calendar: nested groups `(0||NAME(KEY|VALUE|…)(GROUPS))`, with blanks and 0x7F
/// between them.
struct PackedGroup {
  var name = ""
  var values: [String: String] = [:]
  var groups: [PackedGroup] = []

  func group(_ name: String) -> PackedGroup? { groups.first { $0.name == name } }

  /// Nil where the text is none of this kind.
  static func read(_ text: String) -> PackedGroup? {
    let bytes = text.utf8.filter { $0 > 0x20 && $0 != 0x7F }
    var reader = Reader(bytes: bytes)
    return reader.group(depth: 0)
  }

  private struct Reader {
    let bytes: [UInt8]
    var index = 0

    mutating func take(_ character: Character) -> Bool {
      guard index < bytes.count, bytes[index] == character.asciiValue else { return false }
      index += 1
      return true
    }

    mutating func word() -> String {
      let word = bytes[index...].prefix { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
      index += word.count
      return String(decoding: word, as: UTF8.self)
    }

    mutating func group(depth: Int) -> PackedGroup? {
      guard depth < 16, take("(") else { return nil }
      var group = PackedGroup()
      group.name = String(word().split(separator: "|").last ?? "")
      guard take("(") else { return nil }
      let parts = word().split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      for i in stride(from: 0, to: parts.count - 1, by: 2) { group.values[parts[i]] = parts[i + 1] }
      guard take(")"), take("(") else { return nil }
      while index < bytes.count, bytes[index] == UInt8(ascii: "(") {
        guard let inner = self.group(depth: depth + 1) else { return nil }
        group.groups.append(inner)
      }
      return take(")") && take(")") ? group : nil
    }
  }

  /// Opening, closing and minutes of a day: groups `(0||0(s|08:00|f|12:00)())`; nil for a day off.
  var hours: DayHours? {
    let spans = groups.compactMap { span -> (Int, Int)? in
      guard let from = span.values["s"].flatMap({ TimeOfDay($0) }), let to = span.values["f"].flatMap({ TimeOfDay($0) })
      else { return nil }
      return (Int(from.seconds), to.seconds == 0 ? 86_400 : Int(to.seconds))
    }.filter { $0.0 < $0.1 }
    guard let opening = spans.map(\.0).min(), let closing = spans.map(\.1).max() else { return nil }
    return DayHours(opening: opening, closing: closing, minutes: max(1, spans.reduce(0) { $0 + $1.1 - $1.0 } / 60))
  }
}
