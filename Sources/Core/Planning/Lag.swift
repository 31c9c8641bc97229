/// A lag or lead of a link, in days of its own calendar; classic CPM arithmetic made exact across calendars.
///
/// `walk` goes n working days from an instant t and stops at once: a lag to the end of the n-th working day at or after
/// t, a lead to the start of the n-th working day before t (to a finish, or a milestone that closes a day: the equal
/// end of the day before). `unwalk` is its adjoint: the largest x whose walk does not pass t. A plain walk back loses up
/// to a day where calendars differ.
struct Lag: Sendable {
  var days: Int32 = 0
  /// Index into the network's calendars.
  var calendar: Int32 = 0

  func walk(from t: Int, toEnd: Bool, in calendars: [WorkdayIndex]) -> Int {
    if days == 0 { return t }
    let n = Int(days)
    let calendar = calendars[Int(calendar)]
    let k = calendar.workingDays(before: t) + n
    return n > 0 || toEnd ? calendar.workingDay(k - 1) + 1 : calendar.workingDay(k)
  }

  func unwalk(to t: Int, fromEnd: Bool, in calendars: [WorkdayIndex]) -> Int {
    if days == 0 { return t }
    let n = Int(days)
    let calendar = calendars[Int(calendar)]
    if n > 0 || fromEnd { return calendar.workingDay(calendar.workingDays(before: t) - n) }
    return calendar.workingDay(calendar.workingDays(before: t + 1) - 1 - n)
  }
}
