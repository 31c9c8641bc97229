extension DutyID {
  /// Of something recurring, which is laid out only up to a horizon. No other id may hold an `@`.
  var isOccurrence: Bool { text.utf8.contains(UInt8(ascii: "@")) }
}

/// Anything that is due. Alerting knows duties only.
package struct Duty: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A milestone's latest start, in the morning.
    case start
    /// A milestone's latest finish, at the end of the working day.
    case finish
    /// A row of a responsibility table, or one deliverable of it.
    case responsibility
    /// One occurrence of a recurring report or meeting.
    case report
    /// What a project has come to by the end of a period.
    case progress
    /// A number to be reached by the end of a period.
    case quota
    /// The end of a silence, for whoever asked for it.
    case silence
  }

  package var id: DutyID
  package var kind: Kind
  package var title: String
  package var project: ProjectID?
  package var milestone: MilestoneID?
  /// The row of the responsibility table it comes from.
  package var row: String?
  /// The day it is due, for people; `dueAt` is the instant.
  package var due: CivilDate
  package var dueAt: Instant
  package var calendar: CalendarID
  package var policy: PolicyID
  package var assignments: [Assignment]
  /// The ledger says it is done.
  package var isDone: Bool
  /// When the next occurrence comes due, which ends the chase of this one. Nil: never.
  package var lapsesAt: Instant?
  /// The due date leans on days that no published notice covers yet.
  package var isProvisional: Bool
  /// What raises each rung whose conditions on the period hold, by its id.
  package var held: [String: Trigger]
  /// Which rung of the policy in force its ladder starts at, by the word of the project or row; 0: the policy says.
  package var startRung: UInt8 = 0
  /// Apart, since most duties have none.
  private var windows: [ReportingWindow] = []

  /// When it may be reported; nil: at any time.
  package var window: ReportingWindow? {
    get { windows.first }
    set { windows = newValue.map { [$0] } ?? [] }
  }

  package init(
    id: DutyID, kind: Kind, title: String, project: ProjectID? = nil, milestone: MilestoneID? = nil, row: String? = nil,
    due: CivilDate, dueAt: Instant, calendar: CalendarID, policy: PolicyID, assignments: [Assignment],
    isDone: Bool = false, lapsesAt: Instant? = nil, isProvisional: Bool = false,
    held: [String: Trigger] = [:]
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.project = project
    self.milestone = milestone
    self.row = row
    self.due = due
    self.dueAt = dueAt
    self.calendar = calendar
    self.policy = policy
    self.assignments = assignments
    self.isDone = isDone
    self.lapsesAt = lapsesAt
    self.isProvisional = isProvisional
    self.held = held
  }
}
