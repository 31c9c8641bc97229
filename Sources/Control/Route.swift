package import Core

/// Every request the socket understands, for both ends: the client writes `method` and `target`, the daemon parses them.
package enum Route: Hashable, Sendable {
  case health
  case ready
  case metrics
  case status
  case projects(ProjectFilter, Page)
  case project(ProjectID)
  case plan(ProjectID)
  /// What the plans of one load have become in another; nil: the one in force.
  case planDifference(JournalPoint, JournalPoint?)
  case duties(DutyFilter, Page)
  /// By query, because duty ids contain `/`.
  case duty(DutyID)
  case alerts(AlertFilter, Page)
  case alert(AlertID)
  case acknowledge(AlertID)
  case answers(AnswerFilter, Page)
  /// Says something about a duty, a project, a party or an alert; the body is an `AnswerRequest`.
  case giveAnswer
  case explainAlert(AlertID)
  /// By query, as `duty`.
  case explainDuty(DutyID)
  /// Journal records as server-sent events, those after a sequence number first; it does not end.
  case events(JournalFilter)
  /// What waits to be sent to a party.
  case waiting(PartyID)
  case timers(Page)
  case reload
  case journal(JournalFilter, limit: Int)
  case verifyJournal

  package enum Method: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  /// One page of a list: at most `limit` items, from where `cursor` left off.
  package struct Page: Hashable, Sendable {
    package var limit: Int
    /// As the daemon gave it in `next`; its inside is the daemon's business. Nil: from the beginning.
    package var cursor: String?
    package init(limit: Int = 100, cursor: String? = nil) {
      self.limit = limit
      self.cursor = cursor
    }
  }

  package struct ProjectFilter: Hashable, Sendable {
    package var area: String?
    package init(area: String? = nil) { self.area = area }
  }

  package struct DutyFilter: Hashable, Sendable {
    package var project: ProjectID?
    package var kind: Duty.Kind?
    package var state: DutyMessage.State?
    /// Due before this day.
    package var dueBefore: CivilDate?
    package init(
      project: ProjectID? = nil, kind: Duty.Kind? = nil, state: DutyMessage.State? = nil, dueBefore: CivilDate? = nil
    ) {
      self.project = project
      self.kind = kind
      self.state = state
      self.dueBefore = dueBefore
    }
  }

  package struct AlertFilter: Hashable, Sendable {
    package var state: Alert.State?
    package var level: String?
    package var duty: DutyID?
    package init(state: Alert.State? = nil, level: String? = nil, duty: DutyID? = nil) {
      self.state = state
      self.level = level
      self.duty = duty
    }
  }

  package struct JournalFilter: Hashable, Sendable {
    /// Records with a greater sequence number; 0 = all.
    package var after: Int64
    package var duty: DutyID?
    package init(after: Int64 = 0, duty: DutyID? = nil) {
      self.after = after
      self.duty = duty
    }
  }

  package struct AnswerFilter: Hashable, Sendable {
    package var kind: Answer.Kind?
    /// A duty, or the beginning of duty ids.
    package var subject: Subject?
    /// Only what is in force, or waits to be decided.
    package var isOpen: Bool
    package init(kind: Answer.Kind? = nil, subject: Subject? = nil, isOpen: Bool = false) {
      self.kind = kind
      self.subject = subject
      self.isOpen = isOpen
    }
  }

  package var method: Method {
    switch self {
    case .acknowledge, .giveAnswer, .reload, .verifyJournal: .post
    default: .get
    }
  }

  /// The path with its variable parts named: a label for metrics and documents.
  package var pattern: String {
    switch self {
    case .health: "/healthz"
    case .ready: "/readyz"
    case .metrics: "/metrics"
    case .status: "/v1/status"
    case .projects: "/v1/projects"
    case .project: "/v1/projects/{id}"
    case .plan: "/v1/projects/{id}/plan"
    case .planDifference: "/v1/plan-diff"
    case .duties: "/v1/duties"
    case .duty: "/v1/duty"
    case .alerts: "/v1/alerts"
    case .alert: "/v1/alerts/{id}"
    case .acknowledge: "/v1/alerts/{id}/ack"
    case .answers: "/v1/answers"
    case .giveAnswer: "/v1/answers"
    case .explainAlert: "/v1/alerts/{id}/explanation"
    case .explainDuty: "/v1/duty/explanation"
    case .events: "/v1/events"
    case .waiting: "/v1/parties/{id}/waiting"
    case .timers: "/v1/timers"
    case .reload: "/v1/reload"
    case .journal: "/v1/journal"
    case .verifyJournal: "/v1/journal/verify"
    }
  }
}
