import CLinux
package import Core
import Loading
package import Logging
import Sinks
package import Store

/// Loads the configuration aside and puts it in force as a whole, or not at all.
package actor Reloader {
  private let directory: String
  private let stateDirectory: String
  private let isDrill: Bool
  private let clock: any WallClock
  private let store: Store
  private let engine: EngineService
  private let dispatch: DispatchService
  private let metrics: DaemonMetrics
  private let notifier: SystemdNotifier
  private let logger: Logger

  /// The last load, good or not.
  package private(set) var last: Load

  package struct Load: Sendable {
    package let at: Instant
    package let diagnostics: [Diagnostic]
    package init(at: Instant, diagnostics: [Diagnostic]) {
      self.at = at
      self.diagnostics = diagnostics
    }
  }

  /// `portfolio` is nil when the configuration was refused and the old one stays.
  package struct Outcome: Sendable {
    package let portfolio: Portfolio?
    package let diagnostics: [Diagnostic]
  }

  package init(
    directory: String, stateDirectory: String, isDrill: Bool, clock: any WallClock, store: Store,
    engine: EngineService, dispatch: DispatchService, metrics: DaemonMetrics, notifier: SystemdNotifier, first: Load,
    logger: Logger
  ) {
    self.directory = directory
    self.stateDirectory = stateDirectory
    self.isDrill = isDrill
    self.clock = clock
    self.store = store
    self.engine = engine
    self.dispatch = dispatch
    self.metrics = metrics
    self.notifier = notifier
    self.last = first
    self.logger = logger
  }

  /// The last one asked for: loads do not overtake each other, or an older state of the files could win.
  private var latest: Task<Outcome, any Error>?

  /// - Throws: `StoreError` only; a bad configuration is an outcome.
  package func reload(actor: String) async throws -> Outcome {
    let before = latest
    let task = Task(executorPreference: WorkerPool.shared) {
      _ = await before?.result
      return try await self.announced(actor: actor)
    }
    latest = task
    return try await task.value
  }

  /// systemd hears of the beginning and of the end.
  private func announced(actor: String) async throws -> Outcome {
    notifier.reloading()
    do {
      let outcome = try await load(actor: actor)
      notifier.ready(engine.figures.summary)
      return outcome
    } catch {
      // systemd waits for READY=1 whatever came of it.
      notifier.ready("The last reload failed: \(error)")
      throw error
    }
  }

  private func load(actor: String) async throws -> Outcome {
    let (loaded, diagnostics) = await DaemonConfiguration.load(
      directory: directory, stateDirectory: stateDirectory, instance: store.instance, isDrill: isDrill, clock: clock,
      recorded: try store.lastInstant())
    last = Load(at: clock.now(), diagnostics: diagnostics)
    metrics.reloaded(ok: loaded != nil, at: last.at)
    logger.report(diagnostics)
    guard let loaded else {
      let errors = diagnostics.count { $0.severity == .error }
      try await engine.reloadRejected(errors: errors, actor: actor)
      logger.error("The configuration was refused: \(errors) errors. The one in force stays.")
      return Outcome(portfolio: nil, diagnostics: diagnostics)
    }
    // Ways out first: a rung raised by the reload may need a new one.
    try dispatch.use(loaded.outlet)
    let change = try await engine.reload(loaded.portfolio, from: loaded.origin, actor: actor)
    daopai_give_back_memory()
    logger.notice(
      "Reloaded: \(change.added) duties new, \(change.moved) moved, \(change.withdrawn) withdrawn")
    return Outcome(portfolio: loaded.portfolio, diagnostics: diagnostics)
  }
}
