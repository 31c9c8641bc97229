/// One rung raised for one duty 提醒/督办单, with the facts frozen as they were when it was raised.
package struct Alert: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable { case raised, acknowledged, closed }

  package var id: AlertID
  package var state: State
  package var duty: DutyID
  package var dutyKind: Duty.Kind
  package var title: String
  package var project: ProjectID?
  package var projectName: String?
  package var milestone: MilestoneID?
  package var due: CivilDate
  package var dueAt: Instant
  package var rung: String
  package var level: String
  package var rungName: String
  package var colour: String?
  package var template: String
  package var reason: Reason
  package var raisedAt: Instant
  /// By when the recipients have to answer.
  package var answerBy: Instant?
  /// Lower rungs that were due too and were not raised.
  package var superseded: [String]
  package var recipients: [AlertRecipient]
  /// The chain of milestones that fixes the date, first to last, ready to be read.
  package var chain: [ChainStep]
  package var requirement: String?
  package var isProvisional: Bool
  package var isDrill: Bool
  package var acknowledgements: [Acknowledgement]

  /// Why it was raised, and for when it was planned.
  package struct Reason: Hashable, Sendable {
    /// As in the policy: `due + 7d`, `L1 unanswered 3wd`, `promise broken`.
    package var trigger: String
    /// When it should have been raised; earlier than `raisedAt` after downtime.
    package var scheduledAt: Instant
    package init(trigger: String, scheduledAt: Instant) {
      self.trigger = trigger
      self.scheduledAt = scheduledAt
    }
  }

  package struct ChainStep: Hashable, Sendable {
    package var name: String
    package var latestStart: CivilDate
    package var latestFinish: CivilDate
    package init(name: String, latestStart: CivilDate, latestFinish: CivilDate) {
      self.name = name
      self.latestStart = latestStart
      self.latestFinish = latestFinish
    }
  }

  package init(
    id: AlertID, state: State = .raised, duty: DutyID, dutyKind: Duty.Kind, title: String, project: ProjectID? = nil,
    projectName: String? = nil, milestone: MilestoneID? = nil, due: CivilDate, dueAt: Instant, rung: String,
    level: String, rungName: String, colour: String? = nil, template: String, reason: Reason, raisedAt: Instant,
    answerBy: Instant? = nil, superseded: [String] = [], recipients: [AlertRecipient] = [], chain: [ChainStep] = [],
    requirement: String? = nil, isProvisional: Bool = false, isDrill: Bool = false,
    acknowledgements: [Acknowledgement] = []
  ) {
    self.id = id
    self.state = state
    self.duty = duty
    self.dutyKind = dutyKind
    self.title = title
    self.project = project
    self.projectName = projectName
    self.milestone = milestone
    self.due = due
    self.dueAt = dueAt
    self.rung = rung
    self.level = level
    self.rungName = rungName
    self.colour = colour
    self.template = template
    self.reason = reason
    self.raisedAt = raisedAt
    self.answerBy = answerBy
    self.superseded = superseded
    self.recipients = recipients
    self.chain = chain
    self.requirement = requirement
    self.isProvisional = isProvisional
    self.isDrill = isDrill
    self.acknowledgements = acknowledgements
  }
}

/// A party that an alert goes to, in its highest role, over every channel it can be reached by.
package struct AlertRecipient: Hashable, Sendable {
  package var party: PartyID
  package var name: String
  /// Nil: named by the policy itself.
  package var role: Role?
  package var channels: [Channel]
  package init(party: PartyID, name: String, role: Role?, channels: [Channel]) {
    self.party = party
    self.name = name
    self.role = role
    self.channels = channels
  }
}

/// An answer 签收.
package struct Acknowledgement: Hashable, Sendable {
  /// On whose behalf; nil: not said.
  package var party: PartyID?
  /// Who did it, as the control socket saw them: `uid 1000`.
  package var actor: String
  package var note: String
  package var promise: CivilDate?
  package var at: Instant
  package init(party: PartyID?, actor: String, note: String, promise: CivilDate?, at: Instant) {
    self.party = party
    self.actor = actor
    self.note = note
    self.promise = promise
    self.at = at
  }
}
