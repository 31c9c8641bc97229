import Core

extension MSProjectReader {
  /// Base calendars; those of resources are left out, with a warning where they have days of their own.
  mutating func readCalendars() {
    var names: Set<CalendarID> = []
    for node in root.list("Calendars", "Calendar") {
      guard let uid = number(node, "UID", in: 0...Int(Int32.max)) else { continue }
      let name = node.text("Name") ?? String(uid)
      if flag(node, "IsBaseCalendar") == false {
        if !node.children("WeekDays").isEmpty || !node.list("Exceptions", "Exception").isEmpty {
          findings.warning(
            "mspdi.resourceCalendar",
            "The calendar of the resource \"\(shortened(name))\" was left out: only calendars of tasks count here.",
            at: node.place)
        }
        continue
      }
      var id = ImportedPlan.calendarID(name, in: file)
      if !names.insert(id).inserted {
        id = ImportedPlan.calendarID("\(name)-\(uid)", in: file)
        names.insert(id)
      }
      let (document, hours) = readCalendar(node, id)
      calendars[uid] = (id, hours)
      plan.calendars.append(document)
    }
  }

  private func readCalendar(_ node: XMLNode, _ id: CalendarID) -> (CalendarDocument, DayHours) {
    var document = CalendarDocument(id: id, place: node.place)
    var days: [Int] = []
    var dayHours: [DayHours] = []
    for day in node.list("WeekDays", "WeekDay") {
      guard let type = number(day, "DayType", in: 0...7), type > 0, flag(day, "DayWorking") == true else { continue }
      // 1 is Sunday.
      days.append(type == 1 ? 7 : type - 1)
      if let times = times(day) { dayHours.append(times) }
    }
    if days.isEmpty {
      findings.error("calendar.week", "A week needs at least one working day.", at: node.place)
    } else {
      document.week = Week(days)
    }
    var hours = self.hours
    if let usual = mostFrequent(dayHours) {
      hours = usual
      if dayHours.contains(where: { $0.minutes != usual.minutes }) {
        findings.warning(
          "mspdi.unevenDays",
          "The working days of \"\(id)\" differ in length; each counts as one of \(usual.minutes) minutes.",
          at: node.place)
      }
    }
    if hours.opening < hours.closing, hours.closing < 86_400 {
      document.hours = WorkingHours(
        opening: TimeOfDay(secondsSinceMidnight: hours.opening), closing: TimeOfDay(secondsSinceMidnight: hours.closing)
      )
    }
    // In files of MS Project 2003 and before, exceptions are week days of type 0; later ones write them twice.
    let datedDays = node.list("WeekDays", "WeekDay").filter { $0.text("DayType") == "0" }
      .compactMap { day in range(day).map { (day: day, range: $0) } }
    readExceptions(node, writtenOut: datedDays.map(\.range.first).sorted(), into: &document)
    readWorkWeeks(node, into: &document)
    for (day, range) in datedDays {
      guard let isWorking = flag(day, "DayWorking") else { continue }
      for date in range where document.exceptions[date] == nil {
        add(date, isWorking: isWorking, name: "", at: day.place, to: &document)
      }
    }
    return (document, hours)
  }

  /// Opening, closing and minutes of what is worked on a day.
  private func times(_ day: XMLNode) -> DayHours? {
    let spans = day.list("WorkingTimes", "WorkingTime").compactMap { span -> (Int, Int)? in
      guard let from = span.text("FromTime").flatMap({ TimeOfDay($0) }),
        let to = span.text("ToTime").flatMap({ TimeOfDay($0) })
      else { return nil }
      return (Int(from.seconds), to.seconds == 0 ? 86_400 : Int(to.seconds))
    }.filter { $0.0 < $0.1 }
    guard let opening = spans.map(\.0).min(), let closing = spans.map(\.1).max() else { return nil }
    return DayHours(opening: opening, closing: closing, minutes: max(1, spans.reduce(0) { $0 + $1.1 - $1.0 } / 60))
  }

  private func mostFrequent(_ hours: [DayHours]) -> DayHours? {
    var counts: [DayHours: Int] = [:]
    for hours in hours { counts[hours, default: 0] += 1 }
    return hours.max { counts[$0] ?? 0 < counts[$1] ?? 0 }
  }

  private func add(
    _ date: CivilDate, isWorking: Bool, name: String, at place: Place, to document: inout CalendarDocument
  ) {
    document.lastYear = max(document.lastYear ?? date.year, date.year)
    document.add(date, isWorking: isWorking, name: name, at: place, findings)
  }

