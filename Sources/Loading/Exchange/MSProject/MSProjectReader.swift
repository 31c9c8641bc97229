import Core

/// Reads MS Project XML (MSPDI) as one project.
///
///     settings, calendars ─► tasks in their order (hierarchy by OutlineLevel) ─► links by UID ─► milestones
///
/// Identity is the UID: the ID is only the number of the row. What has no counterpart here is a warning that names the
/// task.
struct MSProjectReader {
  let file: SourceFile
  let root: XMLNode
  let findings: Findings
  /// Custom fields by which our own export says what MSPDI has no place for; nil in files of others.
  let ownField: String?
  var minutesPerDay = 480
  var hours = DayHours()
  var plan = ImportedPlan()
  var project: Project
  /// Base calendars by UID.
  var calendars: [Int: (id: CalendarID, hours: DayHours)] = [:]
  var startsFromStart = true

  private static let skipped: Set<String> = [
    "Assignments", "Resources", "TimephasedData", "Baseline", "OutlineCodes", "WBSMasks", "Views", "Filters", "Tables",
    "Groups", "Reports",
  ]

  static func read(_ file: SourceFile, calendar: CalendarID, _ findings: Findings) -> ImportedPlan? {
    guard let root = XMLReader.read(file, skipping: skipped, findings) else { return nil }
    guard root.name == "Project" else {
      findings.error(
        "mspdi.root", "Is no MS Project XML: its root is \"\(shortened(root.name))\", expected \"Project\".",
        at: root.place)
      return nil
    }
    var reader = MSProjectReader(file: file, root: root, calendar: calendar, findings)
    reader.readSettings()
    reader.readCalendars()
    reader.readDates()
    reader.readTasks()
    reader.plan.projects = [reader.project]
    return reader.plan
  }

  private init(file: SourceFile, root: XMLNode, calendar: CalendarID, _ findings: Findings) {
    self.file = file
    self.root = root
    self.findings = findings
    let id = ImportedPlan.identifier(stem(of: file.name))
    let name = root.text("Title") ?? root.text("Name") ?? id
    project = Project(
      id: ProjectID(id), name: String(name.prefix(Limits.nameCharacters)), calendar: calendar, place: root.place)
    ownField = root.list("ExtendedAttributes", "ExtendedAttribute").first { $0.text("Alias") == MSProjectRules.alias }?
      .text("FieldID")
  }

  private mutating func readSettings() {
    if let minutes = number(root, "MinutesPerDay", in: 1...1440) { minutesPerDay = minutes }
    hours.minutes = minutesPerDay
    if let opening = root.text("DefaultStartTime").flatMap({ TimeOfDay($0) }),
      let closing = root.text("DefaultFinishTime").flatMap({ TimeOfDay($0) })
    {
      hours.opening = Int(opening.seconds)
      hours.closing = closing.seconds == 0 ? 86_400 : Int(closing.seconds)
    }
    startsFromStart = flag(root, "ScheduleFromStart") ?? true
  }

  /// The start of the project binds, or, where it is scheduled from its end, the finish; the other one is computed.
  ///
  /// MS Project moves no work to the status date by itself: where the file has none, the start of the project stands for
  /// it, so that the dates are those of the file.
  private mutating func readDates() {
    let uid = number(root, "CalendarUID", in: -1...Int(Int32.max))
    if let uid, let calendar = calendars[uid] {
      project.calendar = calendar.id
      hours = calendar.hours
    } else if let uid, uid >= 0 {
      findings.warning(
        "mspdi.unknownCalendar", "The project's calendar \(uid) is not in the file; \"\(project.calendar)\" is used.",
        at: root.place(of: "CalendarUID"))
    }
    let start = time(root, "StartDate").map { hours.startDay($0) }
    let finish = time(root, "FinishDate").map { hours.finishDay($0) }
    if startsFromStart { project.start = start } else { project.finish = finish }
    project.statusDate = time(root, "StatusDate")?.date
    if project.statusDate == nil { project.statusDate = start }
    if !startsFromStart, finish == nil {
      findings.error(
        "mspdi.noFinish", "Is scheduled from its finish but has no FinishDate.", at: root.place(of: "ScheduleFromStart")
      )
    }
  }

  // MARK: Values

  func number(_ node: XMLNode, _ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = node.text(name) else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    findings.error(
      "mspdi.value",
      "\(name) is \"\(shortened(text))\"; expected a whole number from \(range.lowerBound) to "
        + "\(range.upperBound).", at: node.place(of: name))
    return nil
  }

  func flag(_ node: XMLNode, _ name: String) -> Bool? {
    switch node.text(name) {
    case "1", "true": return true
    case "0", "false": return false
    case nil: return nil
    case let text?:
      findings.error("mspdi.value", "\(name) is \"\(shortened(text))\"; expected 0 or 1.", at: node.place(of: name))
      return nil
    }
  }

  func time(_ node: XMLNode, _ name: String) -> StoredTime? {
    guard let text = node.text(name), text != "NA" else { return nil }
    if let time = StoredTime(text) { return time }
    findings.error(
      "mspdi.value", "\(name) is \"\(shortened(text))\"; expected a time such as 2026-02-14T08:00:00.",
      at: node.place(of: name))
    return nil
  }

  /// Minutes of a duration such as `PT40H0M0S`.
  func minutes(_ node: XMLNode, _ name: String) -> Double? {
    guard let text = node.text(name) else { return nil }
    if let minutes = MSProjectReader.minutes(text) { return minutes }
    findings.error(
      "mspdi.value", "\(name) is \"\(shortened(text))\"; expected a duration such as PT8H0M0S.",
      at: node.place(of: name))
    return nil
  }

  static func minutes(_ text: String) -> Double? {
    guard text.hasPrefix("P") else { return nil }
    var total = 0.0
    var digits = ""
    var isTime = false
    for character in text.dropFirst() {
      if character == "T" {
        isTime = true
        continue
      }
      if character.isASCII, character.isNumber || character == "." {
        digits.append(character)
        continue
      }
      guard let number = Double(digits), number < 1e9 else { return nil }
      digits = ""
      switch (isTime, character) {
      case (true, "H"): total += number * 60
      case (true, "M"): total += number
      case (true, "S"): total += number / 60
      case (false, "D"): total += number * 1440
      default: return nil
      }
    }
    return digits.isEmpty ? total : nil
  }
}
