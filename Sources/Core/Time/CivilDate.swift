/// A day of the proleptic Gregorian calendar, held as days since 1970-01-01.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`: exact, branch-poor, no tables.
package struct CivilDate: Hashable, Comparable, Sendable {
  package var dayNumber: Int32

  package init(dayNumber: Int) { self.dayNumber = Int32(dayNumber) }

  /// The day named, or nil where there is none (2026-02-30). Years 1…9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...CivilDate.daysInMonth(month, ofYear: year)).contains(day)
    else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  package static func < (a: CivilDate, b: CivilDate) -> Bool { a.dayNumber < b.dayNumber }
  package static func + (a: CivilDate, days: Int) -> CivilDate { CivilDate(dayNumber: Int(a.dayNumber) + days) }
  package static func - (a: CivilDate, days: Int) -> CivilDate { CivilDate(dayNumber: Int(a.dayNumber) - days) }
  /// Days from `b` to `a`.
  package static func - (a: CivilDate, b: CivilDate) -> Int { Int(a.dayNumber) - Int(b.dayNumber) }

  package var components: (year: Int, month: Int, day: Int) {
    let z = Int(dayNumber) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  package var year: Int { components.year }
  package var month: Int { components.month }
  package var day: Int { components.day }

  /// 1 = Monday … 7 = Sunday (ISO 8601).
  package var weekday: Int {
    let n = (Int(dayNumber) + 3) % 7
    return (n < 0 ? n + 7 : n) + 1
  }

  package static func daysInMonth(_ month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The same day `months` later; a day the month does not have becomes its last (Jan 31 + 1 month = Feb 28 or 29).
  /// Ends at the first and the last day of the years 1…9999.
  package func adding(months: Int) -> CivilDate {
    let (year, month, day) = components
    let index = year * 12 + (month - 1) + months
    let newYear = index >= 0 ? index / 12 : (index - 11) / 12
    let newMonth = index - newYear * 12 + 1
    let newDay = min(day, CivilDate.daysInMonth(newMonth, ofYear: newYear))
    return CivilDate(year: newYear, month: newMonth, day: newDay)
      ?? CivilDate(dayNumber: months < 0 ? -719_162 : 2_932_896)
  }

  package var endOfMonth: CivilDate {
    let (year, month, day) = components
    return self + (CivilDate.daysInMonth(month, ofYear: year) - day)
  }
}

extension CivilDate: CustomStringConvertible {
  /// ISO 8601: `2026-02-14`.
  package var description: String {
    let (year, month, day) = components
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Reads exactly `YYYY-MM-DD`. Looser spellings are the loader's business.
  package init?(iso text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
      !text.utf8.contains(UInt8(ascii: "+")),
      let numbers = Optional(parts.compactMap { Int($0) }), numbers.count == 3
    else { return nil }
    self.init(year: numbers[0], month: numbers[1], day: numbers[2])
  }
}

/// `7` as `07`.
package func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
}
