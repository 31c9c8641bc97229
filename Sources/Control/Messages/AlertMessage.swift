package import Core

/// An alert as it was raised, with the answers since.
package struct AlertMessage: Codable, Hashable, Sendable {
  package var id: String
  package var state: String
  package var duty: String
  package var kind: String
  package var title: String
  @Null package var project: String?
  @Null package var projectName: String?
  @Null package var milestone: String?
  package var due: String
  package var dueAt: String
  package var rung: String
  package var level: String
  /// The rung's own name: 督办单.
  package var name: String
  @Null package var colour: String?
  /// The trigger that fired: `due + 7d`.
  package var reason: String
  /// When it should have been raised; before `raisedAt` after downtime.
  package var scheduledAt: String
  package var raisedAt: String
  @Null package var answerBy: String?
  package var superseded: [String]
  package var recipients: [RecipientMessage]
  package var chain: [ChainStepMessage]
  @Null package var requirement: String?
  package var provisional: Bool
  package var drill: Bool
  package var acknowledgements: [AcknowledgementMessage]
  /// What was said of it besides, where that was asked for: of one alert; null in lists.
  @Null package var comments: [CommentMessage]?

  package init(_ alert: Alert, zone: ZoneRules) {
    id = alert.id.text
    state = alert.state.rawValue
    duty = alert.duty.text
    kind = alert.dutyKind.rawValue
    title = alert.title
    project = alert.project?.text
    projectName = alert.projectName
    milestone = alert.milestone?.text
    due = alert.due.description
    dueAt = zone.iso(alert.dueAt)
    rung = alert.rung
    level = alert.level
    name = alert.rungName
    colour = alert.colour
    reason = alert.reason.trigger
    scheduledAt = zone.iso(alert.reason.scheduledAt)
    raisedAt = zone.iso(alert.raisedAt)
    answerBy = alert.answerBy.map(zone.iso)
    superseded = alert.superseded
    recipients = RecipientMessage.list(alert.recipients)
    chain = alert.chain.map(ChainStepMessage.init)
    requirement = alert.requirement
    provisional = alert.isProvisional
    drill = alert.isDrill
    acknowledgements = alert.acknowledgements.map { AcknowledgementMessage($0, zone: zone) }
  }
}

package struct ChainStepMessage: Codable, Hashable, Sendable {
  package var name: String
  package var latestStart: String
  package var latestFinish: String

  package init(_ step: Alert.ChainStep) {
    name = step.name
    latestStart = step.latestStart.description
    latestFinish = step.latestFinish.description
  }
}

/// Body of `POST /v1/alerts/{id}/ack`. The answer is the alert as it then is.
package struct AcknowledgeRequest: Codable, Hashable, Sendable {
  /// Id, name or alias of the party on whose behalf; nil: not said.
  @Null package var party: String?
  package var note: String
  /// `YYYY-MM-DD`.
  @Null package var promise: String?

  package init(party: String? = nil, note: String, promise: String? = nil) {
    self.party = party
    self.note = note
    self.promise = promise
  }

  /// The promise as a date, or the problem to answer with.
  package func promiseDate() throws(Problem) -> CivilDate? {
    guard let promise else { return nil }
    guard let date = CivilDate(iso: promise) else {
      throw Problem(.badRequest, "promise: \(promise) is no date as 2026-02-14")
    }
    return date
  }
}

/// One line of `simulate --as json`, one element of `simulate -o json`.
package struct SimulatedAlertMessage: Codable, Hashable, Sendable {
  package struct Recipient: Codable, Hashable, Sendable {
    package var party: String
    @Null package var role: String?
    package var channel: String
  }

  package var at: String
  package var duty: String
  package var due: String
  package var rung: String
  package var level: String
  package var reason: String
  package var recipients: [Recipient]
  package var superseded: [String]

  package init(_ alert: Alert, zone: ZoneRules) {
    at = zone.iso(alert.raisedAt)
    duty = alert.duty.text
    due = alert.due.description
    rung = alert.rung
    level = alert.level
    reason = alert.reason.trigger
    recipients = RecipientMessage.list(alert.recipients).map {
      Recipient(party: $0.party, role: $0.role, channel: $0.channel)
    }
    superseded = alert.superseded
  }
}
