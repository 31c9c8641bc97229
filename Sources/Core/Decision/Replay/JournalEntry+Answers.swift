// What people said, read back from the lines that the journal keeps of it.

extension JournalEntry {
  /// Of a line `alert.acknowledged`.
  package var acknowledgement: Acknowledgement? {
    guard let person = actor, kind == .alertAcknowledged else { return nil }
    return Acknowledgement(
      party: party, actor: person, note: reason ?? "", promise: detail["promise"].flatMap { CivilDate(iso: $0) }, at: at
    )
  }

  /// Of a line that an answer left; its number and what the ledger said of it are found again when it is taken.
  package var answer: Answer? {
    guard let person = actor, let word = Answer.Kind.allCases.first(where: { $0.journalKind == kind }) else {
      return nil
    }
    var fields = detail
    for name in ["answer", "basis"] { fields[name] = nil }
    // Of what they settle, the subject is that of the request.
    if word == .approve || word == .refuse { fields["subject"] = nil }
    guard let content = try? Answer.Content(word, fields.dictionary, in: .utc, at: at) else { return nil }
    return Answer(at: at, actor: person, party: party, reason: reason ?? "", content)
  }
}

extension FiledAnswer {
  /// Whose line it is stays the same when lines are put in above it: the file, and the day it says.
  package var author: String { "\(place.file)@\(date)" }
}
