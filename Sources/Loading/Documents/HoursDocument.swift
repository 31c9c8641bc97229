import Core

/// `hours: { opening: "08:30", lunch: "12:00-14:30", closing: "18:00" }`.
enum HoursDocument {
  static func read(_ fields: Fields) -> WorkingHours? {
    guard let inner = fields.fields("hours", "the hours of a calendar", keys: ["opening", "lunch", "closing"]) else {
      return nil
    }
    let isWhole = [inner.required("opening"), inner.required("closing")].allSatisfy { $0 != nil }
    let lunch = inner.value("lunch", expected: "a break such as \"12:00-14:30\"", parse)
    guard isWhole, let opening = inner.time("opening"), let closing = inner.time("closing") else { return nil }
    guard opening < closing else {
      inner.findings.error(
        "calendar.hours", "Closing \(closing) is not after opening \(opening).", at: inner.place(of: "closing"))
      return nil
    }
    if let lunch, !(opening < lunch.start && lunch.start < lunch.end && lunch.end < closing) {
      inner.findings.error(
        "calendar.hours",
        "The lunch break \(lunch.start)-\(lunch.end) does not lie inside the hours from \(opening) to \(closing).",
        at: inner.place(of: "lunch"))
      return nil
    }
    return WorkingHours(opening: opening, closing: closing, lunch: lunch)
  }

  private static func parse(_ text: String) -> WorkingHours.Lunch? {
    let ends = halfWidth(text).replacing("–", with: "-").split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let start = TimeOfDay(trimmed(ends[0])), let end = TimeOfDay(trimmed(ends[1])) else {
      return nil
    }
    return WorkingHours.Lunch(start: start, end: end)
  }
}
