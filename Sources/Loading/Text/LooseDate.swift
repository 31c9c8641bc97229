import Core

/// A date in the habits of real ledgers: `2021-7-5`, `2021年7月5日`, `2021.7.5`, `2021-07`, `2021`, `7月底前`, `6月下旬`,
/// `2021Q3`, `2021年三季度`, Excel serials. Less than a day is read as its first or its last day.
struct LooseDate {
  enum Edge: String, CaseIterable { case start, end }

  let date: CivilDate

  /// - Parameters:
  ///   - edge: what a bare year, quarter or month means.
  ///   - year: for texts without a year, such as `7月底前`.
  init?(_ raw: String, edge: Edge, year context: Int?) {
    var text = LooseDate.withoutMidnight(trimmed(halfWidth(raw))).filter { !$0.isWhitespace }
    for noise in ["00:00:00", "T00:00:00", "前", "以前", "之前"] where text.hasSuffix(noise) && text.count > noise.count {
      text = String(text.dropLast(noise.count))
    }
    if let range = LooseDate.years(text) {
      guard let date = LooseDate.edge(of: edge == .start ? range.from : range.to, months: 1...12, edge) else {
        return nil
      }
      self.date = date
      return
    }
    guard let date = LooseDate.serial(text) ?? LooseDate.numeric(text, edge) ?? LooseDate.chinese(text, edge, context)
    else { return nil }
    self.date = date
  }

  /// `2026/12/31 0:00`, as spreadsheets save a date. Any other time of day is left, and makes it no date.
  private static func withoutMidnight(_ text: String) -> Substring {
    guard let blank = text.lastIndex(where: \.isWhitespace) else { return text[...] }
    let time = text[text.index(after: blank)...]
    return ["0:00", "00:00", "0:00:00"].contains(time) ? text[..<blank] : text[...]
  }

  /// `2013-2015`.
  private static func years(_ text: String) -> (from: Int, to: Int)? {
    let parts = text.split(whereSeparator: { "-—~至".contains($0) }).map { $0.hasSuffix("年") ? $0.dropLast() : $0 }
    guard parts.count == 2, let from = year(parts[0]), let to = year(parts[1]), from <= to else { return nil }
    return (from, to)
  }

  private static func year(_ text: Substring) -> Int? {
    guard text.utf8.count == 4, let year = Int(text), (1900...2199).contains(year) else { return nil }
    return year
  }

  /// Days since 1899-12-30, as Excel counts from 1900-03-01 on: 20000 is 1954, 80000 is 2119. A time of day is dropped.
  private static func serial(_ text: String) -> CivilDate? {
    let whole = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard whole[0].utf8.count == 5, whole.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }),
      let days = Int(whole[0]), (20_000...80_000).contains(days), let origin = CivilDate(year: 1899, month: 12, day: 30)
    else { return nil }
    return origin + days
  }

  /// Digits with `-`, `.` or `/`, `20210705`, and `2021Q3`.
  private static func numeric(_ text: String, _ edge: Edge) -> CivilDate? {
    if text.utf8.count == 8, let number = Int(text), text.allSatisfy(\.isNumber) {
      return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
    let parts = text.split(omittingEmptySubsequences: false, whereSeparator: { "-./".contains($0) })
    if let last = parts.last, parts.count <= 2, let mark = last.firstIndex(where: { $0 == "Q" || $0 == "q" }) {
      let yearPart = parts.count == 2 && mark == last.startIndex ? parts[0] : last[..<mark]
      guard parts.count == 1 || mark == last.startIndex, let year = year(yearPart),
        let quarter = Int(last[last.index(after: mark)...]), (1...4).contains(quarter)
      else { return nil }
      return self.edge(of: year, months: (quarter * 3 - 2)...(quarter * 3), edge)
    }
    guard let first = parts.first, let year = year(first) else { return nil }
    let numbers = parts.dropFirst().compactMap { $0.utf8.count <= 2 && $0.first != "+" ? Int($0) : nil }
    guard numbers.count == parts.count - 1 else { return nil }
    switch numbers.count {
    case 0: return self.edge(of: year, months: 1...12, edge)
    case 1: return self.edge(of: year, months: numbers[0]...numbers[0], edge)
    case 2: return CivilDate(year: year, month: numbers[0], day: numbers[1])
    default: return nil
    }
  }

  /// `[2021年]` then `7月5日`, `7月`, `7月上旬|中旬|下旬|底`, `三季度`, `第3季度`, `上半年`, `下半年`, `底`, or nothing.
  private static func chinese(_ text: String, _ edge: Edge, _ context: Int?) -> CivilDate? {
    var rest = text[...]
    var year = context
    if let mark = rest.firstIndex(of: "年"), let stated = self.year(rest[..<mark]) {
      year = stated
      rest = rest[rest.index(after: mark)...]
      if rest.isEmpty { return self.edge(of: stated, months: 1...12, edge) }
    }
    guard let year else { return nil }
    if rest == "底" || rest == "年底" || rest == "末" { return self.edge(of: year, months: 12...12, .end) }
    if rest == "上半年" { return self.edge(of: year, months: 1...6, edge) }
    if rest == "下半年" { return self.edge(of: year, months: 7...12, edge) }
    for suffix in ["季度末", "季度底", "季度"] where rest.hasSuffix(suffix) {
      let name = rest.dropLast(suffix.count).drop { $0 == "第" }
      guard let quarter = ["1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4][String(name)] else {
        return nil
      }
      return self.edge(of: year, months: (quarter * 3 - 2)...(quarter * 3), suffix == "季度" ? edge : .end)
    }
    guard let mark = rest.firstIndex(of: "月"), let month = Int(rest[..<mark]), (1...12).contains(month) else {
      return nil
    }
    let tail = rest[rest.index(after: mark)...]
    switch tail {
    case "", "份": return self.edge(of: year, months: month...month, edge)
    case "底", "末", "下旬": return self.edge(of: year, months: month...month, .end)
    case "初": return CivilDate(year: year, month: month, day: 1)
    case "上旬": return CivilDate(year: year, month: month, day: edge == .start ? 1 : 10)
    case "中旬": return CivilDate(year: year, month: month, day: edge == .start ? 11 : 20)
    default:
      guard let last = tail.last, last == "日" || last == "号", let day = Int(tail.dropLast()) else { return nil }
      return CivilDate(year: year, month: month, day: day)
    }
  }

  private static func edge(of year: Int, months: ClosedRange<Int>, _ edge: Edge) -> CivilDate? {
    switch edge {
    case .start: CivilDate(year: year, month: months.lowerBound, day: 1)
    case .end: CivilDate(year: year, month: months.upperBound, day: 1)?.endOfMonth
    }
  }
}
