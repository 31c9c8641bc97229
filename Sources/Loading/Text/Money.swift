/// Amounts of money as ledgers write them, in whole yuan. Decimal digits only, never floating point.
enum Money {
  enum Unit: String, CaseIterable {
    case yuan = "元"
    case wan = "万元"
    case yi = "亿元"

    /// Powers of ten over a yuan.
    var zeros: Int {
      switch self {
      case .yuan: 0
      case .wan: 4
      case .yi: 8
      }
    }

    /// The unit a text ends with, and what stands before it.
    static func split(_ text: String) -> (number: Substring, unit: Unit?) {
      let spellings: [(String, Unit)] = [
        ("亿元", .yi), ("万元", .wan), ("亿", .yi), ("万", .wan), ("元", .yuan),
      ]
      for (spelling, unit) in spellings where text.hasSuffix(spelling) { return (text.dropLast(spelling.count), unit) }
      return (text[...], nil)
    }
  }

  /// `5.2亿`, `8,000万元`, `3827.6` in `unit`; nil for anything else, for negatives and for parts of a yuan.
  static func yuan(_ text: String, unit: Unit) -> Int64? {
    let compact = halfWidth(text).filter { !$0.isWhitespace && $0 != "," && $0 != "，" }
    let (number, own) = Unit.split(compact)
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty,
      parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } })
    else { return nil }
    let zeros = (own ?? unit).zeros
    var fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    while fraction.utf8.count > zeros, fraction.last == "0" { fraction.removeLast() }
    // A spreadsheet's 3827.6000000000001 is noise past the yuan; a true part of a yuan is no planner's figure.
    if fraction.utf8.count > zeros {
      guard fraction.utf8.count > 10 else { return nil }
      fraction = fraction.prefix(zeros)
    }
    let digits = parts[0] + fraction + String(repeating: "0", count: zeros - fraction.utf8.count)
    return Int64(digits)
  }
}
