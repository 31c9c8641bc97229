package import Control
package import Core
package import Foundation
package import Store

/// Turns requests into calls and results into messages: decodes, calls, encodes. It decides nothing.
package struct ControlHarness: Sendable {
  private let engine: EngineService
  private let store: Store
  private let reloader: Reloader
  private let about: About
  private let registry: PrometheusRegistry

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
    engine: EngineService, store: Store, reloader: Reloader, about: About, registry: PrometheusRegistry
  ) {
    self.engine = engine
    self.store = store
    self.reloader = reloader
    self.about = about
    self.registry = registry
  }

  /// - Throws: `Problem`; anything else is an internal error.
  package func answer(
    method: String, target: String, body: Data, peer: PeerCredentials
  ) async throws -> Answer {
    let route: Route
    do { route = try Route(method: method, target: target) } catch { throw Problem(error) }
    switch route {
    case .health, .ready: return try await health()
    case .metrics: return Answer(status: 200, contentType: Wire.text, body: Data(try await metrics().utf8))
    case .status: return try json(await status())
    case .projects(let filter, let page): return try json(await projects(filter, page))
    case .project(let id): return try json(await project(id))
    case .plan(let id): return try json(await plan(id))
    case .duties(let filter, let page): return try json(await duties(filter, page))
    case .duty(let id): return try json(await duty(id))
    case .alerts(let filter, let page): return try json(await alerts(filter, page))
    case .alert(let id): return try json(await alert(id))
    case .acknowledge(let id): return try json(await acknowledge(id, body, peer))
    case .timers(let page): return try json(await timers(page))
    case .reload: return try json(await reload(peer))
    case .journal(let filter, let limit): return try json(await journal(filter, limit))
    case .verifyJournal: return try json(verify())
    }
  }

  private func json(_ value: some Encodable) throws -> Answer {
    Answer(status: 200, contentType: Wire.json, body: try Wire.encode(value))
  }

  // MARK: The daemon itself

  private func health() async throws -> Answer {
    guard await engine.isAlive() else { throw Problem(.unavailable, "the store does not answer") }
    return try json(HealthMessage())
  }

  private func status() async throws -> StatusMessage {
    let snapshot = await engine.snapshot()
    let head = try store.head()
    let last = await reloader.last
    var alerts: [AlertKey: Int] = [:]
    for alert in snapshot.openAlerts.values {
      alerts[AlertKey(level: alert.level, state: alert.state), default: 0] += 1
    }
    let isAlive = store.isAlive()
    return StatusMessage(
      version: Version.current, instance: store.instance, drill: about.isDrill, clock: snapshot.at,
      started: about.started, ledger: PortfolioCounts(snapshot.portfolio), duties: snapshot.duties.count,
      reload: .init(at: last.at, diagnostics: last.diagnostics, zone: snapshot.portfolio.zone),
      next: snapshot.next, timers: snapshot.timers,
      outbox: try store.outboxCounts().map { .init(channel: $0.channel, state: $0.state.rawValue, count: $0.count) },
      alerts: alerts.sorted { $0.key < $1.key }.map {
        .init(level: $0.key.level, state: $0.key.state, count: $0.value)
      },
      journal: .init(sequence: Int64(head.sequence), hash: head.hash),
      store: .init(ok: isAlive, detail: isAlive ? nil : "the store does not answer"), zone: snapshot.portfolio.zone)
  }

  private struct AlertKey: Hashable, Comparable {
    let level: String
    let state: Alert.State
    static func < (a: Self, b: Self) -> Bool { (a.level, a.state.rawValue) < (b.level, b.state.rawValue) }
  }

  private func metrics() async throws -> String {
    let snapshot = await engine.snapshot()
    let gauges = SnapshotMetrics(snapshot: snapshot, outbox: try store.outboxCounts())
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
    let zone = await engine.snapshot().portfolio.zone
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

// MARK: Projects, duties, alerts

extension ControlHarness {
  private func projects(_ filter: Route.ProjectFilter, _ page: Route.Page) async throws -> ListMessage<ProjectMessage> {
    let snapshot = await engine.snapshot()
    let wanted = snapshot.portfolio.projects.filter { filter.area == nil || $0.area == filter.area }
    return try paged(wanted, page) {
      ProjectMessage($0, plan: snapshot.plans[$0.id], parties: snapshot.portfolio.parties)
    }
  }

  private func project(_ id: ProjectID) async throws -> ProjectMessage {
    let snapshot = await engine.snapshot()
    guard let project = snapshot.portfolio.projects.first(where: { $0.id == id }) else {
      throw notFound("project", id.text, among: snapshot.portfolio.projects.lazy.map(\.id.text))
    }
    return ProjectMessage(project, plan: snapshot.plans[id], parties: snapshot.portfolio.parties)
  }

  private func plan(_ id: ProjectID) async throws -> PlanMessage {
    let snapshot = await engine.snapshot()
    guard let plan = snapshot.plans[id] else {
      throw notFound("project", id.text, among: snapshot.portfolio.projects.lazy.map(\.id.text))
    }
    return PlanMessage([plan])
  }

  private func duties(_ filter: Route.DutyFilter, _ page: Route.Page) async throws -> ListMessage<DutyMessage> {
    let snapshot = await engine.snapshot()
    let wanted = snapshot.duties.indices.filter { index in
      let duty = snapshot.duties[index]
      if let project = filter.project, duty.project != project { return false }
      if let kind = filter.kind, duty.kind != kind { return false }
      if let before = filter.dueBefore, duty.due >= before { return false }
      if let state = filter.state, DutyMessage.State(duty, snapshot.states[index]) != state { return false }
      return true
    }.map { (index: $0, isClosed: snapshot.isClosed($0), duty: snapshot.duties[$0]) }
      .sorted { a, b in
        a.isClosed == b.isClosed ? (a.duty.dueAt, a.duty.id) < (b.duty.dueAt, b.duty.id) : b.isClosed
      }
    return try paged(wanted, page) { message($0.index, snapshot) }
  }

  private func duty(_ id: DutyID) async throws -> DutyMessage {
    let snapshot = await engine.snapshot()
    guard let index = snapshot.duties.firstIndex(where: { $0.id == id }) else {
      throw notFound("duty", id.text, among: snapshot.duties.lazy.map(\.id.text))
    }
    return message(index, snapshot)
  }

  private func message(_ index: Int, _ snapshot: EngineSnapshot) -> DutyMessage {
    let duty = snapshot.duties[index]
    return DutyMessage(
      duty, state: snapshot.states[index], next: snapshot.nextRung(of: index), slack: snapshot.slack(of: duty),
      now: snapshot.at, parties: snapshot.portfolio.parties, zone: snapshot.portfolio.zone)
  }

  private func alerts(_ filter: Route.AlertFilter, _ page: Route.Page) async throws -> ListMessage<AlertMessage> {
    let zone = await engine.snapshot().portfolio.zone
    var query = AlertFilter()
    query.states = filter.state.map { [$0] }
    query.level = filter.level
    query.duty = filter.duty
    query.limit = page.limit
    query.after = page.cursor.map { AlertID($0) }
    let alerts = try store.alerts(query)
    return ListMessage(
      items: alerts.map { AlertMessage($0, zone: zone) },
      next: alerts.count == page.limit ? alerts.last?.id.text : nil)
  }

  private func alert(_ id: AlertID) async throws -> AlertMessage {
    let zone = await engine.snapshot().portfolio.zone
    guard let alert = try store.alert(id) else { throw notFound("alert", id.text, among: EmptyCollection<String>()) }
    return AlertMessage(alert, zone: zone)
  }

  private func acknowledge(_ id: AlertID, _ body: Data, _ peer: PeerCredentials) async throws -> AlertMessage {
    guard let request = try? Wire.decode(AcknowledgeRequest.self, from: body) else {
      throw Problem(.badRequest, "expected {\"note\": …, \"party\": …, \"promise\": \"2026-02-14\"}")
    }
    let promise = try request.promiseDate()
    let portfolio = await engine.snapshot().portfolio
    let party = try request.party.map { try portfolio.party(named: $0) }
    do {
      let alert = try await engine.acknowledge(id) { now in
        Acknowledgement(party: party, actor: peer.actor, note: request.note, promise: promise, at: now)
      }
      return AlertMessage(alert, zone: portfolio.zone)
    } catch let problem as AcknowledgementProblem {
      throw try explain(problem, id)
    }
  }

  private func explain(_ problem: AcknowledgementProblem, _ id: AlertID) throws -> Problem {
    switch problem {
    case .unknownAlert, .closed:
      guard let alert = try store.alert(id) else {
        return notFound("alert", id.text, among: EmptyCollection<String>())
      }
      return Problem(.conflict, "alert \(id) is \(alert.state.rawValue): its duty \(alert.duty) needs no answer")
    case .notARecipient(let party):
      return Problem(.badRequest, "alert \(id) did not go to \(party)")
    case .promiseInThePast(let day):
      return Problem(.badRequest, "promise: \(day) is over")
    }
  }

  private func timers(_ page: Route.Page) async throws -> ListMessage<TimerMessage> {
    let snapshot = await engine.snapshot()
    let armed = snapshot.duties.indices.compactMap { index in
      snapshot.nextRung(of: index).map { (duty: snapshot.duties[index], rung: $0.rung, at: $0.at) }
    }.sorted { ($0.at, $0.duty.id) < ($1.at, $1.duty.id) }
    return try paged(armed, page) {
      TimerMessage(at: $0.at, duty: $0.duty.id, due: $0.duty.due, rung: $0.rung, zone: snapshot.portfolio.zone)
    }
  }

  /// The cursor is the index of the next item.
  private func paged<Item, Message>(
    _ items: [Item], _ page: Route.Page, _ make: (Item) -> Message
  ) throws -> ListMessage<Message> {
    guard let start = page.cursor.map({ Int($0) }) ?? 0, start >= 0 else {
      throw Problem(.badRequest, "cursor: expected one given by the page before")
    }
    let end = min(items.count, start + page.limit)
    return ListMessage(
      items: start < end ? items[start..<end].map(make) : [], next: end < items.count ? String(end) : nil)
  }

  private func notFound(_ what: String, _ name: String, among names: some Sequence<String>) -> Problem {
    let hint = nearestName(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    return Problem(.notFound, "no \(what) \(name)\(hint)")
  }
}

extension Portfolio {
  /// By id, name or alias.
  fileprivate func party(named name: String) throws(Problem) -> PartyID {
    if parties[PartyID(name)] != nil { return PartyID(name) }
    if let party = parties.values.first(where: { $0.name == name || $0.aliases.contains(name) }) { return party.id }
    let known = parties.values.flatMap { [$0.id.text, $0.name] + $0.aliases }.sorted()
    let hint = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
    throw Problem(.badRequest, "party: no party \(name)\(hint)")
  }
}
