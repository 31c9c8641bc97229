extension AnswerBook {
  /// What has come of an answer.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    /// Asked for, and not decided.
    case open
    case approved, refused
    case inForce = "in force"
    /// Its time is over, or a later answer has taken its place.
    case ended
    /// Reported, to be verified.
    case awaiting
    case verified, returned
    /// Nothing hangs on it any more: it was said.
    case taken
  }

  package func standing(of answer: Answer, in zone: ZoneRules, at now: Instant) -> Standing {
    switch answer.content {
    case .extend:
      for later in answers {
        if later.content == .approve(request: answer.number) { return .approved }
        if later.content == .refuse(request: answer.number) { return .refused }
      }
      return .open
    case .excuse(_, _, let through): return zone.date(of: now) <= through ? .inForce : .ended
    case .pause(let subject, let from):
      return pause(of: subject)?.from == from && answers.last { $0.content == answer.content } == answer
        ? .inForce : .ended
    case .report(let subject, _):
      guard let last = reports[subject] else { return .ended }
      guard let report = [last, last.inForce].compactMap(\.self).first(where: { $0.answer.number == answer.number })
      else { return .ended }
      return switch report.standing {
      case .taken: .inForce
      case .awaiting: .awaiting
      case .verified: .verified
      case .givenBack: .returned
      }
    case .silence:
      guard case .silence(let silence)? = silences[answer.number]?.content else { return .ended }
      return now < silence.until ? .inForce : .ended
    case .handOver(let from, let to): return successors[from] == to ? .inForce : .ended
    case .approve, .refuse, .resume, .verify, .giveBack, .unsilence, .comment, .unacknowledge: return .taken
    }
  }
}

extension AnswerBook.Standing {
  /// It still does something, or waits for somebody.
  package var isOpen: Bool { self == .open || self == .inForce || self == .awaiting || self == .verified }
}
