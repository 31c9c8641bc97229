import Control
import Core
import Store

/// What is to be sent to a party, and when.
extension ControlHarness {
  /// - Parameter named: an id, a name or an alias.
  func waiting(_ named: PartyID) async throws -> ListMessage<WaitingMessage> {
    let facts = await engine.facts()
    let portfolio = facts.portfolio
    let party =
      portfolio.parties[named]
      ?? portfolio.parties.values.first {
        $0.name == named.text || $0.aliases.contains(named.text)
      }
    guard let party else {
      throw notFound("party", named.text, among: portfolio.parties.keys.lazy.map(\.text))
    }
    let items = try store.waiting(for: party.id)
    let held = try held(items, party.id, portfolio, at: facts.at)
    return ListMessage(
      items: items.map { row, waiting in
        WaitingMessage(
          row.delivery, of: row.alert, releaseAt: held[waiting.id], message: waiting.message, attempts: row.attempts,
          zone: portfolio.zone)
      }, next: nil)
  }

  /// Until when, by the rules in force; what is not among them leaves as soon as there is room for it.
  private func held(
    _ items: [(row: OutboxRow, waiting: WaitingDelivery)], _ party: PartyID, _ portfolio: Portfolio, at now: Instant
  ) throws -> [DeliveryID: Instant] {
    let rules = portfolio.releaseRules(for: party)
    let planner = ReleasePlanner(rules, zone: portfolio.zone)
    let today = portfolio.zone.day(of: now)
    var held: [DeliveryID: Instant] = [:]
    let targets = Dictionary(grouping: items) {
      OutboxRoute(channel: $0.row.delivery.channel, address: $0.row.delivery.address)
    }
    for (target, group) in targets {
      var sent = 0
      if rules.dailyLimit != nil, let address = target.address {
        sent = try store.messages(to: party, at: address, over: target.channel, on: today)
      }
      for case .hold(let ids, let until) in planner.releases(of: group.map(\.waiting), sentToday: sent, at: now) {
        for id in ids { held[id] = until }
      }
    }
    return held
  }
}
