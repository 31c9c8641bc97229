import Core

extension CalendarDocument {
  /// Adds the days of an iCalendar file: all-day events that say 休 or 班, or a category that does.
  ///
  /// Where no event of a file says either, all of them are days off; where some do, the others are festivals that are
  /// worked or not as the week has it, and are passed over.
  mutating func readEvents(_ file: SourceFile, _ findings: Findings) {
    guard let bytes = file.bytes(limit: Limits.yamlBytes, findings),
      let text = TextEncoding.utf8.decode(bytes, of: file, findings)
    else { return }
    let lines = ContentLine.read(text, file: file.name, findings)
    guard lines.first?.name == "BEGIN", lines.first?.value.uppercased() == "VCALENDAR" else {
      findings.error("ics.syntax", "Is no iCalendar file: it does not begin with BEGIN:VCALENDAR.", at: file.place)
      return
    }
    let events = HolidayEvent.read(lines, findings)
    let isMarked = events.contains { $0.isWorking != nil }
    var passed: [HolidayEvent] = []
    for event in events {
      guard let isWorking = event.isWorking ?? (isMarked ? nil : false) else {
        passed.append(event)
        continue
      }
      for day in event.first..<(event.first + event.days) {
        let date = CivilDate(dayNumber: day)
        lastYear = max(lastYear ?? date.year, date.year)
        add(date, isWorking: isWorking, name: event.name, at: event.place, findings)
      }
    }
    if let first = passed.first {
      findings.warning(
        "ics.unmarked",
        "Events that say neither 休 nor 班 were passed over (\(passed.count)); the first: \"\(shortened(first.name))\".",
        at: first.place)
    }
  }
}

/// One all-day event of an iCalendar file.
struct HolidayEvent {
  var name = ""
  /// Day numbers; the end of an event is exclusive.
  var first = 0
  var days = 1
  /// Nil: it does not say.
  var isWorking: Bool?
  var place: Place

  private static let longest = 400

  static func read(_ lines: [ContentLine], _ findings: Findings) -> [HolidayEvent] {
    var events: [HolidayEvent] = []
    var open: [String] = []
    var current: [ContentLine] = []
    for line in lines {
      switch line.name {
      case "BEGIN":
        open.append(line.value.uppercased())
        if open.last == "VEVENT" { current = [line] }
      case "END":
        guard open.popLast() == line.value.uppercased() else {
          findings.error("ics.syntax", "END:\(shortened(line.value)) closes nothing that is open.", at: line.place)
          return events
        }
        if line.value.uppercased() == "VEVENT", let event = HolidayEvent(current, findings) { events.append(event) }
      default:
        if open.last == "VEVENT" { current.append(line) }
      }
    }
    if let left = open.last, let last = lines.last {
      findings.error("ics.syntax", "The file ends before END:\(left).", at: last.place)
    }
    return events
  }

  /// Nil for what is no day of the calendar: an event that was cancelled, or one with a fault.
  private init?(_ lines: [ContentLine], _ findings: Findings) {
    func line(_ name: String) -> ContentLine? { lines.first { $0.name == name } }
    place = lines[0].place
    if line("STATUS")?.value.uppercased() == "CANCELLED" { return nil }
    if let rule = lines.first(where: { $0.name == "RRULE" || $0.name == "RDATE" }) {
      findings.error(
        "ics.recurring", "Recurring events are refused: days off are set by a notice every year, not by a rule.",
        at: rule.place)
      return nil
    }
    guard let start = line("DTSTART") else {
      findings.error("ics.date", "The event has no DTSTART.", at: place)
      return nil
    }
    name = trimmed(line("SUMMARY")?.text ?? "")
    guard start.parameters["VALUE"]?.uppercased() == "DATE" || start.value.utf8.count == 8 else {
      findings.warning(
        "ics.timed", "The event \"\(shortened(name))\" is not all-day and was passed over.", at: start.place)
      return nil
    }
    guard let first = HolidayEvent.day(start, findings) else { return nil }
    var end = first + 1
    if let line = line("DTEND") {
      guard let day = HolidayEvent.day(line, findings) else { return nil }
      end = day
    } else if let line = line("DURATION") {
      guard let days = HolidayEvent.days(of: line.value) else {
        findings.error("ics.date", "DURATION is \"\(shortened(line.value))\"; expected days as in P3D.", at: line.place)
        return nil
      }
      end = first + days
    }
    guard (1...HolidayEvent.longest).contains(end - first) else {
      findings.error(
        "ics.date",
        "The event ends \(end - first) days after it begins; expected 1 to \(HolidayEvent.longest) (DTEND is exclusive).",
        at: (line("DTEND") ?? start).place)
      return nil
    }
    self.first = Int(first.dayNumber)
    days = end - first
    let categories = lines.filter { $0.name == "CATEGORIES" || $0.name == "X-APPLE-SPECIAL-DAY" }.map(\.text)
    isWorking = categories.lazy.compactMap { HolidayEvent.isWorking($0) }.first ?? HolidayEvent.isWorking(name)
  }

  private static func day(_ line: ContentLine, _ findings: Findings) -> CivilDate? {
    let digits = line.value
    if digits.utf8.count == 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      let date = CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    {
      return date
    }
    findings.error(
      "ics.date", "\(line.name) is \"\(shortened(digits))\"; expected a day that exists, as 20260214.", at: line.place)
    return nil
  }

  /// `P3D`, `P1W`.
  private static func days(of text: String) -> Int? {
    guard text.hasPrefix("P"), let unit = text.last, let number = Int(text.dropFirst().dropLast()),
      (0...1000).contains(number)
    else { return nil }
    return unit == "D" ? number : unit == "W" ? number * 7 : nil
  }

  /// What the words that feeds use say; a mark in brackets, as in 国庆节（班）, counts before the rest.
  static func isWorking(_ text: String) -> Bool? {
    let words = text.lowercased().replacing("（", with: "(").replacing("）", with: ")")
    if words.contains("(班)") || words.contains("[班]") { return true }
    if words.contains("(休)") || words.contains("[休]") { return false }
    let work = ["补班", "上班", "班", "workday", "working day", "work day"]
    let off = ["休", "假", "holiday", "day off", "dayoff"]
    if words == "alternate-workday" || work.contains(where: words.contains) { return true }
    return off.contains(where: words.contains) ? false : nil
  }
}
