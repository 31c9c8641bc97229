/// The two counts behind all working-day arithmetic: how many working days lie before a day, and which day is the k-th.
///
/// Both are O(1) without a loop: prefix sums over the span of explicit days, whole weeks and a seven-entry table
/// outside it.
///
///     k      …  -2  -1 | 0    1    2 … n-1 | n   n+1 …
///     day    … by week | days[0 ..< n]     | by week …
///
/// Days are numbers since 1970-01-01. Any `Int` far inside ±2^60 is a valid question. An immutable class, because the
/// planner's passes take one up per node: one reference count instead of two.
final class WorkdayIndex: Hashable, Sendable {
  private let perWeek: Int
  /// Byte w: working days of the week before weekday w (0 = Monday).
  private let beforeWeekday: UInt64
  /// Byte n: weekday of the n-th working day of the week.
  private let weekdayOf: UInt64
  private let start: Int
  private let end: Int
  /// Working days by the weekly rule before `start` and before `end`, counted from a Monday.
  private let weeklyAtStart: Int
  private let weeklyAtEnd: Int
  /// `prefix[i]`: working days in [start, start + i).
  private let prefix: [Int32]
  /// Day numbers of the working days in [start, end).
  private let days: [Int32]

  /// - Parameter isWorking: asked once for each day of [start, end); elsewhere the week decides.
  init(week: Week, start: Int, end: Int, isWorking: (Int) -> Bool) {
    precondition(week.count > 0 && start <= end)
    var before: UInt64 = 0
    var nth: UInt64 = 0
    var seen = 0
    for weekday in 0..<7 {
      before |= UInt64(seen) << UInt64(weekday * 8)
      if week.contains(weekday + 1) {
        nth |= UInt64(weekday) << UInt64(seen * 8)
        seen += 1
      }
    }
    perWeek = seen
    beforeWeekday = before
    weekdayOf = nth
    self.start = start
    self.end = end
    weeklyAtStart = WorkdayIndex.weekly(before: start, perWeek: seen, beforeWeekday: before)
    weeklyAtEnd = WorkdayIndex.weekly(before: end, perWeek: seen, beforeWeekday: before)
    var prefix: [Int32] = [0]
    var days: [Int32] = []
    prefix.reserveCapacity(end - start + 1)
    for day in start..<end {
      if isWorking(day) { days.append(Int32(day)) }
      prefix.append(Int32(days.count))
    }
    self.prefix = prefix
    self.days = days
  }

  /// W(t): working days before `day`, counted from the first explicit day (negative before it).
  func workingDays(before day: Int) -> Int {
    if day < start { return weekly(before: day) - weeklyAtStart }
    if day <= end { return Int(prefix[day - start]) }
    return days.count + weekly(before: day) - weeklyAtEnd
  }

  /// wd[k]: the number of the working day with index `k`.
  func workingDay(_ k: Int) -> Int {
    if k < 0 { return weekly(k + weeklyAtStart) }
    if k < days.count { return Int(days[k]) }
    return weekly(k - days.count + weeklyAtEnd)
  }

  func isWorking(_ day: Int) -> Bool { workingDays(before: day + 1) != workingDays(before: day) }

  /// The start of the first working day at or after `day`.
  func startAtOrAfter(_ day: Int) -> Int { workingDay(workingDays(before: day)) }

  /// The start of the last working day at or before `day`.
  func startAtOrBefore(_ day: Int) -> Int { workingDay(workingDays(before: day + 1) - 1) }

  /// The end of the first working day that ends at or after the instant `day`.
  func endAtOrAfter(_ day: Int) -> Int { workingDay(workingDays(before: day - 1)) + 1 }

  /// The end of the last working day that ends at or before the instant `day`.
  func endAtOrBefore(_ day: Int) -> Int { workingDay(workingDays(before: day) - 1) + 1 }

  private func weekly(before day: Int) -> Int {
    WorkdayIndex.weekly(before: day, perWeek: perWeek, beforeWeekday: beforeWeekday)
  }

  private static func weekly(before day: Int, perWeek: Int, beforeWeekday: UInt64) -> Int {
    let (weeks, weekday) = floorDivide(day + 3, by: 7)
    return weeks * perWeek + Int(beforeWeekday >> UInt64(weekday * 8) & 0xff)
  }

  private func weekly(_ k: Int) -> Int {
    let (weeks, rest) = WorkdayIndex.floorDivide(k, by: perWeek)
    return weeks * 7 + Int(weekdayOf >> UInt64(rest * 8) & 0xff) - 3
  }

  private static func floorDivide(_ a: Int, by b: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

  static func == (a: WorkdayIndex, b: WorkdayIndex) -> Bool {
    a === b
      || a.start == b.start && a.end == b.end && a.perWeek == b.perWeek && a.weekdayOf == b.weekdayOf
        && a.days == b.days
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(start)
    hasher.combine(end)
    hasher.combine(weekdayOf)
    hasher.combine(days.count)
  }
}
