/// An ordered ladder of rungs 督办规则, with its delivery rules. Data, never code.
package struct Policy: Hashable, Sendable {
  package var id: PolicyID
  package var name: String
  /// Which kinds of duty it chases.
  package var watches: Set<Duty.Kind>
  /// When in the day its rungs fire.
  package var timeOfDay: TimeOfDay
  /// Lowest first. At most `Limits.rungs`.
  package var rungs: [Rung]
  package var acknowledgement: AcknowledgementRule
  package var answers = AnswerRules()
  package var retry: RetryRule
  /// How projects are judged; nil: the policy has no conditions on periods.
  package var assessment: AssessmentRule?
  /// Which projects it is for; nil: every project and every row.
  package var applies: Applicability?
  package var misfire: MisfireRule
  /// The level that stands in for every lower one from the due date on; nil: none.
  package var startLevel: String?
  /// What a change of it does to chases under way.
  package var adoption = Adoption.new
  package var place: Place

  package init(
    id: PolicyID, name: String, watches: Set<Duty.Kind>, timeOfDay: TimeOfDay = TimeOfDay(secondsSinceMidnight: 30_600),
    rungs: [Rung], acknowledgement: AcknowledgementRule = .any, retry: RetryRule = RetryRule(),
    assessment: AssessmentRule? = nil, applies: Applicability? = nil, misfire: MisfireRule = .latest, place: Place
  ) {
    self.id = id
    self.name = name
    self.watches = watches
    self.timeOfDay = timeOfDay
    self.rungs = rungs
    self.acknowledgement = acknowledgement
    self.retry = retry
    self.assessment = assessment
    self.applies = applies
    self.misfire = misfire
    self.place = place
  }
}

/// Which chases follow a policy that has been changed.
package enum Adoption: String, Hashable, Sendable, CaseIterable {
  /// Those that begin from now on: a running one ends on the ladder it began with.
  case new
  /// The running ones as well, at once.
  case running
}

/// One step of a ladder.
package struct Rung: Hashable, Sendable {
  /// Unique in its policy: `L1`, or `L0-30d` where a level is reached at several instants.
  package var id: String
  /// `L0` … `L5`: what it counts as. The meaning of levels and colours is the office's own.
  package var level: String
  /// 到期提醒, 督办单 …
  package var name: String
  package var colour: String?
  /// It fires at whichever comes first, once.
  package var triggers: [Trigger]
  package var recipients: [Recipient]
  package var channels: [Channel]
  /// Name of the letter template.
  package var template: String
  /// How long the recipients have to answer.
  package var answerWithin: Span?
  /// Fires on days off too.
  package var isUrgent: Bool
  /// Overrides the policy's time of day.
  package var timeOfDay: TimeOfDay?
  /// A condition that lets go of it: until then it holds, once reached, from period to period.
  package var until: Condition?

  package init(
    id: String, level: String, name: String, colour: String? = nil, triggers: [Trigger], recipients: [Recipient],
    channels: [Channel] = [.email], template: String = "reminder", answerWithin: Span? = nil, isUrgent: Bool = false,
    timeOfDay: TimeOfDay? = nil, until: Condition? = nil
  ) {
    self.id = id
    self.level = level
    self.name = name
    self.colour = colour
    self.triggers = triggers
    self.recipients = recipients
    self.channels = channels
    self.template = template
    self.answerWithin = answerWithin
    self.isUrgent = isUrgent
    self.timeOfDay = timeOfDay
    self.until = until
  }
}

package enum Recipient: Hashable, Sendable {
  case role(Role)
  case party(PartyID)
}

/// A way to reach a party. The journal needs no party: every alert is written there.
package enum Channel: String, Hashable, Sendable, CaseIterable { case journal, email, webhook }

/// Whose answer stops `unanswered`.
package enum AcknowledgementRule: String, Hashable, Sendable, CaseIterable { case any, all }

/// What answers are worth under a policy.
package struct AnswerRules: Hashable, Sendable {
  /// So many of the recipients have to answer, where the policy says neither any nor all.
  package var quorum: Int?
  /// So long an acknowledgement holds; then silence counts again from that day. Nil: for good.
  package var acknowledgementHolds: Span?
  /// A reported finish closes a duty only when a second party has verified it 核实. So long nobody is chased for it; then
  /// the ladder goes on. Nil: a report is enough.
  package var verifyWithin: Span?

  package init(quorum: Int? = nil, acknowledgementHolds: Span? = nil, verifyWithin: Span? = nil) {
    self.quorum = quorum
    self.acknowledgementHolds = acknowledgementHolds
    self.verifyWithin = verifyWithin
  }
}

/// How long a delivery is tried.
package struct RetryRule: Hashable, Sendable {
  /// Attempts before dead letter.
  package var attempts: Int
  /// Wait after the first failure; it doubles each time.
  package var firstSeconds: Int
  package var longestSeconds: Int

  package init(attempts: Int = 12, firstSeconds: Int = 30, longestSeconds: Int = 3600) {
    self.attempts = attempts
    self.firstSeconds = firstSeconds
    self.longestSeconds = longestSeconds
  }
}
