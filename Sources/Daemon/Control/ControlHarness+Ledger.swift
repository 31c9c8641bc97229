import Control
import Core
import Foundation
import Store

/// What is asked of projects and alerts.
extension ControlHarness {
  func projects(_ filter: Route.ProjectFilter, _ page: Route.Page) async throws -> ListMessage<ProjectMessage> {
    let facts = await engine.facts()
    var plans = PlansToday(facts)
    let wanted = facts.portfolio.projects.filter { filter.area == nil || $0.area == filter.area }
    return try paged(wanted, page) {
      ProjectMessage($0, plan: plans.plan($0.id), parties: facts.portfolio.parties)
    }
  }

  func project(_ id: ProjectID) async throws -> ProjectMessage {
    let facts = await engine.facts()
    var plans = PlansToday(facts)
    guard let project = plans.project(id) else {
      throw notFound("project", id.text, among: facts.portfolio.projects.lazy.map(\.id.text))
    }
    return ProjectMessage(project, plan: plans.plan(id), parties: facts.portfolio.parties)
  }

  func plan(_ id: ProjectID) async throws -> PlanMessage {
    let facts = await engine.facts()
    var plans = PlansToday(facts)
    guard let project = plans.project(id) else {
      throw notFound("project", id.text, among: facts.portfolio.projects.lazy.map(\.id.text))
    }
    guard let plan = plans.plan(id) else { throw Problem(.conflict, "project \(id) has nothing to plan") }
    return PlanMessage([(project, plan)], calendars: facts.portfolio.calendars)
  }

  func alerts(_ filter: Route.AlertFilter, _ page: Route.Page) async throws -> ListMessage<AlertMessage> {
    var query = AlertFilter()
    query.states = filter.state.map { [$0] }
    query.level = filter.level
    query.duty = filter.duty
    query.limit = page.limit
    query.after = try page.lastAlert
    let alerts = try store.alerts(query)
    let zone = engine.figures.zone
    // Only what was answered can have been taken back.
    let book = alerts.contains { !$0.acknowledgements.isEmpty } ? await engine.facts().book : AnswerBook()
    return ListMessage(
      items: alerts.map {
        var message = AlertMessage($0, zone: zone)
        message.markTakenBack($0, book, zone: zone)
        return message
      },
      next: alerts.count == page.limit ? alerts.last?.id.text : nil)
  }

  func alert(_ id: AlertID) async throws -> AlertMessage {
    guard let alert = try store.alert(id) else { throw notFound("alert", id.text, among: EmptyCollection<String>()) }
    return try message(of: alert, await engine.facts())
  }

  /// With what has come of it: how its deliveries stand, what was taken back, what else was said.
  func message(of alert: Alert, _ facts: EngineFacts) throws -> AlertMessage {
    let zone = facts.portfolio.zone
    var message = AlertMessage(alert, zone: zone)
    message.markTakenBack(alert, facts.book, zone: zone)
    message.addComments(facts.book, zone: zone)
    let records = try store.deliveries(of: alert.id)
    for (index, recipient) in message.recipients.enumerated() {
      let its = records.first {
        $0.delivery.party?.text == recipient.party && $0.delivery.channel.rawValue == recipient.channel
      }
      message.recipients[index].delivery = its.map {
        DeliveryMessage(
          id: $0.delivery.id.text, state: $0.state.rawValue, attempts: $0.attempts, detail: words(of: $0))
      }
    }
    return message
  }

  /// What became of it. Servers quote addresses, which are nobody's business here, as in the journal.
  private func words(of record: DeliveryRecord) -> String? {
    let address = record.delivery.address
    if address.isEmpty { return record.detail }
    return record.detail?.replacingOccurrences(of: address, with: "[address]", options: .caseInsensitive)
  }

  func acknowledge(_ id: AlertID, _ body: Data, _ peer: PeerCredentials, _ language: Language) async throws
    -> AlertMessage
  {
    guard let request = try? Wire.decode(AcknowledgeRequest.self, from: body) else {
      throw Problem(.badRequest, "expected {\"note\": …, \"party\": …, \"promise\": \"2026-02-14\"}")
    }
    let promise = try request.promiseDate()
    let portfolio = await engine.portfolio
    let party = try request.party.map { try portfolio.party(named: $0, language) }
    do {
      let alert = try await engine.acknowledge(id) { now in
        Acknowledgement(party: party, actor: peer.actor, note: request.note, promise: promise, at: now)
      }
      return try message(of: alert, await engine.facts())
    } catch let problem as AcknowledgementProblem {
      throw try explain(problem, id, portfolio.zone, language)
    }
  }

  private func explain(
    _ problem: AcknowledgementProblem, _ id: AlertID, _ zone: ZoneRules, _ language: Language
  ) throws -> Problem {
    func pick(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
    switch problem {
    case .unknownAlert, .closed:
      guard let alert = try store.alert(id) else {
        return notFound("alert", id.text, among: EmptyCollection<String>())
      }
      return Problem(
        .conflict,
        pick(
          "督办单 \(id) 已销号，事项 \(alert.duty) 不需再答复",
          "alert \(id) is \(alert.state.rawValue): its duty \(alert.duty) needs no answer"))
    case .notARecipient(let party):
      return Problem(.badRequest, pick("督办单 \(id) 没有发给 \(party)", "alert \(id) did not go to \(party)"))
    case .promiseInThePast(let day):
      return Problem(.badRequest, pick("承诺的日期 \(day) 已经过去", "promise: \(day) is over"))
    case .clockIsWrong(let release):
      return Problem(
        .unavailable,
        pick(
          "本机时钟有误：应不早于 \(zone.iso(release))",
          "the clock of this machine is wrong: it has to show \(zone.iso(release)) or later"))
    }
  }

  /// The cursor is the index of the next item.
  func paged<Item, Message>(
    _ items: [Item], _ page: Route.Page, _ make: (Item) -> Message
  ) throws -> ListMessage<Message> {
    let start = try page.start
    let end = min(items.count, start + page.limit)
    return ListMessage(
      items: start < end ? items[start..<end].map(make) : [], next: end < items.count ? String(end) : nil)
  }

  func notFound(_ what: String, _ name: String, among names: some Sequence<String>) -> Problem {
    let hint = nearestName(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
    return Problem(.notFound, "no \(what) \(name)\(hint)")
  }
}

extension Route.Page {
  /// The index of its first item, where the cursor is one.
  var start: Int {
    get throws {
      // With room to count on from there.
      guard let start = cursor.map({ Int32($0) }) ?? 0, start >= 0 else { throw Self.unknownCursor }
      return Int(start)
    }
  }

  /// The last alert of the page before, where the cursor is one.
  var lastAlert: AlertID? {
    get throws {
      guard let id = cursor.map({ AlertID($0) }) else { return nil }
      guard AlertFilter.mayFollow(id) else { throw Self.unknownCursor }
      return id
    }
  }

  private static var unknownCursor: Problem {
    Problem(.badRequest, "cursor: expected one given by the page before")
  }
}
