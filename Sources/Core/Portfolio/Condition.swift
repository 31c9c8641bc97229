/// What is judged of a project at the end of a period: `10pp <= lag <= 30pp and investment > 50亿 for 2 periods`.
package struct Condition: Hashable, Sendable {
  /// All of them must hold.
  package var clauses: [Clause]
  /// In how many periods running, this one included.
  package var periods: Int

  package init(_ clauses: [Clause], periods: Int = 1) {
    self.clauses = clauses
    self.periods = periods
  }

  package enum Clause: Hashable, Sendable {
    /// Bounds as written: `>=` takes its edge in, `>` leaves it out.
    case compare(Measure, lower: Bound?, upper: Bound?)
    /// `report stale 30d`: the last report is so old, or there never was one.
    case stale(Span)
    /// `same text twice`, `same text 3 times`: the last reports say the same, word for word.
    case sameText(times: Int)
    /// `not started`: the planned start is over and nothing has begun.
    case notStarted
    /// `not finished`: the planned finish is over and the work is not done.
    case notFinished
  }

  package enum Measure: String, Hashable, Sendable, CaseIterable {
    /// Planned less actual progress, in percentage points.
    case lag
    /// Actual over planned progress, in per cent.
    case ratio
    /// Actual progress since the end of the last period, in percentage points.
    case gain
    /// Total investment, in money.
    case investment
  }

  package struct Bound: Hashable, Sendable {
    /// Ten-thousandths of a point or of a per cent; whole yuan.
    package var value: Int64
    package var isInclusive: Bool
    package init(_ value: Int64, isInclusive: Bool) {
      self.value = value
      self.isInclusive = isInclusive
    }
  }
}

extension Condition.Clause {
  /// Whether `value`, in the unit of `Bound`, lies between the bounds.
  static func holds(_ value: Int64, lower: Condition.Bound?, upper: Condition.Bound?) -> Bool {
    if let lower, lower.isInclusive ? value < lower.value : value <= lower.value { return false }
    if let upper, upper.isInclusive ? value > upper.value : value >= upper.value { return false }
    return true
  }
}

extension Condition.Measure {
  /// Ten-thousandths in a unit of what people write.
  static let scale = 4

  /// `10pp`, `80%`, `50亿`, `8000万`; nil for anything else.
  package func value(_ text: some StringProtocol) -> Int64? {
    switch self {
    case .lag, .gain: text.hasSuffix("pp") ? decimal(text.dropLast(2), places: Self.scale) : nil
    case .ratio: text.hasSuffix("%") ? decimal(text.dropLast(), places: Self.scale) : nil
    case .investment:
      switch text.last {
      case "亿": decimal(text.dropLast(), places: 8).flatMap { $0 < 0 ? nil : $0 }
      case "万": decimal(text.dropLast(), places: 4).flatMap { $0 < 0 ? nil : $0 }
      case "元": decimal(text.dropLast(), places: 0).flatMap { $0 < 0 ? nil : $0 }
      default: nil
      }
    }
  }

  package func text(_ value: Int64) -> String {
    switch self {
    case .lag, .gain: "\(decimalText(value, places: Self.scale))pp"
    case .ratio: "\(decimalText(value, places: Self.scale))%"
    case .investment:
      value >= 100_000_000 && value % 1_000_000 == 0
        ? "\(decimalText(value, places: 8))亿"
        : value % 10_000 == 0 ? "\(value / 10_000)万" : "\(value)元"
    }
  }
}

/// `12.5` with four places as 125000; nil for more places than fit, for blanks, and past a thousand million million.
private func decimal(_ text: some StringProtocol, places: Int) -> Int64? {
  let isNegative = text.hasPrefix("-")
  let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
  guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) })
  else { return nil }
  let fraction = parts.count == 2 ? String(parts[1]) : ""
  guard fraction.utf8.count <= places, parts[0].utf8.count <= 7 else { return nil }
  guard let digits = Int64(parts[0] + fraction + String(repeating: "0", count: places - fraction.utf8.count))
  else { return nil }
  return isNegative ? -digits : digits
}

private func decimalText(_ value: Int64, places: Int) -> String {
  var digits = String(value.magnitude)
  if digits.utf8.count <= places { digits = String(repeating: "0", count: places + 1 - digits.utf8.count) + digits }
  var fraction = digits.suffix(places)
  while fraction.last == "0" { fraction.removeLast() }
  return "\(value < 0 ? "-" : "")\(digits.dropLast(places))\(fraction.isEmpty ? "" : ".\(fraction)")"
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
