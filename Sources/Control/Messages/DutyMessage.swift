package import Core

/// A duty and how it stands.
package struct DutyMessage: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing raised yet.
    case pending
    /// An alert waits for its answer.
    case raised
    /// The last alert was answered.
    case acknowledged
    case closed
  }

  package var id: String
  package var kind: String
  package var title: String
  @Null package var project: String?
  @Null package var milestone: String?
  package var due: String
  package var dueAt: String
  package var state: State
  /// Of the last alert raised.
  @Null package var level: String?
  @Null package var alert: String?
  @Null package var nextRung: String?
  @Null package var nextAt: String?
  /// Seconds until `dueAt`; negative when it is past; null when the duty is closed.
  @Null package var remaining: Int64?
  /// Total slack of the milestone in working days.
  @Null package var slack: Int?
  package var provisional: Bool
  /// Of a report that may be handed in only in a certain time.
  @Null package var window: WindowMessage?
  package var parties: [PartyMessage]

  /// - Parameters:
  ///   - next: the rung that will fire next, as far as it can be known, and when.
  ///   - slack: total slack of its milestone, where it has one.
  package init(
    _ duty: Duty, state record: DutyState?, next: (rung: String, at: Instant)?, slack: Int?, now: Instant,
    parties names: [PartyID: Party], zone: ZoneRules
  ) {
    id = duty.id.text
    kind = duty.kind.rawValue
    title = duty.title
    project = duty.project?.text
    milestone = duty.milestone?.text
    due = duty.due.description
    dueAt = zone.iso(duty.dueAt)
    state = State(isDone: duty.isDone, record)
    level = record?.lastAlert?.level
    alert = record?.lastAlert?.alert.text
    nextRung = next?.rung
    nextAt = next.map { zone.iso($0.at) }
    remaining = state == .closed ? nil : duty.dueAt - now
    self.slack = slack
    provisional = duty.isProvisional
    window = duty.window.map { WindowMessage($0, on: zone.date(of: now)) }
    parties = duty.assignments.map { PartyMessage($0, names: names) }
  }
}

extension DutyMessage.State {
  package init(isDone: Bool, _ record: DutyState?) {
    if isDone {
      self = .closed
    } else if case .closed = record?.phase {
      self = .closed
    } else if let last = record?.lastAlert {
      self = last.isAnswered ? .acknowledged : .raised
    } else {
      self = .pending
    }
  }
}

/// A reporting window, in days.
package struct WindowMessage: Codable, Hashable, Sendable {
  /// `not open`, `open`, `locked`.
  package var state: String
  package var opens: String
  @Null package var reminds: String?
  package var locks: String

  package init(_ window: ReportingWindow, on day: CivilDate) {
    state = window.standing(on: day).rawValue
    opens = window.opens.description
    reminds = window.reminds?.description
    locks = window.locks.description
  }
}

/// A party in a role.
package struct PartyMessage: Codable, Hashable, Sendable {
  package var party: String
  package var name: String
  package var role: String

  package init(_ assignment: Assignment, names: [PartyID: Party]) {
    party = assignment.party.text
    name = names[assignment.party]?.name ?? assignment.party.text
    role = assignment.role.rawValue
  }
}

/// An armed timer: the next instant at which a duty is looked at.
package struct TimerMessage: Codable, Hashable, Sendable {
  package var at: String
  package var duty: String
  package var due: String
  /// Nil: not a rung of its own, for instance a report that lapses.
  @Null package var rung: String?

  package init(at: Instant, duty: DutyID, due: CivilDate, rung: String?, zone: ZoneRules) {
    self.at = zone.iso(at)
    self.duty = duty.text
    self.due = due.description
    self.rung = rung
  }
}
