package import Control
package import Core
package import Foundation
package import Store

/// Turns requests into calls and results into messages: decodes, calls, encodes. It decides nothing.
package struct ControlHarness: Sendable {
  let engine: EngineService
  let store: Store
  private let reloader: Reloader
  private let about: About
  /// A page that is made in a moment.
  static let fewItems = 64
  let archive: InputArchive
  private let registry: PrometheusRegistry
  let order = DutyOrder()

  /// What stays the same as long as the daemon runs.
  package struct About: Sendable {
    package let started: Instant
    package let isDrill: Bool
    package init(started: Instant, isDrill: Bool) {
      self.started = started
      self.isDrill = isDrill
    }
  }

  package struct Answer: Sendable {
    package var status: Int
    package var contentType: String
    package var body: Data
  }

  package init(
    engine: EngineService, store: Store, reloader: Reloader, about: About, archive: InputArchive,
    registry: PrometheusRegistry
  ) {
    self.engine = engine
    self.store = store
    self.reloader = reloader
    self.about = about
    self.archive = archive
    self.registry = registry
  }

  /// - Parameter language: in which what is not taken is explained.
  /// - Throws: `Problem`; anything else is an internal error.
  package func answer(
    method: String, target: String, body: Data, peer: PeerCredentials, language: Language = .en
  ) async throws -> Answer {
    let route: Route
    do { route = try Route(method: method, target: target) } catch { throw Problem(error) }
    if isShort(route) { return try await answer(route, body, peer, language) }
    return try await withTaskExecutorPreference(WorkerPool.shared) { try await answer(route, body, peer, language) }
  }

  /// Answered in a moment, so that the thread of the socket can do it: another would have to be woken, and wait for its turn.
  private func isShort(_ route: Route) -> Bool {
    switch route {
    case .health, .ready: true
    case .metrics, .status: store.isOutboxCounted
    case .duties(_, let page): page.limit <= Self.fewItems
    // Few may be of a level, or in a state: many others may have to be looked at.
    case .alerts(let filter, let page): page.limit <= Self.fewItems && filter.level == nil && filter.state == nil
    default: false
    }
  }

  private func answer(
    _ route: Route, _ body: Data, _ peer: PeerCredentials, _ language: Language
  ) async throws -> Answer {
    switch route {
    case .health, .ready: return try await health()
    case .metrics: return Answer(status: 200, contentType: Wire.text, body: Data(try await metrics().utf8))
    case .status: return try json(await status())
    case .projects(let filter, let page): return try json(await projects(filter, page))
    case .project(let id): return try json(await project(id))
    case .plan(let id): return try json(await plan(id))
    case .planDifference(let old, let new):
      return try await atLeisure { try json(await planDifference(from: old, to: new)) }
    case .duties(let filter, let page): return try json(await duties(filter, page))
    case .duty(let id): return try json(await duty(id))
    case .alerts(let filter, let page): return try json(await alerts(filter, page))
    case .alert(let id): return try json(await alert(id))
    case .acknowledge(let id): return try json(await acknowledge(id, body, peer, language))
    case .answers(let filter, let page): return try json(await answers(filter, page))
    case .giveAnswer: return try json(await giveAnswer(body, peer, language))
    case .explainAlert(let id): return try json(await explain(alert: id))
    case .explainDuty(let id): return try json(await explain(duty: id))
    case .events: throw Problem(.badRequest, "events are streamed, and cannot be answered at once")
    case .waiting(let id): return try json(await waiting(id))
    case .timers(let page): return try json(await timers(page))
    case .reload: return try json(await reload(peer))
    case .journal(let filter, let limit): return try json(await journal(filter, limit))
    case .verifyJournal: return try await atLeisure { try json(verify()) }
    }
  }

  /// What looks through everything there is takes a thread for long. It has one of its own, for one such question at a time: as many as
  /// there are processors would leave none to the watchdog and to mail.
  private func atLeisure(_ answer: () async throws -> Answer) async throws -> Answer {
    try await withTaskExecutorPreference(Self.leisure, operation: answer)
  }

  private static let leisure = BlockingExecutor(label: "daopai.leisure")

  private func json(_ value: some Encodable) throws -> Answer {
    Answer(status: 200, contentType: Wire.json, body: try Wire.encode(value))
  }

  // MARK: The daemon itself

  private func health() async throws -> Answer {
    guard await engine.isAlive() else { throw Problem(.unavailable, "the store does not answer") }
    return try json(HealthMessage())
  }

  private func status() async throws -> StatusMessage {
    let figures = engine.figures
    let head = try store.head()
    let last = await reloader.last
    let isAlive = store.isSound
    return StatusMessage(
      version: Version.current, instance: store.instance, drill: about.isDrill, clock: figures.at,
      heldUntil: figures.heldUntil, started: about.started, ledger: figures.ledger.counts,
      duties: figures.duties,
      reload: .init(at: last.at, diagnostics: last.diagnostics, zone: figures.zone),
      next: figures.next, timers: figures.timers,
      outbox: try store.outboxCounts().map { .init(channel: $0.channel, state: $0.state.rawValue, count: $0.count) },
      alerts: figures.alerts.sorted { $0.key < $1.key }.map {
        .init(level: $0.key.level, state: $0.key.state, count: $0.value)
      },
      journal: .init(sequence: Int64(head.sequence), hash: head.hash),
      store: .init(ok: isAlive, detail: isAlive ? nil : "the store does not answer"), zone: figures.zone)
  }

  private func metrics() async throws -> String {
    let gauges = EngineGauges(figures: engine.figures, outbox: try store.outboxCounts())
    return registry.text() + gauges.text()
  }

  private func reload(_ peer: PeerCredentials) async throws -> LoadMessage {
    let outcome = try await reloader.reload(actor: peer.actor)
    guard let portfolio = outcome.portfolio else {
      throw Problem(
        .invalidConfiguration, "the configuration in force stays as it was", diagnostics: outcome.diagnostics)
    }
    return LoadMessage(ok: true, counts: PortfolioCounts(portfolio), diagnostics: outcome.diagnostics)
  }

  // MARK: Journal

  private func journal(_ filter: Route.JournalFilter, _ limit: Int) async throws -> ListMessage<JournalMessage> {
    let zone = engine.figures.zone
    let records = try store.journal(after: Int(filter.after), limit: limit, duty: filter.duty)
    return ListMessage(
      items: records.map { JournalMessage($0.entry, sequence: Int64($0.sequence), hash: $0.hash, zone: zone) },
      next: records.count == limit ? records.last.map { String($0.sequence) } : nil)
  }

  private func verify() throws -> VerificationMessage { VerificationMessage(try store.verify()) }
}

extension VerificationMessage {
  /// As the store reports it.
  package init(_ report: JournalReport) {
    var faults = report.problems.map { Fault(sequence: nil, message: $0) }
    if let bad = report.firstBad { faults.insert(Fault(sequence: Int64(bad.sequence), message: bad.what), at: 0) }
    self.init(
      records: Int64(report.records), head: report.headHash,
      books: Books(
        scheduled: report.scheduled, raised: report.raised, superseded: report.superseded,
        silenced: report.silenced, excused: report.excused, cancelled: report.cancelled, pending: report.pending),
      faults: faults)
  }
}
