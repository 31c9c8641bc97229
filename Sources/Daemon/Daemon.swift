import CLinux
import Core
import Foundation
import Glibc
import Loading
package import Logging
import Metrics
import ServiceLifecycle
import Store
import UnixSignals

/// The composition root: opens everything, wires it together, runs it until it is told to stop.
package struct Daemon: Sendable {
  package struct Options: Sendable {
    package var places: Places
    package var drill: Drill?
    package init(places: Places, drill: Drill?) {
      self.places = places
      self.drill = drill
    }
  }

  /// A drill 演练: a clock of its own, and nothing leaves the machine.
  package struct Drill: Sendable {
    package var clock: String
    package var speed: Double
    package init(clock: String, speed: Double) {
      self.clock = clock
      self.speed = speed
    }
  }

  private let options: Options
  private let logger: Logger

  package init(options: Options, logger: Logger) {
    self.options = options
    self.logger = logger
  }

  /// Returns after a clean stop.
  package func run() async throws(Failure) {
    // A peer that hangs up is an error on one connection, not the end of the daemon.
    signal(SIGPIPE, SIG_IGN)
    // Reloading begins when everything is loaded; until then it must not end us.
    signal(SIGHUP, SIG_IGN)
    do {
      try await serve()
    } catch let failure as Failure {
      throw failure
    } catch let error as StoreError {
      throw Failure(error)
    } catch {
      throw .broken("\(error)")
    }
  }

  private func serve() async throws {
    let notifier = SystemdNotifier()
    notifier.extendTimeout(seconds: 300)
    let places = options.places
    let store = try StateOpening(directory: places.state, isDrill: options.drill != nil).open()
    let clock = try makeClock()
    let (loaded, diagnostics) = await DaemonConfiguration.load(
      directory: places.configuration, stateDirectory: places.state, instance: store.instance,
      isDrill: options.drill != nil, clock: clock, recorded: try store.lastInstant())
    guard let loaded else { throw Failure.badConfiguration(diagnostics) }
    logger.report(diagnostics)
    let firstLoad = Reloader.Load(at: clock.now(), diagnostics: diagnostics)

    let registry = PrometheusRegistry()
    MetricsSystem.bootstrap(registry)
    let metrics = DaemonMetrics()
    metrics.reloaded(ok: true, at: firstLoad.at)
    let dispatch = try DispatchService(
      store: store, clock: clock, outlet: loaded.outlet, metrics: metrics, logger: logger)
    let stored = try store.restore()
    let engine = EngineService(
      engine: makeEngine(loaded, stored, instance: store.instance), store: store, clock: clock,
      dispatch: dispatch, metrics: metrics, lastInstant: stored.lastInstant, isDrill: options.drill != nil,
      logger: logger)
    let reloader = Reloader(
      directory: places.configuration, stateDirectory: places.state, isDrill: options.drill != nil, clock: clock,
      store: store, engine: engine, dispatch: dispatch, metrics: metrics, notifier: notifier, first: firstLoad,
      logger: logger)
    let harness = ControlHarness(
      engine: engine, store: store, reloader: reloader,
      about: .init(started: clock.now(), isDrill: options.drill != nil),
      archive: InputArchive(stateDirectory: places.state), registry: registry)
    let socket = try ControlSocket(path: places.socket)
    let control = ControlServer(descriptor: socket.descriptor, harness: harness, logger: logger)

    let hangups = await HangupService(reloader: reloader)
    try await engine.start(loaded.origin)
    // Loading a large ledger takes several times the memory that is kept of it.
    daopai_give_back_memory()
    (clock as? DrillClock)?.run()
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: dispatch), .init(service: engine), .init(service: control),
          .init(service: hangups),
          .init(service: Watchdog(engine: engine, notifier: notifier)),
          .init(service: Announcement(engine: engine, notifier: notifier, logger: logger)),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    try await engine.stop()
    // While the state directory is still locked: nobody else has bound the path yet.
    _ = consume socket
    try store.close()
    logger.notice("Stopped")
  }

  private func makeClock() throws -> any WallClock {
    guard let drill = options.drill else { return try SystemClock() }
    guard let start = ZoneRules.utc.instant(iso: drill.clock) else {
      throw Failure.broken("--clock \(drill.clock): expected a time as 2021-07-12T08:29:50+08:00")
    }
    return DrillClock(start: start, speed: drill.speed)
  }

  private func makeEngine(_ loaded: DaemonConfiguration, _ stored: StoredState, instance: String) -> Engine {
    let now = loaded.origin.readAt
    for damage in stored.damaged { logger.critical("The store is damaged, and goes on without this: \(damage)") }
    if let last = stored.lastInstant, now < last {
      logger.warning("The clock is behind what was recorded last; alerts wait until it has caught up")
    }
    return Engine(
      portfolio: loaded.portfolio, memory: stored.memory, instance: instance,
      isDrill: options.drill != nil, at: now, workers: EveryCore())
  }
}
