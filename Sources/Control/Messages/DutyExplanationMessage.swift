package import Core

/// Why a duty, or the alert raised for it, stands where it does.
package struct DutyExplanationMessage: Codable, Hashable, Sendable {
  package struct Cause: Codable, Hashable, Sendable {
    /// As in the policy: `due + 7d`.
    package var trigger: String
    /// When it comes, or came; null: it waits for something that has not happened, or had not when the rung was settled.
    @Null package var at: String?
    /// The day it names, where the rung moved off a day off.
    @Null package var nominal: String?
  }

  package struct Step: Codable, Hashable, Sendable {
    package var rung: String
    package var level: String
    package var name: String
    /// `raised`, `superseded`, `silenced`, `excused`, `pending`.
    package var outcome: String
    @Null package var settledAt: String?
    package var causes: [Cause]
    package var recipients: [RecipientMessage]
    /// What would keep it from being raised now.
    @Null package var restraint: String?
  }

  /// The alert asked about, where one was.
  @Null package var alert: AlertMessage?
  package var duty: String
  package var title: String
  package var due: String
  package var dueAt: String
  package var policy: String
  /// By its content, as eight hexadecimal digits.
  package var policyVersion: String
  /// The chase goes on by the version it began with; the file says something else now.
  package var policyKept: Bool
  package var closed: Bool
  /// The clock stands still: why, and until when if that is known.
  @Null package var hold: String?
  @Null package var holdUntil: String?
  package var steps: [Step]
  @Null package var nextRung: String?
  @Null package var nextAt: String?
  /// What the journal says of the duty, oldest first.
  package var records: [JournalMessage]

  package init(_ explanation: DutyExplanation, alert: AlertMessage?, records: [JournalMessage], zone: ZoneRules) {
    self.alert = alert
    let duty = explanation.duty
    self.duty = duty.id.text
    title = duty.title
    due = duty.due.description
    dueAt = zone.iso(duty.dueAt)
    policy = duty.policy.text
    policyVersion = explanation.version.version.description
    policyKept = explanation.version.isKept
    closed = explanation.isClosed
    hold = explanation.hold?.reason
    holdUntil = explanation.hold?.until.map(zone.iso)
    steps = explanation.steps.map { step in
      Step(
        rung: step.rung.id, level: step.rung.level, name: step.rung.name, outcome: step.outcome?.rawValue ?? "pending",
        settledAt: step.settledAt.map(zone.iso),
        causes: step.causes.map {
          Cause(trigger: "\($0.trigger)", at: $0.at.map(zone.iso), nominal: $0.nominal?.description)
        }, recipients: RecipientMessage.list(step.recipients), restraint: step.restraint)
    }
    nextRung = explanation.next?.rung
    nextAt = explanation.next.map { zone.iso($0.at) }
    self.records = records
  }
}
