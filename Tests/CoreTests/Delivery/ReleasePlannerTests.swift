import Testing

@testable import Core

/// What leaves for one party, when, and together with what.
@Suite struct ReleasePlannerTests {
  private static let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)
  private static let office = WorkCalendar(
    id: "CN", exceptions: ChinaCalendar.calendar.exceptions,
    hours: WorkingHours(
      opening: TimeOfDay("08:30")!, closing: TimeOfDay("18:00")!,
      lunch: .init(start: TimeOfDay("12:00")!, end: TimeOfDay("14:30")!)))

  private func time(_ text: String) -> Instant { Self.zone.instant(iso: text)! }

  private func planner(hours: Bool = true, window: Int64 = 0, limit: Int? = nil) -> ReleasePlanner {
    ReleasePlanner(
      ReleaseRules(hours: hours ? Self.office : nil, windowSeconds: window, dailyLimit: limit), zone: Self.zone)
  }

  private func waiting(
    _ id: DeliveryID, at: String, rank: Int = 1, due: String = "2026-09-30T18:00:00", urgent: Bool = false,
    message: DeliveryID? = nil
  ) -> WaitingDelivery {
    WaitingDelivery(
      id: id, queuedAt: time(at), isUrgent: urgent, rank: rank, dueAt: time(due), message: message)
  }

  @Test func `at night everything waits for the opening but what is urgent`() {
    let night = "2026-09-18T20:00:00"
    let releases = planner().releases(
      of: [waiting("a", at: night), waiting("b", at: night, urgent: true)], sentToday: 0, at: time(night))
    // The Sunday after is worked.
    #expect(releases == [.send(["b"]), .hold(["a"], until: time("2026-09-20T08:30:00"))])
  }

  @Test func `what comes within the window goes in one message, the gravest first`() {
    let all = [
      waiting("a", at: "2026-09-18T09:00:00", due: "2026-10-09T18:00:00"),
      waiting("b", at: "2026-09-18T09:04:00", due: "2026-09-25T18:00:00"),
      waiting("c", at: "2026-09-18T09:08:00", rank: 3),
    ]
    let planner = planner(window: 600)
    #expect(
      planner.releases(of: Array(all.prefix(1)), sentToday: 0, at: time("2026-09-18T09:00:00"))
        == [.hold(["a"], until: time("2026-09-18T09:10:00"))])
    #expect(planner.releases(of: all, sentToday: 0, at: time("2026-09-18T09:10:00")) == [.send(["c", "b", "a"])])
  }

  @Test func `what came over night waits out the window of the morning with the rest`() {
    let all = [waiting("a", at: "2026-09-17T22:00:00"), waiting("b", at: "2026-09-18T08:30:00")]
    let planner = planner(window: 600)
    #expect(
      planner.releases(of: all, sentToday: 0, at: time("2026-09-18T08:30:00"))
        == [.hold(["a", "b"], until: time("2026-09-18T08:40:00"))])
    #expect(planner.releases(of: all, sentToday: 0, at: time("2026-09-18T08:40:00")) == [.send(["a", "b"])])
  }

  @Test func `a window that ends after closing keeps nothing over night`() {
    let late = waiting("a", at: "2026-09-18T17:55:00")
    #expect(
      planner(window: 600).releases(of: [late], sentToday: 0, at: time("2026-09-18T17:55:00")) == [.send(["a"])])
  }

  @Test(arguments: [(false, Int64(0)), (false, 600), (true, 0), (true, 600)])
  func `what came while the clock was a year fast goes as soon as it is right`(hours: Bool, window: Int64) {
    let early = waiting("a", at: "2027-09-17T09:00:00")
    let planner = planner(hours: hours, window: window)
    let now = "2026-09-18T09:00:00"
    #expect(planner.releases(of: [early], sentToday: 0, at: time(now)) == [.send(["a"])])
    // What came since has a window, and takes it along.
    let both = planner.releases(of: [early, waiting("b", at: now)], sentToday: 0, at: time(now))
    #expect(both == (window == 0 ? [.send(["a"]), .send(["b"])] : [.hold(["a", "b"], until: time(now) + window)]))
  }

  @Test func `past the limit the rest goes in the last message, and with none left tomorrow`() {
    let at = "2026-09-18T09:00:00"
    let all = ["a", "b", "c", "d"].map { waiting(DeliveryID($0), at: at) }
    #expect(
      planner(limit: 3).releases(of: all, sentToday: 1, at: time(at)) == [.send(["a"]), .send(["b", "c", "d"])])
    #expect(
      planner(limit: 3).releases(of: all, sentToday: 3, at: time(at))
        == [.hold(["a", "b", "c", "d"], until: time("2026-09-20T08:30:00"))])
    #expect(
      planner(hours: false, limit: 3).releases(of: all, sentToday: 4, at: time(at))
        == [.hold(["a", "b", "c", "d"], until: time("2026-09-19T00:00:00"))])
  }

  @Test func `what is tried again is not counted again`() {
    // The first went before noon; the last comes over lunch.
    let all = [
      waiting("a", at: "2026-09-18T11:58:00", message: "a"),
      waiting("b", at: "2026-09-18T11:58:00", urgent: true, message: "b"), waiting("c", at: "2026-09-18T12:30:00"),
    ]
    #expect(
      planner(limit: 3).releases(of: all, sentToday: 2, at: time("2026-09-18T14:30:00"))
        == [.send(["b"]), .send(["a"]), .send(["c"])])
    let urgent = waiting("d", at: "2026-09-18T14:30:00", urgent: true)
    #expect(
      planner(limit: 3).releases(of: all + [urgent], sentToday: 2, at: time("2026-09-18T14:30:00")).last
        == .hold(["c"], until: time("2026-09-20T08:30:00")))
  }

  @Test func `a message that failed is tried again as it was`() {
    let at = "2026-09-18T09:00:00"
    let all = [
      waiting("a", at: at, message: "b"), waiting("b", at: at, message: "b"), waiting("c", at: at, message: "c"),
      waiting("d", at: at),
    ]
    #expect(
      planner(window: 600, limit: 5).releases(of: all, sentToday: 5, at: time("2026-09-18T09:20:00"))
        == [.send(["b", "a"]), .send(["c"]), .hold(["d"], until: time("2026-09-20T08:30:00"))])
    #expect(
      planner().releases(of: all, sentToday: 0, at: time("2026-09-18T12:30:00"))
        == [.hold(["a", "b", "c", "d"], until: time("2026-09-18T14:30:00"))])
  }

  /// A season of one letter box, an event at a time: whatever the rules, nothing is lost, nobody is disturbed.
  @Test func `nothing is lost, nothing goes twice, nobody is disturbed out of hours`() {
    for seed in UInt64(0)..<400 {
      var random = PlanningRandom(seed: seed)
      let rules = ReleaseRules(
        hours: Bool.random(using: &random) ? Self.office : nil,
        windowSeconds: [0, 600, 7200].randomElement(using: &random)!,
        dailyLimit: [nil, 1, 3].randomElement(using: &random)!)
      var box = LetterBox(rules, zone: Self.zone)
      var arrivals: [WaitingDelivery] = []
      for n in 0..<40 {
        let at = time("2026-09-14T00:00:00") + Int64.random(in: 0..<14 * 1440, using: &random) * 60
        arrivals.append(
          WaitingDelivery(
            id: DeliveryID("d\(n)"), queuedAt: at, isUrgent: Int.random(in: 0..<10, using: &random) == 0,
            rank: Int.random(in: 0...4, using: &random), dueAt: at + Int64.random(in: 0...9, using: &random) * 86_400))
      }
      box.live(through: arrivals.sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) })
      #expect(box.faults.isEmpty, "seed \(seed): \(box.faults)")
      #expect(Set(box.sent.flatMap(\.ids)).count == 40 && box.sent.flatMap(\.ids).count == 40, "seed \(seed)")
    }
  }
}

