import Core

/// A calendar as it is written, before its base is known: a mapping of a ledger, or the files of a calendar's name.
struct CalendarDocument {
  var id: CalendarID
  var place: Place
  var base: (id: CalendarID, place: Place)?
  var week: Week?
  var hours: WorkingHours?
  var coveredThrough: CivilDate?
  private(set) var exceptions: [CivilDate: WorkCalendar.Exception] = [:]
  /// Where each of them was said first.
  private(set) var places: [CivilDate: Place] = [:]
  /// Last year that a list of days off speaks of: `coveredThrough` where nothing else is said.
  var lastYear: Int?
  /// Last year whose own notice is here: it is covered, whatever was written before the notice came.
  var noticedYear: Int?

  static let keys = ["base", "week", "holidays", "workdays", "coveredThrough", "hours"]

  init(id: CalendarID, place: Place) {
    self.id = id
    self.place = place
  }

  /// Adds what a mapping says.
  mutating func read(_ fields: Fields) {
    place = fields.place
    if let element = fields.element("base"), let text = fields.text(of: element, "base") {
      base = (CalendarID(text), element.place)
    }
    readWeek(fields)
    coveredThrough = fields.date("coveredThrough") ?? coveredThrough
    hours = HoursDocument.read(fields) ?? hours
    for (key, isWorking) in [("holidays", false), ("workdays", true)] {
      for element in fields.list(key) {
        guard let date = fields.date(of: element, key) else { continue }
        add(date, isWorking: isWorking, name: "", at: element.place, fields.findings)
      }
    }
  }

  private mutating func readWeek(_ fields: Fields) {
    guard let element = fields.element("week") else { return }
    let days = fields.strictList("week").compactMap { item in
      fields.value(of: item, "week", expected: "weekdays from 1 (Monday) to 7 (Sunday)") { weekday($0) }
    }
    if fields.list("week").isEmpty {
      fields.findings.error("calendar.week", "A week needs at least one working day.", at: element.place)
    } else if !days.isEmpty {
      week = Week(days)
    }
  }

  /// A day said twice in one file is an error, whatever it says. Another file may say the same again (notices overlap),
  /// but not the contrary.
  mutating func add(_ date: CivilDate, isWorking: Bool, name: String, at place: Place, _ findings: Findings) {
    guard let known = exceptions[date], let first = places[date] else {
      exceptions[date] = WorkCalendar.Exception(isWorking: isWorking, name: name)
      places[date] = place
      return
    }
    if first.file == place.file {
      findings.error("calendar.duplicateDay", "The day \(date) stands twice in the calendar \"\(id)\".", at: place)
    } else if known.isWorking != isWorking {
      findings.error(
        "calendar.contradiction",
        "The day \(date) is \(isWorking ? "worked" : "off") here, but \(known.isWorking ? "worked" : "off") at \(first).",
        at: place)
    } else if known.name.isEmpty {
      exceptions[date] = WorkCalendar.Exception(isWorking: isWorking, name: name)
    }
  }

  /// The calendar over its base: explicit days of its own win, and what it leaves out it has from the base.
  func resolved(over base: WorkCalendar?) -> WorkCalendar {
    let listed = lastYear.flatMap { CivilDate(year: $0, month: 12, day: 31) }
    let noticed = noticedYear.flatMap { CivilDate(year: $0, month: 12, day: 31) }
    let covered = coveredThrough ?? base?.coveredThrough ?? listed
    return WorkCalendar(
      id: id, week: week ?? base?.week ?? .mondayToFriday,
      exceptions: (base?.exceptions ?? [:]).merging(exceptions) { $1 },
      coveredThrough: covered.map { max($0, noticed ?? $0) }, hours: hours ?? base?.hours ?? .office)
  }
}

/// `1` … `7` or `mon` … `sun`.
func weekday(_ text: String) -> Int? {
  if let number = Int(text) { return (1...7).contains(number) ? number : nil }
  return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].firstIndex(of: text.lowercased()).map { $0 + 1 }
}
