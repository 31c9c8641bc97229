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
    /// Beside the alert, so that sorting need not look there.
    let at: Instant

    init(_ alert: Alert, isUrgent: Bool) {
      self.alert = alert
      self.isUrgent = isUrgent
      at = alert.raisedAt
    }
  }

  /// Reports every alert that would be raised from a fresh start at `from` until `to`, in order of time and duty.
  ///
  /// - Parameters:
  ///   - events: what is said and done meanwhile; what lies outside is left out.
  ///   - workers: they live through a share of the duties each, as far as these do not bear on each other.
  ///   - shares: how many; nil: as many as are worth their while. What comes out is the same.
  /// - Returns: the events that came to nothing: there is no such duty, or no alert of it that waits for an answer.
  @discardableResult
  package static func run(
    _ portfolio: Portfolio, from: Instant, to: Instant, events: [Event] = [], workers: any Workers = OneWorker(),
    shares: Int? = nil, raised: (Raised) -> Void
  ) -> [Event] {
    let events = events.filter { from <= $0.at && $0.at <= to }.sorted { ($0.at, $0.duty) < ($1.at, $1.duty) }
    let count = portfolio.isDivisible ? shares ?? portfolio.worthwhileShares : 1
    let outcomes = workers.map((0..<count).map { DutyShare(index: $0, count: count) }[...]) { share in
      SimulatedShare.live(portfolio, share, from: from, to: to, events: events)
    }
    merge(outcomes.map(\.raised), raised)
    return events.indices.filter { index in outcomes.allSatisfy { $0.idle.contains(index) } }.map { events[$0] }
  }
}

extension Simulation {
  /// Goes through lists that are in order by time and duty, in that order.
  private static func merge(_ lists: [[Raised]], _ visit: (Raised) -> Void) {
    var rests = lists.map { $0[...] }.filter { !$0.isEmpty }
    while rests.count > 1 {
      let next = rests.indices.dropFirst().reduce(0) { rests[$1].first!.precedes(rests[$0].first!) ? $1 : $0 }
      visit(rests[next].removeFirst())
      if rests[next].isEmpty { rests.remove(at: next) }
    }
    rests.first?.forEach(visit)
  }
}

extension Simulation.Raised {
  fileprivate func precedes(_ other: Self) -> Bool {
    at == other.at ? alert.duty < other.alert.duty : at < other.at
  }
}

extension Portfolio {
  /// Whether what becomes of one duty does not hang on another's root.
  fileprivate var isDivisible: Bool { quotas.isEmpty && answers.isEmpty }

  fileprivate var worthwhileShares: Int { min(4, max(1, (projects.count + responsibilities.count) / 500)) }
}
