/// What keeps rungs of one duty from being raised: a hold, excuses, silences.
package struct Restraint: Sendable {
  package var hold: Hold?
  /// When the answer to the last alert ceases to hold.
  package var answerExpires: Instant?
  package var excuses: [Excuse] = []
  package var silences: [Mute] = []
  /// Levels that an open alert on the same project makes needless, with the reason.
  package var inhibitions: [(levels: Set<String>, reason: String)] = []

  /// The clock stands: nothing is raised and nothing is recorded, until it runs again.
  package struct Hold: Hashable, Sendable {
    package var reason: String
    /// Nil: until somebody says so.
    package var until: Instant?
    package init(reason: String, until: Instant?) {
      self.reason = reason
      self.until = until
    }
  }

  package struct Excuse: Hashable, Sendable {
    package var number: Int
    /// Empty: all.
    package var levels: [String]
    package var from: Instant
    package var until: Instant
    package var reason: String

    /// Whether it stands, or stood when the rung came due.
    func covers(_ rung: Rung, due instant: Instant?, at now: Instant) -> Bool {
      (levels.isEmpty || levels.contains(rung.level))
        && (now < until || instant.map { from <= $0 && $0 < until } ?? false)
    }
  }

  /// A silence that matches the duty on some rung.
  package struct Mute: Sendable {
    package var number: Int
    package var silence: Silence
    package var facts: DutyFacts
    package var zone: ZoneRules
    package var reason: String
  }

  /// Why a rung that is due is not raised.
  package struct Suppression: Hashable, Sendable {
    /// `excused` is final; `silenced` comes back when nothing silences it any more.
    package var outcome: DutyState.Outcome
    package var reason: String
  }

  package init() {}

  package static let none = Restraint()

  package func isHeld(at now: Instant) -> Bool { hold.map { $0.until.map { now < $0 } ?? true } ?? false }

  package func suppression(of rung: Rung, due instant: Instant? = nil, at now: Instant) -> Suppression? {
    if let excuse = excuses.first(where: { $0.covers(rung, due: instant, at: now) }) {
      return Suppression(outcome: .excused, reason: "excuse \(excuse.number): \(excuse.reason)")
    }
    if let mute = silences.first(where: {
      $0.silence.isActive(at: now, in: $0.zone) && $0.silence.matches($0.facts, rung)
    }) {
      return Suppression(outcome: .silenced, reason: "silence \(mute.number): \(mute.reason)")
    }
    if let inhibition = inhibitions.first(where: { $0.levels.contains(rung.level) }) {
      return Suppression(outcome: .silenced, reason: inhibition.reason)
    }
    return nil
  }

  /// When it may next let something through that it holds back now.
  package func change(after now: Instant) -> Instant? {
    silences.lazy.compactMap { $0.silence.change(after: now, in: $0.zone) }.min()
  }
}

extension AnswerBook {
  /// - Parameter facts: of the duty that is to be decided.
  package func restraint(on facts: DutyFacts, in zone: ZoneRules, at now: Instant) -> Restraint {
    var restraint = Restraint()
    let duty = facts.duty
    if let (subject, _) = pauses.first(where: { $0.key.covers(duty.id) && $0.value.last?.through == nil }) {
      restraint.hold = .init(reason: "\(subject) is paused", until: nil)
    } else if let until = reports.lazy.filter({ $0.key.covers(duty.id) && $0.value.standing == .awaiting })
      .compactMap(\.value.heldUntil).max()
    {
      restraint.hold = .init(reason: "reported finished, to be verified", until: until)
    }
    for excuse in excuses {
      guard case .excuse(let subject, let levels, let through) = excuse.content, subject.covers(duty.id) else {
        continue
      }
      let until = zone.instant(through + 1, .midnight)
      restraint.excuses.append(
        .init(number: excuse.number, levels: levels, from: excuse.at, until: until, reason: excuse.reason))
    }
    for (number, answer) in silences {
      guard case .silence(let silence) = answer.content, now < silence.until else { continue }
      // Whether it matches may depend on the rung's level: that is asked when one is due.
      restraint.silences.append(
        .init(number: number, silence: silence, facts: facts, zone: zone, reason: answer.reason))
    }
    restraint.silences.sort { $0.number < $1.number }
    return restraint
  }

  /// Whether nothing can restrain anything.
  package var isIdle: Bool { pauses.isEmpty && reports.isEmpty && excuses.isEmpty && silences.isEmpty }
}
