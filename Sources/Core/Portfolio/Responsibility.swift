/// A row of a responsibility table 责任分工: a task with its units, due once, due again and again, or fanned out.
package struct Responsibility: Hashable, Sendable {
  package enum Confidence: String, Hashable, Sendable, CaseIterable { case high, med, low }

  package var id: String
  package var title: String
  /// 任务要求 in full, for letters.
  package var requirement: String?
  package var assignments: [Assignment]
  package var schedule: Schedule
  /// Time of day by which it is due; nil: the calendar's closing.
  package var dueTime: TimeOfDay?
  package var calendar: CalendarID
  package var policies: [PolicyID]
  /// Deliverables owed: each row and item is a duty of its own. Empty: the row itself is the one duty.
  package var fanOut: [FanOut]
  /// Days on which it was reported done: for a row due once, any; for a recurring one, by occurrence date.
  package var done: Set<CivilDate>
  /// Of a recurring one: when it may be handed in; nil: at any time.
  package var window: WindowRule?
  /// Of a recurring one: each lead unit, and each member of a group, reports for itself.
  package var isPerParty = false
  /// Where each reports for itself: which occurrences a party has handed in.
  package var doneBy: [PartyID: Set<CivilDate>] = [:]
  /// The level that its ladder starts at; nil: the lowest.
  package var startLevel: String?
  package var confidence: Confidence
  package var note: String?
  package var place: Place

  package enum Schedule: Hashable, Sendable {
    /// Stated in the table without a date: listed, never chased.
    case undated
    case once(CivilDate)
    case recurring(Recurrence)
  }

  package struct FanOut: Hashable, Sendable {
    package var id: String
    package var name: String
    /// Added to the row's own parties, replacing the same role.
    package var assignments: [Assignment]
    package var deliverables: [Deliverable]
    package init(id: String, name: String, assignments: [Assignment], deliverables: [Deliverable]) {
      self.id = id
      self.name = name
      self.assignments = assignments
      self.deliverables = deliverables
    }
  }

  package struct Deliverable: Hashable, Sendable {
    package var id: String
    package var name: String
    package var done: CivilDate?
    package init(id: String, name: String, done: CivilDate? = nil) {
      self.id = id
      self.name = name
      self.done = done
    }
  }

  package init(
    id: String, title: String, requirement: String? = nil, assignments: [Assignment] = [], schedule: Schedule,
    dueTime: TimeOfDay? = nil, calendar: CalendarID, policies: [PolicyID] = [], fanOut: [FanOut] = [],
    done: Set<CivilDate> = [], confidence: Confidence = .high, note: String? = nil, place: Place
  ) {
    self.id = id
    self.title = title
    self.requirement = requirement
    self.assignments = assignments
    self.schedule = schedule
    self.dueTime = dueTime
    self.calendar = calendar
    self.policies = policies
    self.fanOut = fanOut
    self.done = done
    self.confidence = confidence
    self.note = note
    self.place = place
  }
}

/// When something comes due again and again.
package struct Recurrence: Hashable, Sendable {
  package enum Rule: Hashable, Sendable {
    /// ISO weekday, 1 = Monday … 7 = Sunday.
    case weekly(weekday: Int)
    /// Day 1…31; a month without it uses its last day, so 31 means the month's end.
    case monthly(day: Int)
    /// The n-th such weekday of the month, 1…4; 5 means the last.
    case monthlyWeekday(nth: Int, weekday: Int)
    /// The n-th working day of the month, 1…20. Its nominal date is the first, which no notice moves.
    case monthlyWorkday(nth: Int)
    /// Month 1…3 of the quarter and day as in `monthly`.
    case quarterly(month: Int, day: Int)
    case yearly(month: Int, day: Int)
  }

  /// Where an occurrence goes that falls on a day off.
  package enum Shift: Hashable, Sendable {
    case none
    case previous
    case next
    /// The n-th working day after the holiday, n ≥ 1 (`next` is n = 1).
    case nth(Int)
  }

  package var rule: Rule
  package var shift: Shift
  package var from: CivilDate
  package var until: CivilDate?
  /// Nominal dates (before any shift) left out.
  package var skip: Set<CivilDate>

  package init(
    rule: Rule, shift: Shift = .next, from: CivilDate, until: CivilDate? = nil, skip: Set<CivilDate> = []
  ) {
    self.rule = rule
    self.shift = shift
    self.from = from
    self.until = until
    self.skip = skip
  }
}
