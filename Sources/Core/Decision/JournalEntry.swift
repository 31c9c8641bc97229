/// One line of the journal 流水. The store adds sequence number, previous hash and hash.
package struct JournalEntry: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case daemonStarted = "daemon.started"
    case daemonStopped = "daemon.stopped"
    /// It came to an instant it had waited for, and nothing was to be decided; kept, so that a replay wakes as well.
    case daemonWoke = "daemon.woke"
    case clockStepped = "clock.stepped"
    case portfolioLoaded = "portfolio.loaded"
    case reloadRejected = "reload.rejected"
    /// `detail["rungs"]`: the rungs that became pending for (duty, due), comma-separated.
    /// Chases go on on the version of a policy that they began with, though the file says something else now.
    case policyKept = "policy.kept"
    /// A running chase has gone over to the policy in force.
    case policyAdopted = "policy.adopted"
    case dutyScheduled = "duty.scheduled"
    case dutyMoved = "duty.moved"
    case dutyClosed = "duty.closed"
    case dutyReopened = "duty.reopened"
    case rungRaised = "rung.raised"
    case rungSuperseded = "rung.superseded"
    case rungSilenced = "rung.silenced"
    case rungExcused = "rung.excused"
    case rungCancelled = "rung.cancelled"
    case alertAcknowledged = "alert.acknowledged"
    case alertClosed = "alert.closed"
    case promiseBroken = "promise.broken"
    case extensionAsked = "extension.asked"
    case extensionApproved = "extension.approved"
    case extensionRefused = "extension.refused"
    case dutyExcused = "duty.excused"
    case dutyPaused = "duty.paused"
    case dutyResumed = "duty.resumed"
    case progressReported = "progress.reported"
    case reportVerified = "report.verified"
    case reportReturned = "report.returned"
    case silenceAdded = "silence.added"
    case silenceEnded = "silence.ended"
    case partyHandedOver = "party.handedOver"
    case alertCommented = "alert.commented"
    /// A line of a ledger that could not be taken.
    case answerRefused = "answer.refused"
    case alertUnacknowledged = "alert.unacknowledged"
    case acknowledgementExpired = "acknowledgement.expired"
    case deliveryDelivered = "delivery.delivered"
    case deliveryFailed = "delivery.failed"
    case deliveryDead = "delivery.dead"
  }

  package var at: Instant
  package var kind: Kind
  package var duty: DutyID?
  package var due: CivilDate?
  package var rung: String?
  package var alert: AlertID?
  package var delivery: DeliveryID?
  package var party: PartyID?
  /// Who caused it, where a person did: `uid 1000 (zhang)`.
  package var actor: String?
  package var reason: String?
  package var detail: NamedWords

  package init(
    at: Instant, _ kind: Kind, duty: DutyID? = nil, due: CivilDate? = nil, rung: String? = nil, alert: AlertID? = nil,
    delivery: DeliveryID? = nil, party: PartyID? = nil, actor: String? = nil, reason: String? = nil,
    detail: NamedWords = [:]
  ) {
    self.at = at
    self.kind = kind
    self.duty = duty
    self.due = due
    self.rung = rung
    self.alert = alert
    self.delivery = delivery
    self.party = party
    self.actor = actor
    self.reason = reason
    self.detail = detail
  }
}
