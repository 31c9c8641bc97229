/// A step 节点 of a project.
package struct Milestone: Hashable, Sendable {
  /// Which instant a milestone of zero duration stands for (planning rules §1.2).
  package enum Kind: String, Hashable, Sendable, CaseIterable { case auto, start, finish }

  package var id: MilestoneID
  package var name: String
  package var place: Place {
    didSet {
      // Links do without the name of their file where it is this one.
      if place.file != oldValue.file { links = Links(links.dependencies(in: oldValue.file), in: place.file) }
    }
  }
  private var rare: Rare?
  package var links: Links
  // In this order they fill what a million milestones pay for: 104 bytes each.
  package var term: Term
  package var kind: Kind
  private var unit: Span.Unit
  private var amount: Int32

  package init(
    id: MilestoneID, name: String, duration: Span = Span(0, .days), term: Term = .work, kind: Kind = .auto,
    calendar: CalendarID? = nil,
    parent: MilestoneID? = nil, after: [Dependency] = [], constraints: Constraints = Constraints(),
    actualStart: CivilDate? = nil, actualFinish: CivilDate? = nil, percent: Int? = nil, remaining: Int? = nil,
    assignments: [Assignment] = [], note: String? = nil, place: Place
  ) {
    self.id = id
    self.name = name
    (amount, unit) = (Int32(clamping: duration.amount), duration.unit)
    self.term = term
    self.kind = kind
    links = after.isEmpty ? Links() : Links(after, in: place.file)
    self.place = place
    rare = Rare(
      .init(
        calendar: calendar, parent: parent, constraints: constraints, actualStart: actualStart,
        actualFinish: actualFinish, percent: percent, remaining: remaining, assignments: assignments, note: note))
  }
}

extension Milestone {
  /// Whole days of work: `9wd` in the milestone's calendar, `12d` calendar days, 0 for a point in time.
  package var duration: Span {
    get { Span(Int(amount), unit) }
    set { (amount, unit) = (Int32(clamping: newValue.amount), newValue.unit) }
  }

  package var after: [Dependency] {
    get { links.dependencies(in: place.file) }
    set { links = Links(newValue, in: place.file) }
  }

  /// It has a name, a duration and links, and nothing else: of most that is all.
  var isPlain: Bool { rare == nil }

  package var calendar: CalendarID? {
    get { rare?.values.calendar }
    set { change { $0.calendar = newValue } }
  }
  package var parent: MilestoneID? {
    get { rare?.values.parent }
    set { change { $0.parent = newValue } }
  }
  package var constraints: Constraints {
    get { rare?.values.constraints ?? Constraints() }
    set { change { $0.constraints = newValue } }
  }
  package var actualStart: CivilDate? {
    get { rare?.values.actualStart }
    set { change { $0.actualStart = newValue } }
  }
  package var actualFinish: CivilDate? {
    get { rare?.values.actualFinish }
    set { change { $0.actualFinish = newValue } }
  }
  /// 0…100.
  package var percent: Int? {
    get { rare?.values.percent }
    set { change { $0.percent = newValue } }
  }
  /// Whole working days still to do.
  package var remaining: Int? {
    get { rare?.values.remaining }
    set { change { $0.remaining = newValue } }
  }
  /// Replace the project's parties in the same role.
  package var assignments: [Assignment] {
    get { rare?.values.assignments ?? [] }
    set { change { $0.assignments = newValue } }
  }
  package var note: String? {
    get { rare?.values.note }
    set { change { $0.note = newValue } }
  }

  private mutating func change(_ change: (inout Rare.Values) -> Void) {
    var values = rare?.values ?? Rare.Values()
    change(&values)
    rare = Rare(values)
  }

  /// What most milestones have nothing of, so that a million of them take a third of the room.
  private final class Rare: Hashable, Sendable {
    struct Values: Hashable, Sendable {
      var calendar: CalendarID?
      var parent: MilestoneID?
      var constraints = Constraints()
      var actualStart: CivilDate?
      var actualFinish: CivilDate?
      var percent: Int?
      var remaining: Int?
      var assignments: [Assignment] = []
      var note: String?
    }

    let values: Values

    /// Nil where there is nothing.
    init?(_ values: Values) {
      if values == Values() { return nil }
      self.values = values
    }

    static func == (a: Rare, b: Rare) -> Bool { a === b || a.values == b.values }
    func hash(into hasher: inout Hasher) { hasher.combine(values) }
  }
}

/// What a duration is a measure of.
package enum Term: Hashable, Sendable {
  /// Days of work: the first day counts.
  case work
  /// A period that the law sets (40 个工作日审批). It runs by itself from the day of acceptance 受理, which is not counted
  /// (民法典 §201); one in calendar days may roll forward off a day that is not worked (民法典 §203).
  case statutory(rollsForward: Bool)

  package var isStatutory: Bool { self != .work }
}

/// A link from a predecessor.
package struct Dependency: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case finishToStart = "FS"
    case startToStart = "SS"
    case finishToFinish = "FF"
    case startToFinish = "SF"
  }

  /// Whose days a lag counts (planning rules §1.3, rule 12).
  package enum LagCalendar: Hashable, Sendable { case project, predecessor, successor, elapsed, named(CalendarID) }

  package var milestone: MilestoneID
  package var lagCalendar: LagCalendar
  package var place: Place
  /// `3wd` in the lag calendar, `5d` calendar days; negative = lead.
  package var lag: Span
  package var kind: Kind

  package init(
    on milestone: MilestoneID, kind: Kind = .finishToStart, lag: Span = Span(0, .workingDays),
    lagCalendar: LagCalendar = .project, place: Place
  ) {
    self.milestone = milestone
    self.kind = kind
    self.lag = lag
    self.lagCalendar = lagCalendar
    self.place = place
  }
}

/// Dates that bound a milestone (planning rules §1.4). Finish dates are inclusive.
package struct Constraints: Hashable, Sendable {
  package var notStartBefore: CivilDate?
  package var notStartAfter: CivilDate?
  package var notFinishBefore: CivilDate?
  package var notFinishAfter: CivilDate?
  package var startOn: CivilDate?
  package var finishOn: CivilDate?
  package var deadline: CivilDate?

  package init(
    notStartBefore: CivilDate? = nil, notStartAfter: CivilDate? = nil, notFinishBefore: CivilDate? = nil,
    notFinishAfter: CivilDate? = nil, startOn: CivilDate? = nil, finishOn: CivilDate? = nil, deadline: CivilDate? = nil
  ) {
    self.notStartBefore = notStartBefore
    self.notStartAfter = notStartAfter
    self.notFinishBefore = notFinishBefore
    self.notFinishAfter = notFinishAfter
    self.startOn = startOn
    self.finishOn = finishOn
    self.deadline = deadline
  }
}