  /// - Parameter writtenOut: first days of the exceptions among the week days, in order.
  private func readExceptions(_ node: XMLNode, writtenOut: [CivilDate], into document: inout CalendarDocument) {
    for exception in node.list("Exceptions", "Exception") {
      guard let range = range(exception) else { continue }
      let name = exception.text("Name") ?? ""
      guard let dates = dates(of: exception, in: range) else {
        if isAny(of: writtenOut, in: range) { continue }
        findings.warning(
          "mspdi.recurringException",
          "The recurring exception \"\(shortened(name))\" of \"\(document.id)\" was left out: write its days one by one.",
          at: exception.place)
        continue
      }
      let isWorking = flag(exception, "DayWorking") ?? false
      for date in dates where document.exceptions[date] == nil {
        add(date, isWorking: isWorking, name: name, at: exception.place, to: &document)
      }
    }
  }

  /// Whether a recurring exception stands among the week days as well, as MS Project writes it.
  private func isAny(of days: [CivilDate], in period: DateRange) -> Bool {
    var (low, high) = (0, days.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < period.first { low = middle + 1 } else { high = middle }
    }
    return low < days.count && days[low] <= period.last
  }

  /// The days of a single or recurring exception; nil for rules that are not known here.
  private func dates(of exception: XMLNode, in range: DateRange) -> [CivilDate]? {
    let period = max(1, Int(exception.text("Period") ?? "1") ?? 1)
    switch exception.text("Type") ?? "1" {
    // 7: every so many days.
    case "1", "7", "9", "0": return range.enumerated().filter { $0.offset % period == 0 }.map(\.element)
    case "2":
      guard let month = Int(exception.text("Month") ?? ""), let day = Int(exception.text("MonthDay") ?? "") else {
        return nil
      }
      return range.filter { $0.month - 1 == month && $0.day == day }
    case "4":
      guard let day = Int(exception.text("MonthDay") ?? "") else { return nil }
      let first = range.first
      // Which month is the first one when its day has gone by already?
      guard period == 1 || first.day <= day else { return nil }
      return range.filter { ($0.year * 12 + $0.month - first.year * 12 - first.month) % period == 0 && $0.day == day }
    case "6":
      guard let bits = Int(exception.text("DaysOfWeek") ?? "") else { return nil }
      // Bit 0 is Sunday; weeks begin with the one of the first day.
      let first = range.first
      return range.filter { date in
        let week = (Int(date.dayNumber) - Int(first.dayNumber) + first.weekday % 7) / 7
        return bits & (1 << (date.weekday % 7)) != 0 && week % period == 0
      }
    default: return nil
    }
  }

  /// Weeks of their own for a time (since MS Project 2010): each day that they set becomes an explicit day.
  private func readWorkWeeks(_ node: XMLNode, into document: inout CalendarDocument) {
    for week in node.list("WorkWeeks", "WorkWeek") {
      guard let range = range(week) else { continue }
      var isWorking: [Int: Bool] = [:]
      for day in week.list("WeekDays", "WeekDay") {
        guard let type = number(day, "DayType", in: 1...7), let works = flag(day, "DayWorking") else { continue }
        isWorking[type == 1 ? 7 : type - 1] = works
      }
      for date in range where document.exceptions[date] == nil {
        guard let works = isWorking[date.weekday], works != document.week?.contains(date.weekday) else { continue }
        add(date, isWorking: works, name: week.text("Name") ?? "", at: week.place, to: &document)
      }
    }
  }

  /// From FromDate through ToDate, both counted; nil with a diagnostic where that is nonsense.
  private func range(_ node: XMLNode) -> DateRange? {
    guard let period = node.child("TimePeriod"), let from = time(period, "FromDate"), let to = time(period, "ToDate")
    else { return nil }
    let last = to.seconds == 0 && to.date > from.date ? to.date - 1 : to.date
    guard from.date <= last, last - from.date < DateRange.longest else {
      findings.error(
        "mspdi.period", "The period from \(from.date) to \(last) is empty or longer than \(DateRange.longest) days.",
        at: period.place)
      return nil
    }
    return DateRange(first: from.date, count: last - from.date + 1)
  }
}

/// Days in a row.
struct DateRange: Sequence {
  static let longest = 36_600

  let first: CivilDate
  let count: Int

  var last: CivilDate { first + (count - 1) }

  func makeIterator() -> LazyMapSequence<Range<Int>, CivilDate>.Iterator {
    let first = self.first
    return (0..<count).lazy.map { first + $0 }.makeIterator()
  }
}
