import Core

// What projects and milestones consist of, for `LedgerCoder`. A field that is forgotten here is lost between two starts:
// `ReadingCacheTests` compares whole projects.

extension Project {
  static let blank = Project(id: "", name: "", calendar: "", place: Place(file: ""))

  mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&id)
    coder.code(&name)
    coder.code(&area)
    coder.code(&category)
    coder.code(&batch)
    coder.code(&stage)
    coder.code(&investment.total)
    coder.code(&investment.thisYear)
    coder.code(&investment.done)
    coder.code(&calendar)
    coder.code(&lagCalendar)
    coder.code(&start)
    coder.code(&finish)
    coder.code(&statusDate)
    coder.code(&assignments, blank: .blank) { $0.code(&$1) }
    coder.code(&policies, blank: "") { $1.code(&$0) }
    coder.code(&startLevel)
    coder.code(&milestones, blank: .blank) { $0.code(&$1) }
    coder.code(&limits, blank: .blank) { $0.code(&$1) }
    coder.code(&reports, blank: ProgressReport(date: CivilDate(dayNumber: 0))) { $0.code(&$1) }
    coder.code(&note)
    coder.code(&place)
  }
}

extension Milestone {
  static let blank = Milestone(id: "", name: "", place: Place(file: ""))

  /// Fields that most milestones have nothing in.
  private struct Rare: OptionSet {
    let rawValue: Int
    static let calendar = Rare(rawValue: 1)
    static let parent = Rare(rawValue: 2)
    static let constraints = Rare(rawValue: 4)
    static let progress = Rare(rawValue: 8)
    static let assignments = Rare(rawValue: 16)
    static let note = Rare(rawValue: 32)
  }

  private var rare: Rare {
    var rare: Rare = []
    if calendar != nil { rare.insert(.calendar) }
    if parent != nil { rare.insert(.parent) }
    if constraints != Constraints() { rare.insert(.constraints) }
    if actualStart != nil || actualFinish != nil || percent != nil || remaining != nil { rare.insert(.progress) }
    if !assignments.isEmpty { rare.insert(.assignments) }
    if note != nil { rare.insert(.note) }
    return rare
  }

  mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&id)
    coder.code(&name)
    coder.code(&duration)
    term.code(&coder)
    coder.code(&kind)
    coder.code(&place)
    links.code(&coder, in: place.file)
    var mask = rare.rawValue
    coder.code(&mask)
    let rare = Rare(rawValue: mask)
    if rare.contains(.calendar) { coder.code(&calendar) }
    if rare.contains(.parent) { coder.code(&parent) }
    if rare.contains(.constraints) {
      coder.code(&constraints.notStartBefore)
      coder.code(&constraints.notStartAfter)
      coder.code(&constraints.notFinishBefore)
      coder.code(&constraints.notFinishAfter)
      coder.code(&constraints.startOn)
      coder.code(&constraints.finishOn)
      coder.code(&constraints.deadline)
    }
    if rare.contains(.progress) {
      coder.code(&actualStart)
      coder.code(&actualFinish)
      coder.code(&percent)
      coder.code(&remaining)
    }
    if rare.contains(.assignments) { coder.code(&assignments, blank: .blank) { $0.code(&$1) } }
    if rare.contains(.note) { coder.code(&note) }
  }
}

extension Term {
  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    let all: [Term] = [.work, .statutory(rollsForward: false), .statutory(rollsForward: true)]
    var index = all.firstIndex(of: self) ?? 0
    coder.code(&index)
    if all.indices.contains(index) { self = all[index] }
  }
}

extension Links {
  fileprivate mutating func code(_ coder: inout some LedgerCoder, in file: String) {
    var isPacked = isPacked ? 1 : 0
    coder.code(&isPacked)
    if isPacked == 0 {
      var after = dependencies(in: file)
      coder.code(&after, blank: .blank) { $0.code(&$1) }
      if coder.isReading { self = Links(after, in: file) }
      return
    }
    var count = count
    coder.count(&count)
    for n in 0..<count {
      var link = coder.isReading ? Link.blank : self[n]
      link.code(&coder)
      if coder.isReading { append(link) }
    }
  }
}

extension Links.Link {
  fileprivate static let blank = Links.Link(.blank)!

  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&milestone)
    coder.code(&kind)
    var (span, word, spot) = (lag, days, (line: line, column: column))
    coder.code(&span)
    coder.code(&word)
    coder.code(&spot.line)
    coder.code(&spot.column)
    (lag, days, line, column) = (span, word, spot.line, spot.column)
  }
}

extension Dependency {
  static let blank = Dependency(on: "", place: Place(file: ""))

  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&milestone)
    coder.code(&kind)
    coder.code(&lag)
    coder.code(&place)
    let plain: [LagCalendar] = [.project, .predecessor, .successor, .elapsed]
    var index = plain.firstIndex(of: lagCalendar) ?? plain.count
    coder.code(&index)
    if plain.indices.contains(index) {
      lagCalendar = plain[index]
    } else {
      var id: CalendarID = ""
      if case .named(let named) = lagCalendar { id = named }
      coder.code(&id)
      lagCalendar = .named(id)
    }
  }
}

extension Assignment {
  static let blank = Assignment(.lead, "")

  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&role)
    coder.code(&party)
  }
}

extension DurationLimit {
  fileprivate static let blank = DurationLimit(
    name: "", from: "", to: "", within: Span(0, .days), place: Place(file: ""))

  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    coder.code(&name)
    coder.code(&from)
    coder.code(&to)
    coder.code(&within)
    coder.code(&place)
  }
}

extension ProgressReport {
  fileprivate mutating func code(_ coder: inout some LedgerCoder) {
    var day: CivilDate? = date
    coder.code(&day)
    if let day { date = day }
    coder.code(&percent)
    coder.code(&planned)
    coder.code(&invested)
    coder.code(&text)
    coder.code(&entered)
  }
}
