/// Some of an office's duties, lived through by an engine of their own.
struct SimulatedShare: ~Copyable {
  struct Outcome: Sendable {
    /// In order of time and duty.
    var raised: [Simulation.Raised] = []
    /// Events that came to nothing here, by index.
    var idle: Set<Int> = []
  }

  private var engine: Engine
  private var portfolio: Portfolio
  /// Only what answers refer to has to be remembered.
  private let answered: Set<DutyID>
  private var lastAlert: [DutyID: AlertID] = [:]
  private let hasUrgentRungs: Bool
  private var outcome = Outcome()
  /// Raised at the last instant, and still to be put in order.
  private var latest: [Simulation.Raised] = []

  static func live(
    _ portfolio: Portfolio, _ share: DutyShare, from: Instant, to: Instant, events: [Simulation.Event]
  ) -> Outcome {
    var life = SimulatedShare(portfolio, share, from: from, answered: Set(events.map(\.duty)))
    life.note(life.engine.start(at: from))
    for (index, event) in events.enumerated() {
      life.live(through: event.at)
      if !life.take(event) { life.outcome.idle.insert(index) }
    }
    life.live(through: to)
    life.putLatestInOrder()
    return life.outcome
  }

  private init(_ portfolio: Portfolio, _ share: DutyShare, from: Instant, answered: Set<DutyID>) {
    self.portfolio = portfolio
    self.answered = answered
    hasUrgentRungs = portfolio.policies.values.contains { $0.rungs.contains(where: \.isUrgent) }
    engine = Engine(
      portfolio: portfolio, memory: EngineMemory(), share: share, keepsBooks: false, instance: "simulation",
      isDrill: false, at: from)
  }

  private mutating func live(through end: Instant) {
    while let next = engine.nextInstant(), next <= end {
      note(engine.advance(to: next, limit: Limits.decisionSlice))
    }
  }

  /// - Returns: whether it came to something.
  private mutating func take(_ event: Simulation.Event) -> Bool {
    switch event.act {
    case .acknowledge(let note, let promise):
      let answer = Acknowledgement(party: nil, actor: "simulation", note: note, promise: promise, at: event.at)
      guard let alert = lastAlert[event.duty], let transition = try? engine.acknowledge(alert, answer) else {
        return false
      }
      self.note([transition])
      return true
    case .done:
      let isKnown = engine.slot(of: event.duty) != nil
      portfolio.enter(event.duty, doneOn: portfolio.zone.date(of: event.at))
      note(engine.reload(portfolio, at: event.at).transitions)
      return isKnown
    }
  }

  private mutating func note(_ transitions: [Transition]) {
    for transition in transitions {
      for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty {
        if answered.contains(alert.duty) { lastAlert[alert.duty] = alert.id }
        if let at = latest.last?.at, at != alert.raisedAt { putLatestInOrder() }
        latest.append(Simulation.Raised(alert, isUrgent: isUrgent(alert)))
      }
    }
  }

  /// Instants come in their order: only within one have alerts to be put in it.
  private mutating func putLatestInOrder() {
    latest.sort { $0.alert.duty < $1.alert.duty }
    outcome.raised += latest
    latest.removeAll(keepingCapacity: true)
  }

  /// Whether the rung that raised it waits for nobody's hours.
  private mutating func isUrgent(_ alert: Alert) -> Bool {
    guard hasUrgentRungs, let ladder = engine.slot(of: alert.duty).flatMap({ engine.ladder(at: $0) }) else {
      return false
    }
    return ladder.index(of: alert.rung).map { ladder.rungs[$0].isUrgent } ?? false
  }
}
