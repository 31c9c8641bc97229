import Core

/// The `Retry-After` header of RFC 9110: seconds, or a date.
enum RetryAfter {
  static let longestSeconds = Limits.retryAfterSeconds

  /// Seconds to wait from `now`, 0…`longestSeconds`; nil where it says neither.
  static func seconds(_ value: String, now: Instant) -> Int? {
    var value = Substring(value)
    while value.last == " " || value.last == "\t" { value.removeLast() }
    if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return min(Int(value) ?? longestSeconds, longestSeconds)
    }
    guard let at = date(value) else { return nil }
    return Int(max(0, min(at - now, Int64(longestSeconds))))
  }

  /// `Sun, 06 Nov 1994 08:49:37 GMT`; the two obsolete forms are not read.
  private static func date(_ text: Substring) -> Instant? {
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
      let month = months.firstIndex(where: { $0 == parts[2] }), let time = TimeOfDay(parts[4]),
      let date = CivilDate(year: year, month: month + 1, day: day)
    else { return nil }
    return ZoneRules.utc.instant(date, time)
  }
}
