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

  /// At most ±2^31; what is beyond stands at the bound.
  package var amount: Int {
    get { Int(stored) }
    set { stored = Int32(clamping: newValue) }
  }
  package var unit: Unit
  // Half the bytes: a ledger may hold millions of them.
  private var stored: Int32

  package init(_ amount: Int, _ unit: Unit) {
    stored = Int32(clamping: amount)
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
    var rest = text.utf8[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    guard let first = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
    var amount = 0
    while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      amount = amount * 10 + Int(digit - UInt8(ascii: "0"))
      guard amount <= 1_000_000 else { return nil }
      rest.removeFirst()
    }
    guard let unit = Unit(rawValue: String(decoding: rest, as: UTF8.self)) else { return nil }
    self.init(isNegative ? -amount : amount, unit)
  }
}
