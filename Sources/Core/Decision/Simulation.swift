/// Lives through a stretch of time with the daemon's own engine and nobody told.
package enum Simulation {
  /// Something that somebody will say or do about a duty.
  package struct Event: Hashable, Sendable {
    package enum Act: Hashable, Sendable {
      /// The last alert of the duty is answered; where there is none, nothing happens.
      case acknowledge(note: String, promise: CivilDate?)
      /// The ledger says that it is done.
      case done
    }

    package var at: Instant
    package var duty: DutyID
    package var act: Act

    package init(at: Instant, duty: DutyID, act: Act) {
      self.at = at
      self.duty = duty
      self.act = act
    }
  }

  package struct Raised: Hashable, Sendable {
    /// Its number is not the one that the daemon would give.
    package var alert: Alert
    package var isUrgent: Bool
  }

  /// Reports every alert that would be raised from a fresh start at `from` until `to`, in order of time and duty.
  ///
  /// - Parameters:
  ///   - events: what is said and done meanwhile; what lies outside is left out.
  ///   - shares: into how many shares the duties are divided, to be lived through side by side. What comes out is the same.
  /// - Returns: the events that came to nothing: there is no such duty, or no alert of it that waits for an answer.
  @discardableResult
  package static func run(
    _ portfolio: Portfolio, from: Instant, to: Instant, events: [Event] = [], shares: Int = 1,
    isolation: isolated (any Actor)? = #isolation, raised: (Raised) -> Void
  ) async -> [Event] {
    let count = portfolio.isDivisible ? max(1, shares) : 1
    let answered = Set(events.map(\.duty))
    let shares = (0..<count).map { index in
      SimulatedShare(portfolio, DutyShare(index: index, count: count), answered: answered, from: from)
    }
    var now = from
    func live(through end: Instant) async {
      while true {
        // So many alerts at a time are kept until they are in order.
        let next = min(end, now + 7 * 86_400)
        let found = await withTaskGroup(of: [Raised].self) { group in
          for share in shares { group.addTask { await share.live(through: next) } }
          return await group.reduce(into: []) { $0 += $1 }
        }
        for item in found.sorted(by: { ($0.alert.raisedAt, $0.alert.duty) < ($1.alert.raisedAt, $1.alert.duty) }) {
          raised(item)
        }
        now = next
        if now == end { return }
      }
    }
    var idle: [Event] = []
    for event in events.filter({ from <= $0.at && $0.at <= to }).sorted(by: { ($0.at, $0.duty) < ($1.at, $1.duty) }) {
      await live(through: event.at)
      var isIdle = true
      for share in shares {
        let outcome = await share.take(event)
        if !outcome.isIdle { isIdle = false }
        outcome.raised.forEach(raised)
      }
      if isIdle { idle.append(event) }
    }
    await live(through: to)
    return idle
  }
}

extension Portfolio {
  /// Whether what becomes of one duty does not hang on another's root.
  fileprivate var isDivisible: Bool { quotas.isEmpty && answers.isEmpty }
}
