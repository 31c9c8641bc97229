import Core
import Daemon
import Glibc
import Logging
import Metrics
import ServiceLifecycle
import Sinks
import Store

/// What a storm takes place on: a daemon put together as `Daemon` does, a store in a fresh directory, and one party
/// with one webhook on the loopback.
struct StormGround {
  let store: Store
  let clock: SystemClock
  let engine: EngineService
  let dispatch: DispatchService
  let registry: PrometheusRegistry
  let directory: String
  let portfolio: Portfolio
  let logger: Logger
  private let metrics: DaemonMetrics

  /// - Parameters:
  ///   - due: when the first duty is due; `spacing` seconds later the next.
  ///   - parties: so many share the duties, and each gets what comes within `window` seconds as one message; 0: one party gets
  ///     a message for each.
  init(
    _ count: Int, due: Instant, spacing: Int = 0, parties: Int = 0, window: Int64 = 0, port: UInt16, in parent: String
  ) throws {
    signal(SIGPIPE, SIG_IGN)
    directory = "\(parent)/daopai-storm-\(getpid())"
    guard mkdir(directory, 0o700) == 0 else { throw StormFailure("cannot make \(directory)") }
    try StormGround.write("whsec_\(String(repeating: "c3Rvcm0h", count: 4))\n", to: "\(directory)/secret")
    portfolio = StormGround.portfolio(count, due: due, spacing: spacing, parties: parties, window: window, port: port)
    store = try Store.open("\(directory)/state")
    clock = try SystemClock()
    var quiet = Logger(label: "storm") { _ in SwiftLogNoOpLogHandler() }
    quiet.logLevel = .critical
    logger = quiet
    registry = PrometheusRegistry()
    MetricsSystem.bootstrap(registry)
    metrics = DaemonMetrics()
    let hook = WebhookSettings(id: "hook", url: "http://127.0.0.1:\(port)/hook", secretFile: "secret")
    let sinks = try SinkSet.make(
      settings: DeliverySettings(webhooks: [hook]), stateDirectory: "\(directory)/state",
      configurationDirectory: directory, isDrill: false)
    dispatch = try DispatchService(
      store: store, clock: clock, outlet: Outlet(sinks: sinks, portfolio: portfolio, instance: store.instance),
      metrics: metrics, logger: logger)
    let core = Engine(
      portfolio: portfolio, memory: EngineMemory(), instance: store.instance, isDrill: false,
      at: clock.now())
    engine = EngineService(
      engine: core, store: store, clock: clock, dispatch: dispatch, metrics: metrics, lastInstant: nil, isDrill: false,
      logger: logger)
  }

  /// Rows of a responsibility table, each chased by one rung on the instant it is due.
  private static func portfolio(
    _ count: Int, due: Instant, spacing: Int, parties: Int, window: Int64, port: UInt16
  ) -> Portfolio {
    let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 8 * 3600)
    let rung = Rung(
      id: "L1", level: "L1", name: "督办单", colour: "yellow", triggers: [.due(Span(0, .seconds))],
      recipients: [.role(.lead)], channels: [.webhook], answerWithin: Span(3, .workingDays), isUrgent: parties == 0)
    let policy = Policy(
      id: "chase", name: "催办", watches: [.responsibility], rungs: [rung], place: Place(file: "bench"))
    let units = (0..<max(1, parties)).map { Party(id: PartyID("unit\($0)"), name: "第\($0)委", webhook: "hook") }
    let rows = (0..<count).map { number in
      let (date, time) = zone.local(due + Int64(number * spacing))
      return Responsibility(
        id: "R\(number + 1)", title: "第\(number + 1)项：完成可行性研究报告批复",
        assignments: [Assignment(.lead, units[number % units.count].id)],
        schedule: .once(date), dueTime: time, calendar: "all", place: Place(file: "bench"))
    }
    var portfolio = Portfolio(
      office: Office(name: "重点项目服务中心", numberPrefix: "驻项目督"), zone: zone,
      calendars: ["all": WorkCalendar(id: "all", week: .allDays)],
      parties: Dictionary(uniqueKeysWithValues: units.map { ($0.id, $0) }),
      webhooks: ["hook": WebhookEndpoint(id: "hook", url: "http://127.0.0.1:\(port)/hook")],
      policies: ["chase": policy], defaultPolicies: ["chase"], responsibilities: rows)
    if parties > 0 { portfolio.releases = ReleaseWishes(windowSeconds: window) }
    return portfolio
  }

  /// The control socket, as the daemon has it.
  func control(_ socket: borrowing ControlSocket) -> ControlServer {
    let state = "\(directory)/state"
    let reloader = Reloader(
      directory: directory, stateDirectory: state, isDrill: false, clock: clock, store: store, engine: engine,
      dispatch: dispatch, metrics: metrics, notifier: SystemdNotifier(),
      first: Reloader.Load(at: clock.now(), diagnostics: []), logger: logger)
    let harness = ControlHarness(
      engine: engine, store: store, reloader: reloader, about: .init(started: clock.now(), isDrill: false),
      archive: InputArchive(stateDirectory: state), registry: registry)
    return ControlServer(descriptor: socket.descriptor, harness: harness, logger: logger)
  }

  /// Runs the services for as long as `body` takes, and stops them as a daemon is stopped.
  func run(with more: any Service..., body: () async throws -> Void) async throws {
    try await engine.start(LoadOrigin(inputs: nil, readAt: .distantPast))
    let services: [any Service] = [dispatch, engine] + more
    let group = ServiceGroup(
      configuration: .init(services: services.map { .init(service: $0) }, logger: logger))
    async let ending: Void = group.run()
    do {
      try await body()
    } catch {
      await group.triggerGracefulShutdown()
      throw error
    }
    await group.triggerGracefulShutdown()
    try await ending
    try await engine.stop()
    try store.close()
  }

  func remove() {
    for name in ["state/daopai.db", "state/daopai.db-wal", "state/daopai.db-shm", "state/lock", "secret"] {
      unlink("\(directory)/\(name)")
    }
    rmdir("\(directory)/state")
    rmdir(directory)
  }

  static func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0, Glibc.write(file, text, text.utf8.count) == text.utf8.count else {
      throw StormFailure("cannot write \(path)")
    }
    close(file)
  }
}

struct StormFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
