import Control
import Core

/// What is asked of duties and timers. States are looked at in the engine's turn, some at a time: it decides between them, and copies
/// nothing for the sake of a reader.
extension ControlHarness {
  /// Looked at in one turn; those with what comes next take longer.
  private static let (statesAtOnce, looksAtOnce) = (1024, 64)

  func duties(_ filter: Route.DutyFilter, _ page: Route.Page) async throws -> ListMessage<DutyMessage> {
    let start = try page.start
    var facts = await engine.facts()
    var found = try await slots(filter, facts, upTo: start + page.limit + 1)
    while found == nil {
      facts = await engine.facts()
      found = try await slots(filter, facts, upTo: start + page.limit + 1)
    }
    let slots = found ?? []
    let end = min(slots.count, start + page.limit)
    var plans = PlansToday(facts)
    var items: [DutyMessage] = []
    for look in try await looks(at: start < end ? Array(slots[start..<end]) : []) {
      items.append(message(look, facts, &plans))
    }
    return ListMessage(items: items, next: end < slots.count ? String(end) : nil)
  }

  func duty(_ id: DutyID) async throws -> DutyMessage {
    let (look, facts) = try await look(at: id)
    var plans = PlansToday(facts)
    return message(look, facts, &plans)
  }

  /// A duty, and what was known when it was looked at.
  func look(at id: DutyID) async throws -> (DutyLook, EngineFacts) {
    let facts = await engine.facts()
    guard let slot = facts.duties.index(of: id), let look = await engine.look(at: [slot]).first ?? nil,
      look.duty.id == id
    else { throw notFound("duty", id.text, among: facts.duties.lazy.map(\.id.text)) }
    return (look, facts)
  }

  func timers(_ page: Route.Page) async throws -> ListMessage<TimerMessage> {
    let facts = await engine.facts()
    let armed = try await looks(at: Array(facts.duties.indices)).compactMap { look in
      look.next.map { (duty: look.duty.id, due: look.duty.due, rung: $0.rung, at: $0.at) }
    }.sorted { ($0.at, $0.duty) < ($1.at, $1.duty) }
    return try paged(armed, page) {
      TimerMessage(at: $0.at, duty: $0.duty, due: $0.due, rung: $0.rung, zone: facts.portfolio.zone)
    }
  }

  /// Duties that are wanted, open ones first, by when they are due; the first `count`.
  ///
  /// - Returns: nil: they were laid out anew meanwhile.
  private func slots(
    _ filter: Route.DutyFilter, _ facts: EngineFacts, upTo count: Int
  ) async throws -> [Int]? {
    var (open, closed): ([Int], [Int]) = ([], [])
    let all = order.slots(facts, of: filter.project)
    var rest = all[...]
    while !rest.isEmpty, open.count < count {
      // A first page is usually among the first.
      let some = rest.prefix(rest.count == all.count ? min(2 * count, Self.statesAtOnce) : Self.statesAtOnce)
      rest = rest.dropFirst(some.count)
      let wanted = some.map(Int.init).filter { wants($0, filter, facts.duties) }
      guard let states = await engine.states(at: wanted, layouts: facts.layouts) else { return nil }
      for (slot, state) in zip(wanted, states) where filter.state == nil || filter.state == state {
        if state == .closed { closed.append(slot) } else { open.append(slot) }
      }
    }
    return Array((open + closed).prefix(count))
  }

  private func wants(_ slot: Int, _ filter: Route.DutyFilter, _ duties: DutyList) -> Bool {
    if filter.kind == nil, filter.dueBefore == nil { return true }
    let duty = duties[slot]
    if let kind = filter.kind, duty.kind != kind { return false }
    if let before = filter.dueBefore, duty.due >= before { return false }
    return true
  }

  private func looks(at slots: [Int]) async throws -> [DutyLook] {
    var looks: [DutyLook] = []
    for start in stride(from: 0, to: slots.count, by: Self.looksAtOnce) {
      let some = slots[start..<min(slots.count, start + Self.looksAtOnce)]
      looks += await engine.look(at: some).compactMap(\.self)
    }
    return looks
  }

  private func message(_ look: DutyLook, _ facts: EngineFacts, _ plans: inout PlansToday) -> DutyMessage {
    DutyMessage(
      look.duty, state: look.state, next: look.next, slack: plans.slack(of: look.duty), now: facts.at,
      parties: facts.portfolio.parties, zone: facts.portfolio.zone)
  }
}
