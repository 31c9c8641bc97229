import Core

/// What a file of another planner says, in our terms.
struct ImportedPlan {
  var calendars: [CalendarDocument] = []
  var projects: [Project] = []

  /// - Parameter calendar: of projects whose file names none.
  static func read(_ file: SourceFile, calendar: CalendarID, _ findings: Findings) -> ImportedPlan? {
    switch file.name {
    case _ where file.name.hasSuffix(".xml"): MSProjectReader.read(file, calendar: calendar, findings)
    case _ where file.name.hasSuffix(".gan"): GanttProjectReader.read(file, findings)
    case _ where file.name.hasSuffix(".xer"): PrimaveraReader.read(file, calendar: calendar, findings)
    default: nil
    }
  }

  static let suffixes = [".xml", ".gan", ".xer"]

  /// Calendars of a file are its own: they carry its name, so that two files may both have a "Standard".
  static func calendarID(_ name: String, in file: SourceFile) -> CalendarID {
    CalendarID(identifier("\(stem(of: file.name)):\(name)"))
  }

  /// A text as an id: what an id cannot hold becomes a hyphen.
  static func identifier(_ text: String) -> String {
    var result = ""
    for scalar in trimmed(text).unicodeScalars.prefix(Limits.identifierCharacters) {
      result.unicodeScalars.append(isAllowedInIdentifier(scalar) ? scalar : "-")
    }
    return result.isEmpty ? "-" : result
  }
}

/// A point in time as other planners write it: local, without a zone.
struct StoredTime: Hashable, Comparable {
  var date: CivilDate
  var seconds: Int

  static func < (a: StoredTime, b: StoredTime) -> Bool { (a.date, a.seconds) < (b.date, b.seconds) }

  /// `2026-02-14T08:00:00`, also with a blank for the T, without seconds or without a time.
  init?(_ text: String) {
    let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
    guard let first = parts.first, let date = CivilDate(iso: first) else { return nil }
    self.date = date
    guard parts.count == 2 else {
      seconds = 0
      return
    }
    guard let time = TimeOfDay(parts[1].prefix(8)) ?? TimeOfDay(parts[1].prefix(5)) else { return nil }
    seconds = Int(time.seconds)
  }
}

/// When a working day of a calendar begins and ends, in seconds; whole days: 0 and 86,400.
///
/// At day granularity the end of work on Friday and its beginning on Monday are one instant, and planners store either.
struct DayHours: Hashable {
  var opening = 28_800
  var closing = 61_200
  /// Minutes worked on a day.
  var minutes = 480

  /// A start at or after closing means the next day.
  func startDay(_ time: StoredTime) -> CivilDate { time.seconds >= closing ? time.date + 1 : time.date }

  /// A finish at or before opening means the day before.
  func finishDay(_ time: StoredTime) -> CivilDate { time.seconds <= opening ? time.date - 1 : time.date }
}
