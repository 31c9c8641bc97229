/// Some of an office's duties, lived through by an engine of their own.
actor SimulatedShare {
  private var engine: Engine
  private var portfolio: Portfolio
  /// Only what answers refer to has to be remembered.
  private let answered: Set<DutyID>
  private var lastAlert: [DutyID: AlertID] = [:]
  private let start: Instant
  private var hasStarted = false

  init(_ portfolio: Portfolio, _ share: DutyShare, answered: Set<DutyID>, from start: Instant) {
    self.portfolio = portfolio
    self.answered = answered
    self.start = start
    engine = Engine(
      portfolio: portfolio, memory: EngineMemory(), share: share, instance: "simulation", isDrill: false, at: start)
  }

  func live(through end: Instant) -> [Simulation.Raised] {
    var raised: [Simulation.Raised] = []
    if !hasStarted {
      hasStarted = true
      note(engine.start(at: start), &raised)
    }
    while let next = engine.nextInstant(), next <= end {
      note(engine.advance(to: next, limit: Limits.decisionSlice), &raised)
    }
    return raised
  }

  /// - Precondition: it has lived through the event's instant.
  func take(_ event: Simulation.Event) -> (isIdle: Bool, raised: [Simulation.Raised]) {
    var raised: [Simulation.Raised] = []
    switch event.act {
    case .acknowledge(let note, let promise):
      let answer = Acknowledgement(party: nil, actor: "simulation", note: note, promise: promise, at: event.at)
      guard let alert = lastAlert[event.duty], let transition = try? engine.acknowledge(alert, answer) else {
        return (true, [])
      }
      self.note([transition], &raised)
      return (false, raised)
    case .done:
      let isIdle = engine.slot(of: event.duty) == nil
      portfolio.enter(event.duty, doneOn: portfolio.zone.date(of: event.at))
      note(engine.reload(portfolio, at: event.at).transitions, &raised)
      return (isIdle, raised)
    }
  }

  private func note(_ transitions: [Transition], _ raised: inout [Simulation.Raised]) {
    for transition in transitions {
      for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty {
        if answered.contains(alert.duty) { lastAlert[alert.duty] = alert.id }
        let isUrgent = transition.deliveries.contains { $0.alert == alert.id && $0.isUrgent }
        raised.append(Simulation.Raised(alert: alert, isUrgent: isUrgent))
      }
    }
  }
}
