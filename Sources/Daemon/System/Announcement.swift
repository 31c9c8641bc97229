package import Logging
import ServiceLifecycle

/// Says when the daemon is ready and when it is stopping, to systemd and in the log.
///
/// The last service of its group: the signals are heeded by the time it says «ready», and it is the first to hear of the
/// end.
package struct Announcement: Service {
  private let engine: EngineService
  private let notifier: SystemdNotifier
  private let logger: Logger

  package init(engine: EngineService, notifier: SystemdNotifier, logger: Logger) {
    self.engine = engine
    self.notifier = notifier
    self.logger = logger
  }

  package func run() async throws {
    let summary = engine.figures.summary
    notifier.ready(summary)
    logger.notice("Ready: \(summary)")
    try await gracefulShutdown()
    notifier.stopping()
    logger.notice("Stopping: what is under way is finished, nothing new is begun")
  }
}
