/// Lives through a stretch of time with the daemon's own engine and nobody told.
package enum Simulation {
  /// Reports every alert that would be raised from a fresh start at `from` until `to`, in order of time.
  package static func run(_ portfolio: Portfolio, from: Instant, to: Instant, raised: (Alert) -> Void) {
    let plans = portfolio.plans(today: portfolio.zone.date(of: from)).plans
    var engine = Engine(
      portfolio: portfolio, plans: plans, memory: EngineMemory(), instance: "simulation", isDrill: false, at: from)
    var transitions = engine.start(at: from)
    while true {
      for transition in transitions {
        for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty { raised(alert) }
      }
      guard let next = engine.nextInstant(), next <= to else { return }
      transitions = engine.advance(to: next)
    }
  }
}
