/// One rung raised for one duty 提醒/督办单: the facts, frozen as they were when it was raised, and what came of it.
package struct Alert: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable { case raised, acknowledged, closed }

  package var state: State
  package var acknowledgements: [Acknowledgement]
  /// Shared: an alert goes by way of the books, the outbox and the letters, and is copied at each step.
  private var shared: Shared

  package struct Facts: Hashable, Sendable {
    package var id: AlertID
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
  }

  private final class Shared: Hashable, Sendable {
    let facts: Facts
    init(_ facts: Facts) { self.facts = facts }
    static func == (a: Shared, b: Shared) -> Bool { a === b || a.facts == b.facts }
    func hash(into hasher: inout Hasher) { facts.hash(into: &hasher) }
  }

  package var facts: Facts {
    get { shared.facts }
    set { shared = Shared(newValue) }
  }

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
    self.state = state
    self.acknowledgements = acknowledgements
    shared = Shared(
      Facts(
        id: id, duty: duty, dutyKind: dutyKind, title: title, project: project, projectName: projectName,
        milestone: milestone, due: due, dueAt: dueAt, rung: rung, level: level, rungName: rungName, colour: colour,
        template: template, reason: reason, raisedAt: raisedAt, answerBy: answerBy, superseded: superseded,
        recipients: recipients, chain: chain, requirement: requirement, isProvisional: isProvisional, isDrill: isDrill))
  }
}

/// The facts by their names.
extension Alert {
  package var id: AlertID { shared.facts.id }
  package var duty: DutyID { shared.facts.duty }
  package var dutyKind: Duty.Kind { shared.facts.dutyKind }
  package var title: String { shared.facts.title }
  package var project: ProjectID? { shared.facts.project }
  package var projectName: String? { shared.facts.projectName }
  package var milestone: MilestoneID? { shared.facts.milestone }
  package var due: CivilDate { shared.facts.due }
  package var dueAt: Instant { shared.facts.dueAt }
  package var rung: String { shared.facts.rung }
  package var level: String { shared.facts.level }
  package var rungName: String { shared.facts.rungName }
  package var colour: String? { shared.facts.colour }
  package var template: String { shared.facts.template }
  package var reason: Reason { shared.facts.reason }
  package var raisedAt: Instant { shared.facts.raisedAt }
  package var answerBy: Instant? { shared.facts.answerBy }
  package var superseded: [String] { shared.facts.superseded }
  package var recipients: [AlertRecipient] { shared.facts.recipients }
  package var chain: [ChainStep] { shared.facts.chain }
  package var requirement: String? { shared.facts.requirement }
  package var isProvisional: Bool { shared.facts.isProvisional }
  package var isDrill: Bool { shared.facts.isDrill }
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
