import Core

/// The footer of a TZif file: a POSIX TZ rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, with the wider hours of RFC 8536.
struct PosixZone {
  private enum Day {
    /// `Mm.w.d`: week 1…5 (5 = last) and day, Sunday = 0.
    case month(Int, week: Int, day: Int)
    /// `Jn`: 1…365, never counting February 29.
    case julian(Int)
    /// `n`: 0…365, counting it.
    case ordinal(Int)
  }

  private struct Rule {
    let day: Day
    let seconds: Int
  }

  /// Seconds east of UTC.
  let standardOffset: Int32
  private let daylight: (offset: Int32, start: Rule, end: Rule)?

  init?(_ text: String) {
    var rest = text[...]
    guard PosixZone.skipName(&rest), let standard = PosixZone.time(&rest) else { return nil }
    standardOffset = Int32(-standard)
    if rest.isEmpty {
      daylight = nil
      return
    }
    guard PosixZone.skipName(&rest) else { return nil }
    var offset = -standard + 3600
    if let first = rest.first, first != "," {
      guard let stated = PosixZone.time(&rest) else { return nil }
      offset = -stated
    }
    guard let start = PosixZone.rule(&rest), let end = PosixZone.rule(&rest), rest.isEmpty else { return nil }
    daylight = (Int32(offset), start, end)
  }

  func transitions(years: ClosedRange<Int>) -> [ZoneRules.Transition] {
    guard let daylight else { return [] }
    return years.flatMap { year in
      let start = PosixZone.wall(daylight.start, year) - Int64(standardOffset)
      let end = PosixZone.wall(daylight.end, year) - Int64(daylight.offset)
      return [
        ZoneRules.Transition(at: Instant(seconds: start), offset: daylight.offset),
        ZoneRules.Transition(at: Instant(seconds: end), offset: standardOffset),
      ]
    }.sorted { $0.at < $1.at }
  }

  /// Wall-clock seconds since 1970-01-01 of a rule in a year.
  private static func wall(_ rule: Rule, _ year: Int) -> Int64 {
    let date: CivilDate
    switch rule.day {
    case .month(let month, let week, let day):
      guard let first = CivilDate(year: year, month: month, day: 1) else { return 0 }
      let found = first + (day - first.weekday % 7 + 7) % 7 + (week - 1) * 7
      date = found.month == month ? found : found - 7
    case .julian(let number):
      guard let first = CivilDate(year: year, month: 1, day: 1) else { return 0 }
      let isLeap = CivilDate.daysInMonth(2, ofYear: year) == 29
      date = first + (number - 1 + (isLeap && number >= 60 ? 1 : 0))
    case .ordinal(let number):
      guard let first = CivilDate(year: year, month: 1, day: 1) else { return 0 }
      date = first + number
    }
    return Int64(date.dayNumber) * 86_400 + Int64(rule.seconds)
  }

  private static func skipName(_ rest: inout Substring) -> Bool {
    if rest.first == "<" {
      guard let close = rest.firstIndex(of: ">") else { return false }
      rest = rest[rest.index(after: close)...]
      return true
    }
    let name = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(name.count)
    return name.count >= 3
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private static func time(_ rest: inout Substring) -> Int? {
    var sign = 1
    if let first = rest.first, first == "-" || first == "+" {
      sign = first == "-" ? -1 : 1
      rest.removeFirst()
    }
    let text = rest.prefix { $0.isNumber || $0 == ":" }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...3).contains(parts.count), !parts.contains(nil) else { return nil }
    let numbers = parts.compactMap { $0 } + [0, 0]
    guard (0...167).contains(numbers[0]), (0...59).contains(numbers[1]), (0...59).contains(numbers[2]) else {
      return nil
    }
    rest = rest.dropFirst(text.count)
    return sign * (numbers[0] * 3600 + numbers[1] * 60 + numbers[2])
  }

  private static func rule(_ rest: inout Substring) -> Rule? {
    guard rest.first == "," else { return nil }
    rest.removeFirst()
    let text = rest.prefix { $0 != "," && $0 != "/" }
    rest = rest.dropFirst(text.count)
    let day: Day
    if text.first == "M" {
      let numbers = text.dropFirst().split(separator: ".").compactMap { Int($0) }
      guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
        (0...6).contains(numbers[2])
      else { return nil }
      day = .month(numbers[0], week: numbers[1], day: numbers[2])
    } else if text.first == "J" {
      guard let number = Int(text.dropFirst()), (1...365).contains(number) else { return nil }
      day = .julian(number)
    } else {
      guard let number = Int(text), (0...365).contains(number) else { return nil }
      day = .ordinal(number)
    }
    guard rest.first == "/" else { return Rule(day: day, seconds: 7200) }
    rest.removeFirst()
    return time(&rest).map { Rule(day: day, seconds: $0) }
  }
}
