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
        if await engine.isAlive() {
          notifier.alive()
          notifier.status(engine.figures.summary)
        }
        await Alarm.wait(interval)
      }
    }
  }
}
