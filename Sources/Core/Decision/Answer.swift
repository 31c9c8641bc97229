/// Why an acknowledgement was not taken.
package enum AcknowledgementProblem: Hashable, Sendable, Error {
  case unknownAlert
  case closed
  /// The party is not among those the alert went to.
  case notARecipient(PartyID)
  /// A promise for a day that is over.
  case promiseInThePast(CivilDate)
}

extension Alert {
  /// Whether enough of the recipients have answered. Nobody waits for one who could not be told.
  package func isAnswered(by rule: AcknowledgementRule) -> Bool {
    switch rule {
    case .any: return !acknowledgements.isEmpty
    case .all:
      let told = recipients.filter { !$0.channels.isEmpty }
      let answered = Set(acknowledgements.compactMap(\.party))
      return !acknowledgements.isEmpty && told.allSatisfy { answered.contains($0.party) }
    }
  }

  /// Adds an answer; the same answer of the same party twice changes nothing and returns false.
  package mutating func take(_ answer: Acknowledgement, rule: AcknowledgementRule) -> Bool {
    let isRepeated = acknowledgements.contains {
      $0.party == answer.party && $0.actor == answer.actor && $0.note == answer.note && $0.promise == answer.promise
    }
    if isRepeated { return false }
    acknowledgements.append(answer)
    if state == .raised, isAnswered(by: rule) { state = .acknowledged }
    return true
  }
}
