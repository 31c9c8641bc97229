package import Core

/// An answer that was given.
package struct AcknowledgementMessage: Codable, Hashable, Sendable {
  @Null package var party: String?
  package var actor: String
  package var note: String
  @Null package var promise: String?
  package var at: String
  /// Since then it counts as not given, and its promise is forgotten; null: it stands.
  @Null package var takenBack: CommentMessage?

  package init(_ answer: Acknowledgement, zone: ZoneRules) {
    party = answer.party?.text
    actor = answer.actor
    note = answer.note
    promise = answer.promise?.description
    at = zone.iso(answer.at)
  }
}

/// What was said of an alert: who, when, and what.
package struct CommentMessage: Codable, Hashable, Sendable {
  @Null package var party: String?
  package var actor: String
  package var note: String
  package var at: String

  package init(_ answer: Answer, zone: ZoneRules) {
    party = answer.party?.text
    actor = answer.actor
    note = answer.reason
    at = zone.iso(answer.at)
  }
}

extension AlertMessage {
  /// Marks what was taken back since.
  package mutating func markTakenBack(_ alert: Alert, _ book: AnswerBook, zone: ZoneRules) {
    for index in acknowledgements.indices where !alert.isStanding(index, book) {
      let answer = book.answers.first { answer in
        guard case .unacknowledge(alert.id, let party) = answer.content else { return false }
        return index < Int(answer.basis) ?? 0 && (party == nil || party == alert.acknowledgements[index].party)
      }
      acknowledgements[index].takenBack = answer.map { CommentMessage($0, zone: zone) }
    }
  }

  /// Adds what else was said of it.
  package mutating func addComments(_ book: AnswerBook, zone: ZoneRules) {
    let subject = AlertID(id)
    comments = book.answers.filter { $0.content == .comment(subject) }.map { CommentMessage($0, zone: zone) }
  }
}
