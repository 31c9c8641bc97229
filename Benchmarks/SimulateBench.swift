import Core

/// A year of an office, simulated: every duty climbs its whole ladder, because nobody answers.
enum SimulateBench {
  static func run(_ count: Int, workers: any Workers) {
    let portfolio = office(count)
    let zone = portfolio.zone
    let from = zone.instant(date(2021, 1, 1), .midnight)
    let to = zone.instant(date(2022, 1, 1), .midnight) - 1
    var alerts = 0
    let clock = ContinuousClock()
    let (start, cpu) = (clock.now, Meter.processTime())
    Simulation.run(portfolio, from: from, to: to, workers: workers) { _ in alerts += 1 }
    let (wall, time) = (clock.now - start, Meter.processTime() - cpu)
    print(
      "{\"case\":\"simulate\",\"n\":\(count),\"workers\":\"\(type(of: workers))\",\"alerts\":\(alerts),"
        + "\"wall_ms\":\(Meter.fixed(wall / .milliseconds(1))),\"cpu_ms\":\(Meter.fixed(time / 1e6)),"
        + "\"us_per_alert\":\(Meter.fixed(time / 1e3 / Double(max(1, alerts)))),"
        + "\"resident_mb\":\(Meter.residentBytes() >> 20)}")
  }

  /// Rows due all over the year, with the rungs of the shipped ladder.
  private static func office(_ count: Int) -> Portfolio {
    let place = Place(file: "bench")
    func rung(_ level: String, _ triggers: String..., to: [Recipient] = [.role(.lead), .role(.leader)]) -> Rung {
      Rung(
        id: level, level: String(level.prefix(2)), name: level, triggers: triggers.map { Trigger($0)! }, recipients: to)
    }
    let policy = Policy(
      id: "default", name: "default", watches: [.responsibility],
      rungs: [
        rung("L0-30d", "due - 30d"), rung("L0-7d", "due - 7d"), rung("L0-3d", "due - 3d"), rung("L0-1d", "due - 1d"),
        rung("L1", "due + 1d"), rung("L2", "due + 7d", "L1 unanswered 3wd", "promise broken"),
        rung("L3", "due + 15d", "L2 unanswered 5wd"), rung("L4", "due + 30d"), rung("L5", "due + 60d"),
      ], place: place)
    let parties = (0..<200).map { Party(id: PartyID("p\($0)"), name: "单位\($0)", email: "p\($0)@example.gov.cn") }
    let rows = (0..<count).map { i in
      Responsibility(
        id: "R\(i)", title: "任务\(i)",
        assignments: [Assignment(.lead, parties[i % 200].id), Assignment(.leader, parties[(i * 7 + 1) % 200].id)],
        schedule: .once(date(2021, 1, 1) + i % 365), calendar: "cn", place: place)
    }
    return Portfolio(
      office: Office(name: "bench", numberPrefix: "b"), zone: ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800),
      calendars: ["cn": WorkCalendar(id: "cn", exceptions: [:], coveredThrough: date(2022, 12, 31))],
      parties: Dictionary(uniqueKeysWithValues: parties.map { ($0.id, $0) }), policies: ["default": policy],
      defaultPolicies: ["default"], responsibilities: rows)
  }

  private static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    CivilDate(year: year, month: month, day: day)!
  }
}
