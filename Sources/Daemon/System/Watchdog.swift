import Core
import ServiceLifecycle

/// Tells systemd that we live, as long as the engine's own loop answers and the store writes; depends on no peer.
package struct Watchdog: Service {
  private let engine: EngineService
  private let notifier: SystemdNotifier

  package init(engine: EngineService, notifier: SystemdNotifier) {
    self.engine = engine
    self.notifier = notifier
  }

  package func run() async throws {
    guard let interval = notifier.watchdogInterval() else {
      try await gracefulShutdown()
      return
    }
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let facts = await engine.facts()
        if await engine.isAlive() {
          notifier.alive()
          notifier.status(facts.summary)
        }
        await Alarm.wait(interval)
      }
    }
  }
}

extension EngineFacts {
  /// For `systemctl status`.
  package var summary: String {
    let zone = portfolio.zone
    if let heldUntil { return "The clock is wrong: nothing is decided before it shows \(zone.iso(heldUntil))" }
    let until = next.map { "next at \(zone.iso($0))" } ?? "nothing is due"
    return "\(portfolio.projects.count) projects, \(duties.count) duties, "
      + "\(alerts.values.reduce(0, +)) alerts open; \(until)"
  }
}
