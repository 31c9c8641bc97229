/// A typed length of time as people write it: `30s 5m 4h` wall time, `4wh` working hours, `2d` calendar days, `5wd`
/// working days, `1mo`.
package struct Span: Hashable, Sendable {
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case workingHours = "wh"
    case days = "d"
    case workingDays = "wd"
    case months = "mo"
  }

  package var amount: Int
  package var unit: Unit

  package init(_ amount: Int, _ unit: Unit) {
    self.amount = amount
    self.unit = unit
  }

  package static prefix func - (span: Span) -> Span { Span(-span.amount, span.unit) }

  /// Seconds, where the unit has a fixed length; nil for working hours, days and months.
  package var wallSeconds: Int64? {
    switch unit {
    case .seconds: Int64(amount)
    case .minutes: Int64(amount) * 60
    case .hours: Int64(amount) * 3600
    case .workingHours, .days, .workingDays, .months: nil
    }
  }
}

extension Span: CustomStringConvertible {
  package var description: String { "\(amount)\(unit.rawValue)" }

  /// Reads `[+|-]N UNIT` without blanks; nil for fractions, unknown units and amounts past ±1,000,000.
  package init?(_ text: some StringProtocol) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "-" || $0 == "+") }
    guard let amount = Int(digits), amount.magnitude <= 1_000_000,
      let unit = Unit(rawValue: String(text.dropFirst(digits.count)))
    else { return nil }
    self.init(amount, unit)
  }
}
