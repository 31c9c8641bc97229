/// What was decided or reported about duties since the ledger was written: who, when, why, and what.
///
/// Answers are only ever added. What is in force is read out of all of them, in their order, by `AnswerBook`.
package struct Answer: Hashable, Sendable {
  /// 1, 2, 3 … in the order they were taken; people write it to approve a request or to end a silence.
  package var number: Int
  package var at: Instant
  /// As the control socket saw them: `uid 1000 (zhang)`; or the line of the ledger: `ledger/answers.yaml:3:5`.
  package var actor: String
  /// On whose behalf; nil: not said.
  package var party: PartyID?
  package var reason: String
  package var content: Content
  /// What the ledger said of it when it was taken. If it says something else now, a clerk has spoken since, and wins.
  package var basis: String

  package init(
    number: Int = 0, at: Instant, actor: String, party: PartyID? = nil, reason: String, _ content: Content,
    basis: String = ""
  ) {
    self.number = number
    self.at = at
    self.actor = actor
    self.party = party
    self.reason = reason
    self.content = content
    self.basis = basis
  }

  package enum Content: Hashable, Sendable {
    /// 申请延期. Nothing moves until it is approved.
    case extend(Subject, to: CivilDate)
    /// Grants the request with this number.
    case approve(request: Int)
    case refuse(request: Int)
    /// 正当理由: rungs of these levels (none named: all) that come due through that day are recorded and not raised.
    case excuse(Subject, levels: [String], through: CivilDate)
    /// 停缓建: the clock stands still.
    case pause(Subject, from: CivilDate)
    /// The clock runs again, and the due dates move by the working days it stood.
    case resume(Subject, on: CivilDate)
    /// 自报.
    case report(Subject, ReportedProgress)
    /// 核实 of a reported finish.
    case verify(Subject)
    /// 退办: what was reported is not so.
    case giveBack(Subject)
    case silence(Silence)
    /// Ends the silence with this number.
    case unsilence(Int)
    /// 交账: from now on the second is told in the place of the first.
    case handOver(from: PartyID, to: PartyID)
    case comment(AlertID)
    /// Takes back the acknowledgements of an alert, or those of one party.
    case unacknowledge(AlertID, of: PartyID?)
  }

  /// Whether both come from the same person: approval and verification need a second one.
  package func isSamePerson(as other: Answer) -> Bool {
    if let party, let theirs = other.party { return party == theirs }
    return other.actor.elementsEqual(actor)
  }

  /// Whether it says again what `other` said.
  package func repeats(_ other: Answer) -> Bool {
    (actor, party, reason) == (other.actor, other.party, other.reason) && content == other.content
  }
}

/// Progress as a unit reports it.
package struct ReportedProgress: Hashable, Sendable {
  package var start: CivilDate?
  package var finish: CivilDate?
  package var percent: Int?

  package init(start: CivilDate? = nil, finish: CivilDate? = nil, percent: Int? = nil) {
    self.start = start
    self.finish = finish
    self.percent = percent
  }

  package var isEmpty: Bool { self == ReportedProgress() }
}

/// What an answer is about, by the beginning of duty ids: a project `P01`, a milestone `P01/m09`, a duty
/// `P01/m09:finish`, a row `R1`, an occurrence `R1@2021-07-13`.
package struct Subject: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  package let text: String
  package init(_ text: String) { self.text = text }
  package init(stringLiteral text: String) { self.text = text }
  package var description: String { text }

  package func covers(_ duty: DutyID) -> Bool {
    guard duty.text.utf8.starts(with: text.utf8) else { return false }
    let rest = duty.text.utf8.dropFirst(text.utf8.count).first
    return rest == nil || rest == UInt8(ascii: "/") || rest == UInt8(ascii: ":") || rest == UInt8(ascii: "@")
  }

  /// `P01/m09` of `P01/m09:finish`.
  package var withoutKind: String { String(text.prefix { $0 != ":" }) }
}
