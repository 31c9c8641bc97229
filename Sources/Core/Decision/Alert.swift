/// One rung raised for one duty 提醒/督办单, with the facts frozen as they were when it was raised.
package struct Alert: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable { case raised, acknowledged, closed }

  /// Frozen, and shared by all copies: an alert goes through the engine, the store and the lanes.
  private var facts: Facts
  package var state: State
  package var acknowledgements: [Acknowledgement]

  private final class Facts: Sendable {
    let fields: Fields
    init(_ fields: Fields) { self.fields = fields }
  }

  private struct Fields: Hashable, Sendable {
    var id: AlertID
    var duty: DutyID
    var dutyKind: Duty.Kind
    var title: String
    var project: ProjectID?
    var projectName: String?
    var milestone: MilestoneID?
    var due: CivilDate
    var dueAt: Instant
    var rung: String
    var level: String
    var rungName: String
    var colour: String?
    var template: String
    var reason: Reason
    var raisedAt: Instant
    var answerBy: Instant?
    var superseded: [String]
    var recipients: [AlertRecipient]
    var chain: [ChainStep]
    var requirement: String?
    var isProvisional: Bool
    var isDrill: Bool
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
    facts = Facts(
      Fields(
        id: id, duty: duty, dutyKind: dutyKind, title: title, project: project, projectName: projectName,
        milestone: milestone, due: due, dueAt: dueAt, rung: rung, level: level, rungName: rungName, colour: colour,
        template: template, reason: reason, raisedAt: raisedAt, answerBy: answerBy, superseded: superseded,
        recipients: recipients, chain: chain, requirement: requirement, isProvisional: isProvisional, isDrill: isDrill))
    self.state = state
    self.acknowledgements = acknowledgements
  }

  private mutating func change(_ body: (inout Fields) -> Void) {
    var fields = facts.fields
    body(&fields)
    facts = Facts(fields)
  }

  package static func == (a: Alert, b: Alert) -> Bool {
    a.state == b.state && a.acknowledgements == b.acknowledgements
      && (a.facts === b.facts || a.facts.fields == b.facts.fields)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(state)
    hasher.combine(facts.fields)
  }
}

// Each fact is read where it is kept; one that is changed, as tests do, makes the facts anew.
extension Alert {
  package var id: AlertID {
    get { facts.fields.id }
    set { change { $0.id = newValue } }
  }
  package var duty: DutyID {
    get { facts.fields.duty }
    set { change { $0.duty = newValue } }
  }
  package var dutyKind: Duty.Kind {
    get { facts.fields.dutyKind }
    set { change { $0.dutyKind = newValue } }
  }
  package var title: String {
    get { facts.fields.title }
    set { change { $0.title = newValue } }
  }
  package var project: ProjectID? {
    get { facts.fields.project }
    set { change { $0.project = newValue } }
  }
  package var projectName: String? {
    get { facts.fields.projectName }
    set { change { $0.projectName = newValue } }
  }
  package var milestone: MilestoneID? {
    get { facts.fields.milestone }
    set { change { $0.milestone = newValue } }
  }
  package var due: CivilDate {
    get { facts.fields.due }
    set { change { $0.due = newValue } }
  }
  package var dueAt: Instant {
    get { facts.fields.dueAt }
    set { change { $0.dueAt = newValue } }
  }
  package var rung: String {
    get { facts.fields.rung }
    set { change { $0.rung = newValue } }
  }
  package var level: String {
    get { facts.fields.level }
    set { change { $0.level = newValue } }
  }
  package var rungName: String {
    get { facts.fields.rungName }
    set { change { $0.rungName = newValue } }
  }
  package var colour: String? {
    get { facts.fields.colour }
    set { change { $0.colour = newValue } }
  }
  package var template: String {
    get { facts.fields.template }
    set { change { $0.template = newValue } }
  }
  package var reason: Reason {
    get { facts.fields.reason }
    set { change { $0.reason = newValue } }
  }
  package var raisedAt: Instant {
    get { facts.fields.raisedAt }
    set { change { $0.raisedAt = newValue } }
  }
  /// By when the recipients have to answer.
  package var answerBy: Instant? {
    get { facts.fields.answerBy }
    set { change { $0.answerBy = newValue } }
  }
  /// Lower rungs that were due too and were not raised.
  package var superseded: [String] {
    get { facts.fields.superseded }
    set { change { $0.superseded = newValue } }
  }
  package var recipients: [AlertRecipient] {
    get { facts.fields.recipients }
    set { change { $0.recipients = newValue } }
  }
  /// The chain of milestones that fixes the date, first to last, ready to be read.
  package var chain: [ChainStep] {
    get { facts.fields.chain }
    set { change { $0.chain = newValue } }
  }
  package var requirement: String? {
    get { facts.fields.requirement }
    set { change { $0.requirement = newValue } }
  }
  package var isProvisional: Bool {
    get { facts.fields.isProvisional }
    set { change { $0.isProvisional = newValue } }
  }
  package var isDrill: Bool {
    get { facts.fields.isDrill }
    set { change { $0.isDrill = newValue } }
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
