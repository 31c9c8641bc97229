/// The hours of a working day: open from `opening` to `closing`, save for the lunch break where there is one.
///
/// Each stretch holds its beginning and not its end, so that 18:00 is closed when closing is 18:00.
package struct WorkingHours: Hashable, Sendable {
  package let opening: TimeOfDay
  package let closing: TimeOfDay
  package let lunch: Lunch?

  package struct Lunch: Hashable, Sendable {
    package let start: TimeOfDay
    package let end: TimeOfDay
    package init(start: TimeOfDay, end: TimeOfDay) {
      self.start = start
      self.end = end
    }
  }

  /// - Precondition: opening < closing, and a lunch break lies between them and leaves work on both sides; the loader
  ///   refuses anything else.
  package init(opening: TimeOfDay, closing: TimeOfDay, lunch: Lunch? = nil) {
    precondition(opening < closing, "a working day without hours")
    if let lunch { precondition(opening < lunch.start && lunch.start < lunch.end && lunch.end < closing) }
    self.opening = opening
    self.closing = closing
    self.lunch = lunch
  }

  /// 08:30–18:00.
  package static let office = WorkingHours(
    opening: TimeOfDay(secondsSinceMidnight: 30_600), closing: TimeOfDay(secondsSinceMidnight: 64_800))

  /// Seconds worked on a whole day.
  package var secondsPerDay: Int64 { seconds(before: closing) }

  package func isOpen(_ time: TimeOfDay) -> Bool {
    if let lunch, lunch.start <= time && time < lunch.end { return false }
    return opening <= time && time < closing
  }

  /// Seconds worked on the day before `time`.
  package func seconds(before time: TimeOfDay) -> Int64 {
    var worked = Int64(min(max(time, opening), closing).seconds - opening.seconds)
    if let lunch { worked -= Int64(min(max(time, lunch.start), lunch.end).seconds - lunch.start.seconds) }
    return worked
  }

  /// When `seconds` of the day's work are done; at the edge of the lunch break its start. 0 < seconds ≤ a whole day's.
  func moment(afterWorking seconds: Int64) -> TimeOfDay {
    let plain = TimeOfDay(secondsSinceMidnight: Int(Int64(opening.seconds) + seconds))
    guard let lunch, plain > lunch.start else { return plain }
    return TimeOfDay(secondsSinceMidnight: Int(plain.seconds + lunch.end.seconds - lunch.start.seconds))
  }
}
