/// A step 节点 of a project.
package struct Milestone: Hashable, Sendable {
  /// Which instant a milestone of zero duration stands for (planning rules §1.2).
  package enum Kind: String, Hashable, Sendable, CaseIterable { case auto, start, finish }

  package var id: MilestoneID
  package var name: String
  /// Whole days of work: `9wd` in the milestone's calendar, `12d` calendar days, 0 for a point in time.
  package var duration: Span
  package var term: Term
  package var kind: Kind
  package var calendar: CalendarID?
  package var parent: MilestoneID?
  package var after: [Dependency]
  package var constraints: Constraints
  package var actualStart: CivilDate?
  package var actualFinish: CivilDate?
  /// 0…100.
  package var percent: Int?
  /// Whole working days still to do.
  package var remaining: Int?
  /// Replace the project's parties in the same role.
  package var assignments: [Assignment]
  package var note: String?
  package var place: Place

  package init(
    id: MilestoneID, name: String, duration: Span = Span(0, .days), term: Term = .work, kind: Kind = .auto,
    calendar: CalendarID? = nil,
    parent: MilestoneID? = nil, after: [Dependency] = [], constraints: Constraints = Constraints(),
    actualStart: CivilDate? = nil, actualFinish: CivilDate? = nil, percent: Int? = nil, remaining: Int? = nil,
    assignments: [Assignment] = [], note: String? = nil, place: Place
  ) {
    self.id = id
    self.name = name
    self.duration = duration
    self.term = term
    self.kind = kind
    self.calendar = calendar
    self.parent = parent
    self.after = after
    self.constraints = constraints
    self.actualStart = actualStart
    self.actualFinish = actualFinish
    self.percent = percent
    self.remaining = remaining
    self.assignments = assignments
    self.note = note
    self.place = place
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
  package var kind: Kind
  /// `3wd` in the lag calendar, `5d` calendar days; negative = lead.
  package var lag: Span
  package var lagCalendar: LagCalendar
  package var place: Place

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
