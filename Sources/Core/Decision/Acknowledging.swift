/// Why an acknowledgement was not taken.
package enum AcknowledgementProblem: Hashable, Sendable, Error {
  case unknownAlert
  case closed
  /// The party is not among those the alert went to.
  case notARecipient(PartyID)
  /// A promise for a day that is over.
  case promiseInThePast(CivilDate)
  /// The clock shows a time that cannot be; answers are taken again once it shows this.
  case clockIsWrong(until: Instant)
}

extension Alert {
  /// Whether an acknowledgement still counts: it has not been taken back.
  package func isStanding(_ index: Int, _ book: AnswerBook) -> Bool {
    !(book.withdrawals[id] ?? []).contains {
      index < $0.before && ($0.party == nil || $0.party == acknowledgements[index].party)
    }
  }

  package func standing(_ book: AnswerBook) -> [Acknowledgement] {
    acknowledgements.indices.filter { isStanding($0, book) }.map { acknowledgements[$0] }
  }

  /// Whether enough of the recipients have answered. Nobody waits for one who could not be told.
  package func isAnswered(by policy: Policy?, _ book: AnswerBook) -> Bool {
    answeredAt(by: policy, book) != nil
  }

  /// When the answer came in that made enough of them; nil: there are not enough.
  ///
  /// A later answer renews it, so that one that is given again holds from then.
  package func answeredAt(by policy: Policy?, _ book: AnswerBook) -> Instant? {
    let answers = standing(book)
    guard let last = answers.last else { return nil }
    let told = recipients.filter { !$0.channels.isEmpty }
    let answered = Set(answers.compactMap(\.party))
    let count = told.count { answered.contains($0.party) }
    let wanted =
      switch policy?.acknowledgement ?? .any {
      case .all: told.count
      case .any: min(policy?.answers.quorum ?? 0, told.count)
      }
    return count >= wanted ? last.at : nil
  }

  /// Adds an answer; the same answer of the same party twice changes nothing and returns false, unless the first was
  /// taken back or has expired since.
  package mutating func take(_ answer: Acknowledgement, by policy: Policy?, _ book: AnswerBook) -> Bool {
    let isRepeated = standing(book).contains {
      $0.party == answer.party && $0.actor == answer.actor && $0.note == answer.note && $0.promise == answer.promise
    }
    let hasExpired = state == .raised && isAnswered(by: policy, book)
    if isRepeated && !hasExpired { return false }
    acknowledgements.append(answer)
    if state == .raised, isAnswered(by: policy, book) { state = .acknowledged }
    return true
  }
}
