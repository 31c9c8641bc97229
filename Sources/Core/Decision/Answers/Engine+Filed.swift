// Answers in ledger files: the same as those over the socket, with the line as their author.

extension Engine {
  /// Takes those lines that have not been taken yet, by date, then in the order of the files, before anything is decided:
  /// nobody is chased for what the same load says is done. What cannot be taken is said in the journal, and tried again with
  /// every load.
  mutating func takeFiled(at now: Instant) -> [Transition] {
    var transitions: [Transition] = []
    for filed in ledger.answers.enumerated().sorted(by: { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) })
    {
      transitions += take(filed.element, at: now)
    }
    return transitions
  }

  private mutating func take(_ filed: FiledAnswer, at now: Instant) -> [Transition] {
    let answer = Answer(at: now, actor: filed.author, party: filed.party, reason: filed.reason, filed.content)
    do throws(AnswerProblem) {
      let (checked, isRepeated) = try checked(answer, saidOn: filed.date)
      if isRepeated || book.answers.contains(where: { checked.repeats($0) }) { return [] }
      guard let (_, tried, transition) = try prepared(answer, saidOn: filed.date) else { return [] }
      book = tried
      return [transition]
    } catch {
      // It may have been taken, and be refused now because it was: a request that has been approved.
      if let form = try? normalized(filed.content) {
        var known = answer
        known.content = form
        if book.answers.contains(where: { known.repeats($0) }) { return [] }
      }
      var detail = NamedWords(filed.content.fields)
      detail["kind"] = filed.content.kind.rawValue
      var refused = Transition(at: now)
      refused.journal = [
        JournalEntry(
          at: now, .answerRefused, party: filed.party, actor: "\(filed.place)", reason: "\(error)",
          detail: detail)
      ]
      return [refused]
    }
  }
}
