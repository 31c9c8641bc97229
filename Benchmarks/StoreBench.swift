import Core
import Glibc
import Store

/// Times the store on what a morning brings: alerts raised and committed, then claimed and marked as delivered.
enum StoreBench {
  private static let now = Instant(seconds: 1_626_222_600)
  private static let due = CivilDate(year: 2021, month: 7, day: 15)!

  /// - Parameter parent: where the state directory goes, and is removed again; on the disk that is to be measured.
  static func run(_ count: Int, in parent: String) throws {
    let path = "\(parent)/daopai-bench-\(getpid())"
    defer { remove(path) }
    let store = try Store.open(path)
    let transitions = (1...count).map(raised)
    var commits = 0

    let commit = try timed {
      for start in stride(from: 0, to: count, by: Limits.commitBatch) {
        let end = min(count, start + Limits.commitBatch)
        try store.commit(Array(transitions[start..<end]), decidedThrough: end == count ? now : nil)
        commits += 1
      }
    }
    let settle = try timed {
      while true {
        let rows = try store.due(channel: .webhook, address: "hook", at: now, limit: Limits.commitBatch).rows
        if rows.isEmpty { break }
        let route = OutboxRoute(channel: .webhook, address: "hook")
        _ = try store.settle([], of: route, through: rows[rows.count - 1].place, at: now)
        try store.settle(
          rows.map { DeliveryMark($0, number: 1, claimedAt: now, message: nil, .delivered("HTTP 200"), at: now) })
        commits += 2
      }
    }
    let status = try timed { for _ in 0..<10 { _ = try store.outboxCounts() } }
    guard try store.verify().isIntact else { throw StoreError.damaged("the bench's own store") }
    try store.close()

    func each(_ seconds: Double) -> String { Meter.fixed(seconds / Double(count) * 1e6) }
    func rate(_ seconds: Double) -> Int { Int(Double(count) / seconds) }
    print(
      """
      {"case":"store","n":\(count),"commits":\(commits),"durable_per_s":\(rate(commit.wall)),\
      "durable_cpu_us":\(each(commit.cpu)),"settled_per_s":\(rate(settle.wall)),"settled_cpu_us":\(each(settle.cpu)),\
      "counts_ms":\(Meter.fixed(status.wall * 100)),"rss_mib":\(Meter.residentBytes() >> 20)}
      """)
  }

  private static func timed(_ work: () throws -> Void) rethrows -> (wall: Double, cpu: Double) {
    let (cpu, wall) = (Meter.processTime(), ContinuousClock.now)
    try work()
    return ((ContinuousClock.now - wall) / .seconds(1), (Meter.processTime() - cpu) / 1e9)
  }

  private static func remove(_ path: String) {
    for name in [Store.fileName, "\(Store.fileName)-wal", "\(Store.fileName)-shm", "lock"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// One duty's first alert, to one party over a webhook.
  private static func raised(_ number: Int) -> Transition {
    let duty = DutyID("R\(number)")
    let id = AlertID("2021-\(number)")
    let alert = Alert(
      id: id, duty: duty, dutyKind: .responsibility, title: "第\(number)件事", due: due, dueAt: now + 86_400,
      rung: "L1", level: "L1", rungName: "催办", template: "reminder",
      reason: Alert.Reason(trigger: "due - 1d", scheduledAt: now), raisedAt: now,
      recipients: [AlertRecipient(party: "unit", name: "市发改委", role: .lead, channels: [.webhook])])
    let retry = RetryRule(attempts: 12, firstSeconds: 30, longestSeconds: 3600)
    var state = DutyState(duty: duty, due: due, pending: [])
    state.settled = [DutyState.Settlement(due: due, rung: "L1", outcome: .raised, at: now)]
    state.raised(alert)
    var transition = Transition(at: now)
    transition.states = [state]
    transition.alerts = [alert]
    transition.deliveries = [
      Delivery(
        id: DeliveryID("\(id)-1"), alert: id, party: nil, role: nil, channel: .journal, address: "",
        key: "\(id)-1-0a1b2c3d", retry: retry),
      Delivery(
        id: DeliveryID("\(id)-2"), alert: id, party: "unit", role: .lead, channel: .webhook, address: "hook",
        key: "\(id)-2-0a1b2c3d", retry: retry),
    ]
    transition.journal = [
      JournalEntry(at: now, .dutyScheduled, duty: duty, due: due, detail: ["rungs": "L1"]),
      JournalEntry(
        at: now, .rungRaised, duty: duty, due: due, rung: "L1", alert: id, reason: "due - 1d",
        detail: ["level": "L1", "scheduled": "2021-07-14T08:30:00+08:00"]),
    ]
    return transition
  }
}
