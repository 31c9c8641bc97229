import Control
import Core

/// What is asked of duties and timers. States are looked at in the engine's turn, some at a time: it decides between them, and copies
/// nothing for the sake of a reader.
extension ControlHarness {
  /// Looked at in one turn; those with what comes next take longer.
  private static let (statesAtOnce, looksAtOnce) = (1024, 64)

  func duties(_ filter: Route.DutyFilter, _ page: Route.Page) async throws -> ListMessage<DutyMessage> {
    let start = try page.start
    let count = start + page.limit + 1
    if let (facts, slots, looks) = await glance(filter, from: start, upTo: count) {
      return list(slots, from: start, page, looks, facts)
    }
    // Looking through all there are takes its time.
    return try await withTaskExecutorPreference(WorkerPool.shared) { try await search(filter, page, from: start) }
  }

  private func search(
    _ filter: Route.DutyFilter, _ page: Route.Page, from start: Int
  ) async throws -> ListMessage<DutyMessage> {
    let count = start + page.limit + 1
    var facts = await engine.facts()
    var found = try await slots(filter, facts, upTo: count)
    while found == nil {
      facts = await engine.facts()
      found = try await slots(filter, facts, upTo: count)
    }
    let slots = found ?? []
    let end = min(slots.count, start + page.limit)
    return list(slots, from: start, page, try await looks(at: start < end ? Array(slots[start..<end]) : []), facts)
  }

  private func list(
    _ slots: [Int], from start: Int, _ page: Route.Page, _ looks: [DutyLook], _ facts: EngineFacts
  ) -> ListMessage<DutyMessage> {
    var plans = PlansToday(facts)
    return ListMessage(
      items: looks.map { message($0, facts, &plans) },
      next: start + page.limit < slots.count ? String(start + page.limit) : nil)
  }

  /// A first page is usually among the first duties: then all of it is found in one turn, for which no other has to be waited.
  private func glance(
    _ filter: Route.DutyFilter, from start: Int, upTo count: Int
  ) async -> (facts: EngineFacts, slots: [Int], looks: [DutyLook])? {
    if filter.project != nil || count > Self.looksAtOnce { return nil }
    return await engine.inOneTurn { engine in
      let facts = engine.facts()
      guard let all = order.known(facts) else { return nil }
      var list = Listed()
      let some = all.prefix(2 * Self.looksAtOnce)
      let wanted = wanted(of: some, filter, facts.duties)
      list.take(wanted, engine.states(at: wanted, layouts: facts.layouts) ?? [], filter.state)
      guard list.open.count >= count || some.count == all.count else { return nil }
      let slots = list.first(count)
      let looks = engine.look(at: slots.dropFirst(start).prefix(count - 1 - start))
      return (facts, slots, looks.compactMap(\.self))
    }
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
    else { throw noDuty(id, facts) }
    return (look, facts)
  }

  /// Of a milestone, the duties that it has are nearest.
  private func noDuty(_ id: DutyID, _ facts: EngineFacts) -> Problem {
    let sides = [Duty.Kind.start, .finish].map { "\(id.text):\($0.rawValue)" }
      .filter { facts.duties.index(of: DutyID($0)) != nil }
    if sides.isEmpty { return notFound("duty", id.text, among: facts.duties.lazy.map(\.id.text)) }
    return Problem(.notFound, "no duty \(id.text); did you mean \(sides.joined(separator: " or "))?")
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

  /// Slots of duties that are wanted, in the order of the list.
  private struct Listed {
    var open: [Int] = []
    var closed: [Int] = []

    /// - Parameter state: the only one that is wanted; nil: any.
    mutating func take(_ slots: [Int], _ states: [DutyMessage.State], _ state: DutyMessage.State?) {
      for (slot, its) in zip(slots, states) where state == nil || state == its {
        if its == .closed { closed.append(slot) } else { open.append(slot) }
      }
    }

    /// Open ones first.
    func first(_ count: Int) -> [Int] { Array((open + closed).prefix(count)) }
  }

  /// Duties that are wanted, open ones first, by when they are due; the first `count`.
  ///
  /// - Returns: nil: they were laid out anew meanwhile.
  private func slots(
    _ filter: Route.DutyFilter, _ facts: EngineFacts, upTo count: Int
  ) async throws -> [Int]? {
    var list = Listed()
    var rest = order.slots(facts, of: filter.project)[...]
    while !rest.isEmpty, list.open.count < count {
      let some = rest.prefix(Self.statesAtOnce)
      rest = rest.dropFirst(some.count)
      let wanted = wanted(of: some, filter, facts.duties)
      guard let states = await engine.states(at: wanted, layouts: facts.layouts) else { return nil }
      list.take(wanted, states, filter.state)
    }
    return list.first(count)
  }

  private func wanted(of slots: ArraySlice<Int32>, _ filter: Route.DutyFilter, _ duties: DutyList) -> [Int] {
    slots.map(Int.init).filter { wants($0, filter, duties) }
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
