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

  /// Reports every alert that would be raised from a fresh start at `from` until `to`, in order of time.
  ///
  /// - Parameters:
  ///   - events: what is said and done meanwhile; what lies outside is left out.
  ///   - queued: told of what would go out for the alert that is reported next.
  /// - Returns: the events that came to nothing: there is no such duty, or no alert of it that waits for an answer.
  @discardableResult
  package static func run(
    _ portfolio: Portfolio, from: Instant, to: Instant, events: [Event] = [],
    queued: ([Delivery]) -> Void = { _ in }, raised: (Alert) -> Void
  ) -> [Event] {
    var engine = Engine(
      portfolio: portfolio, memory: EngineMemory(), instance: "simulation", isDrill: false, at: from)
    // Only what answers refer to has to be remembered.
    let answered = Set(events.map(\.duty))
    var lastAlert: [DutyID: AlertID] = [:]
    func take(_ transitions: [Transition]) {
      for transition in transitions {
        if !transition.deliveries.isEmpty { queued(transition.deliveries) }
        for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty {
          if answered.contains(alert.duty) { lastAlert[alert.duty] = alert.id }
          raised(alert)
        }
      }
    }
    take(engine.start(at: from))
    var portfolio = portfolio
    let events = events.filter { from <= $0.at && $0.at <= to }.sorted { ($0.at, $0.duty) < ($1.at, $1.duty) }
    var idle: [Event] = []
    for event in events {
      while let next = engine.nextInstant(), next <= event.at { take(engine.advance(to: next)) }
      switch event.act {
      case .acknowledge(let note, let promise):
        guard let alert = lastAlert[event.duty] else {
          idle.append(event)
          continue
        }
        let answer = Acknowledgement(
          party: nil, actor: "simulation", note: note, promise: promise, at: event.at)
        if let transition = try? engine.acknowledge(alert, answer) {
          take([transition])
        } else {
          idle.append(event)
        }
      case .done:
        if engine.slot(of: event.duty) == nil { idle.append(event) }
        let today = portfolio.zone.date(of: event.at)
        portfolio.enter(event.duty, doneOn: today)
        take(engine.reload(portfolio, at: event.at).transitions)
      }
    }
    while let next = engine.nextInstant(), next <= to { take(engine.advance(to: next)) }
    return idle
  }
}