/// A party's letter box and the obvious laws of it.
private struct LetterBox {
  let rules: ReleaseRules
  let zone: ZoneRules
  let planner: ReleasePlanner
  var waiting: [DeliveryID: WaitingDelivery] = [:]
  var heldUntil: [DeliveryID: Instant] = [:]
  var sent: [(at: Instant, ids: [DeliveryID])] = []
  var faults: [String] = []

  init(_ rules: ReleaseRules, zone: ZoneRules) {
    self.rules = rules
    self.zone = zone
    planner = ReleasePlanner(rules, zone: zone)
  }

  /// Asks at every arrival and at every instant something was held until.
  mutating func live(through arrivals: [WaitingDelivery]) {
    var coming = arrivals[...]
    while let now = [coming.first?.queuedAt, heldUntil.values.min()].compactMap({ $0 }).min() {
      while let next = coming.first, next.queuedAt <= now {
        waiting[next.id] = next
        coming = coming.dropFirst()
      }
      ask(at: now)
    }
    if !waiting.isEmpty { faults.append("\(waiting.count) left behind") }
  }

  private mutating func ask(at now: Instant) {
    let all = waiting.values.sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }
    let today = sent.count { zone.date(of: $0.at) == zone.date(of: now) }
    let releases = planner.releases(of: all, sentToday: today, at: now)
    var seen: [DeliveryID] = []
    heldUntil = [:]
    for release in releases {
      switch release {
      case .hold(let ids, let until):
        seen += ids
        if until <= now { faults.append("held until \(until) at \(now)") }
        for id in ids { heldUntil[id] = until }
      case .send(let ids):
        seen += ids
        judge(ids, at: now)
        sent.append((now, ids))
        for id in ids { waiting[id] = nil }
      }
    }
    if Set(seen) != Set(all.map(\.id)) || seen.count != all.count { faults.append("not each in one release") }
  }

  private mutating func judge(_ ids: [DeliveryID], at now: Instant) {
    let items = ids.compactMap { waiting[$0] }
    if items.contains(where: \.isUrgent) {
      if items.count > 1 || items[0].queuedAt != now { faults.append("urgent, yet not alone and at once") }
      return
    }
    if let hours = rules.hours, !WorkingTime(calendar: hours, zone: zone).isOpen(at: now) {
      faults.append("disturbed at \(zone.iso(now))")
    }
    let ordinary = sent.count { zone.date(of: $0.at) == zone.date(of: now) }
    if let limit = rules.dailyLimit, ordinary >= limit { faults.append("more than \(limit) on \(zone.date(of: now))") }
    if zip(items, items.dropFirst()).contains(where: { $1.rank > $0.rank || $1.rank == $0.rank && $1.dueAt < $0.dueAt })
    {
      faults.append("out of order")
    }
  }
}
