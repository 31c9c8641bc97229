import Core

/// The habits of cells in real ledgers.
enum TableCell {
  /// `——`, `无` and the like mean that nothing is written.
  static func isNothing(_ text: String) -> Bool {
    text.utf8.count <= 6 && (text.isEmpty || !beginsPlainly(text) && nothings.contains(text))
  }

  /// A digit, or a letter that none of `nothings` begins with.
  private static func beginsPlainly(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "N"), UInt8(ascii: "n"), nil: false
    case (UInt8(ascii: "0")...UInt8(ascii: "9"))?, (UInt8(ascii: "A")...UInt8(ascii: "Z"))?,
      (UInt8(ascii: "a")...UInt8(ascii: "z"))?:
      true
    default: false
    }
  }

  private static let nothings = ["-", "—", "——", "--", "－", "/", "／", "无", "N/A", "n/a"]

  private static let separatorBytes = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), 0xE3, 0xEF]

  /// The names in a cell: `、，,；;` and line ends separate, blanks only where the whole is no known name.
  static func names(in text: String, _ book: PartyBook) -> [String] {
    let pieces =
      holdsControl(orByte: separatorBytes, in: text)
      ? text.split { "、,，;；|\n\r\r\n".contains($0) } : text.isEmpty ? [] : [text[...]]
    return pieces.flatMap { piece -> [String] in
      let name = trimmed(piece)
      if name.isEmpty { return [] }
      guard name.contains(where: \.isWhitespace), book.find(name) == nil else { return [name] }
      return words(joiningPadded: name)
    }
  }

  /// Words of a text; two that are one character each are one padded name (王  斌).
  private static func words(joiningPadded text: String) -> [String] {
    var result: [String] = []
    var half: String?
    for word in text.split(whereSeparator: \.isWhitespace).map(String.init) {
      guard word.count == 1 else {
        if let half { result.append(half) }
        half = nil
        result.append(word)
        continue
      }
      if let first = half {
        result.append(first + word)
        half = nil
      } else {
        half = word
      }
    }
    if let half { result.append(half) }
    return result
  }

  /// `5个工作日` as `5wd` and `30天` as `30d`; any other text as it is.
  static func span(_ text: String) -> String {
    if text.utf8.last.map({ $0 < 0x80 }) ?? true { return text }
    let plain = halfWidth(text).filter { !$0.isWhitespace }
    for (unit, suffixes) in units {
      guard let suffix = suffixes.first(where: { plain.hasSuffix($0) }) else { continue }
      let amount = plain.dropLast(suffix.count)
      let digits = amount.hasSuffix("个") ? amount.dropLast() : amount
      if !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) { return "\(digits)\(unit)" }
    }
    return text
  }

  private static let units = [("wd", ["工作日"]), ("d", ["日历天", "日历日", "自然日", "天"])]

  /// `m00FS+3wd` in its parts; a text without a type is an id.
  static func dependency(_ text: String) -> (milestone: String, type: String?, lag: String?) {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "F") || $0 == UInt8(ascii: "S") }) else {
      return (text, nil, nil)
    }
    for kind in Dependency.Kind.allCases {
      guard let range = text.ranges(of: kind.rawValue).last, range.lowerBound > text.startIndex else { continue }
      let lag = text[range.upperBound...]
      guard lag.isEmpty || Span(lag).map({ _ in lag.first == "+" || lag.first == "-" }) ?? false else { continue }
      let plain = lag.first == "+" ? lag.dropFirst() : lag
      return (String(text[..<range.lowerBound]), kind.rawValue, plain.isEmpty ? nil : String(plain))
    }
    return (text, nil, nil)
  }
}
