import Core
import Daemon
import Dispatch
import Glibc
import Store

/// Times the whole daemon on alerts that are due: decided, stored, posted to a webhook on the loopback, marked.
struct StormBench {
  private let count: Int
  private let port: UInt16
  private let parent: String
  private let parties: Int
  private let window: Int64

  init(_ count: Int, _ rest: ArraySlice<String>) {
    self.count = count
    port = rest.first.flatMap { UInt16($0) } ?? 9099
    parent = rest.dropFirst().first ?? "."
    parties = rest.dropFirst(2).first.flatMap { Int($0) } ?? 0
    window = rest.dropFirst(3).first.flatMap { Int64($0) } ?? 5
  }

  func storm() async throws {
    let hooks = try HookStats(port: port)
    try hooks.reset()
    let due = Instant(seconds: Int64(wall() / 1_000_000_000)) + 3 + Int64(count / 100_000)
    let ground = try StormGround(count, due: due, parties: parties, window: window, port: port, in: parent)
    defer { ground.remove() }
    try await ground.run {
      try await sleep(until: due)
      let (cpu, commits) = (Meter.processTime(), ground.store.commits)
      var durable = 0.0
      var arrivals: [(at: Double, count: Int)] = []
      while true {
        let late = Double(wall()) / 1e9 - Double(due.seconds)
        if durable == 0, raised(ground) == count { durable = late }
        let seen = try hooks.read()
        if arrivals.last?.count != seen.requests { arrivals.append((late, seen.requests)) }
        if try marked(ground) == count, logged(ground) == count { break }
        if late > 600 { throw StormFailure("\(seen.requests) of \(count) came within 600 s") }
        try await Task.sleep(for: .milliseconds(5))
      }
      let marked = Double(wall()) / 1e9 - Double(due.seconds)
      let last = try hooks.read()
      let wallTime = Double(last.last) / 1e9 - Double(due.seconds)
      let used = Meter.processTime() - cpu
      let resident = Meter.residentBytes()
      func late(_ share: Double) -> String {
        let at = arrivals.first { Double($0.count) >= share * Double(last.requests) }?.at ?? marked
        return fixed(at * 1000)
      }
      print(
        """
        {"case":"storm","n":\(count),"posts":\(last.requests),"durable_s":\(fixed(durable)),"delivered_s":\(fixed(wallTime)),\
        "marked_s":\(fixed(marked)),"durable_per_s":\(Int(Double(count) / durable)),\
        "delivered_per_s":\(Int(Double(count) / wallTime)),"cpu_us_per_alert":\(fixed(used / 1000 / Double(count))),\
        "commits":\(ground.store.commits - commits),"first_ms":\(fixed(Double(last.first - Int(due.seconds) * 1_000_000_000) / 1e6)),\
        "late_p50_ms":\(late(0.5)),"late_p90_ms":\(late(0.9)),"late_p99_ms":\(late(0.99)),\
        "rss_mib":\(resident >> 20)}
        """)
    }
  }

  /// One alert a second, while nothing else is under way: from its instant to the arrival of the post.
  func single() async throws {
    let hooks = try HookStats(port: port)
    let due = Instant(seconds: Int64(wall() / 1_000_000_000)) + 3
    let ground = try StormGround(count, due: due, spacing: 1, port: port, in: parent)
    defer { ground.remove() }
    try await ground.run {
      var times: [Double] = []
      for number in 0..<count {
        let instant = due + Int64(number)
        try hooks.reset()
        try await sleep(until: instant)
        try await Task.sleep(for: .milliseconds(800))
        let seen = try hooks.read()
        guard seen.requests == 1 else { throw StormFailure("alert \(number + 1) came \(seen.requests) times") }
        times.append(Double(seen.last - Int(instant.seconds) * 1_000_000_000) / 1e6)
      }
      times.sort()
      print(
        """
        {"case":"single","n":\(count),"p50_ms":\(fixed(times[count / 2])),"p90_ms":\(fixed(times[count * 9 / 10])),\
        "max_ms":\(fixed(times[count - 1]))}
        """)
    }
  }

  private static let questions = ["/v1/status", "/v1/alerts?limit=10", "/v1/duties?limit=10", "/metrics"]

  /// Asks over the control socket, before the storm and as long as it lasts.
  func query() async throws {
    let hooks = try HookStats(port: port)
    try hooks.reset()
    let due = Instant(seconds: Int64(wall() / 1_000_000_000)) + 8 + Int64(count / 50_000)
    let ground = try StormGround(count, due: due, port: port, in: parent)
    defer { ground.remove() }
    let path = "\(ground.directory)/socket"
    let socket = try ControlSocket(path: path)
    try await ground.run(with: ground.control(socket)) {
      let idle = try await ask(path, until: { self.wall() >= (Int(due.seconds) - 1) * 1_000_000_000 })
      try await sleep(until: due)
      let storm = try await ask(path, until: { try self.marked(ground) == self.count })
      for (index, question) in Self.questions.enumerated() {
        let times = "\(words("idle", idle[index])),\(words("storm", storm[index]))"
        print("{\"case\":\"query\",\"n\":\(count),\"target\":\"\(question)\",\(times)}")
      }
    }
    _ = consume socket
  }

  /// One after the other, with a pause of 2 ms between two. Milliseconds for each question, sorted.
  ///
  /// On a thread of its own, as an operator's program has one: the daemon's have other things to do than to wait for an answer.
  private func ask(
    _ path: String, until isOver: @escaping @Sendable () throws -> Bool
  ) async throws -> [[Double]] {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "bench.operator").async {
        continuation.resume(with: Result { try self.ask(try ControlProbe(path), until: isOver) })
      }
    }
  }

  private func ask(_ probe: borrowing ControlProbe, until isOver: () throws -> Bool) throws -> [[Double]] {
    var times = Self.questions.map { _ in [Double]() }
    repeat {
      for (index, target) in Self.questions.enumerated() {
        let start = ContinuousClock.now
        try probe.get(target)
        times[index].append((ContinuousClock.now - start) / .milliseconds(1))
        usleep(2000)
      }
    } while try !isOver()
    return times.map { $0.sorted() }
  }

  private func words(_ name: String, _ times: [Double]) -> String {
    """
    "\(name)_queries":\(times.count),"\(name)_p50_ms":\(fixed(times[times.count / 2])),\
    "\(name)_p99_ms":\(fixed(times[times.count * 99 / 100])),"\(name)_max_ms":\(fixed(times[times.count - 1]))
    """
  }

  private func raised(_ ground: StormGround) -> Int { counted("daopai_occurrences_total{outcome=\"raised\"}", ground) }

  private func logged(_ ground: StormGround) -> Int { counted("daopai_notifications_total{sink=\"journal\"}", ground) }

  private func marked(_ ground: StormGround) throws -> Int {
    try ground.store.outboxCounts().filter { $0.state == .delivered }.reduce(0) { $0 + $1.count }
  }

  private func counted(_ series: String, _ ground: StormGround) -> Int {
    let line = ground.registry.text().split(separator: "\n").first { $0.hasPrefix("\(series) ") }
    return line.flatMap { Int($0.dropFirst(series.utf8.count + 1)) } ?? 0
  }

  private func sleep(until instant: Instant) async throws {
    let left = instant.seconds * 1_000_000_000 - Int64(wall())
    if left > 0 { try await Task.sleep(for: .nanoseconds(left)) }
  }

  private func wall() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
  }

  private func fixed(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
  }
}
