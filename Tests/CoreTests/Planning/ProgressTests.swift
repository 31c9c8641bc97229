import Foundation
import Testing

@testable import Core

/// Planned curves, bananas and baselines on a project small enough to reckon by hand, and published bulletins.
@Suite struct ProgressTests {
  private static let office = Office(name: "o", numberPrefix: "o")
  private static let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)

  /// a: 4 working days, b: 6 after it, m: the end. Planned back from Fri 2026-09-25; the forecast is three working days
  /// sooner. 2026-09-20 (Sunday) is worked.
  private static func portfolio(
    percent: Int? = nil, remaining: Int? = nil, finish: CivilDate = .iso("2026-09-25"),
    _ change: (inout Project) -> Void = { _ in }
  ) -> Portfolio {
    var project = Project(id: "P", name: "P", calendar: "CN", finish: finish, place: Place(file: ""))
    project.statusDate = .iso("2026-09-09")
    var a = Milestone(id: "a", name: "a", duration: Span(4, .workingDays), place: Place(file: ""))
    if percent != nil || remaining != nil { a.actualStart = .iso("2026-09-09") }
    a.percent = percent
    a.remaining = remaining
    let b = Milestone(
      id: "b", name: "b", duration: Span(6, .workingDays), after: [Dependency(on: "a", place: Place(file: ""))],
      place: Place(file: ""))
    let m = Milestone(id: "m", name: "m", after: [Dependency(on: "b", place: Place(file: ""))], place: Place(file: ""))
    project.milestones = [a, b, m]
    change(&project)
    return Portfolio(
      office: office, zone: zone, calendars: ["CN": ChinaCalendar.calendar], projects: [project])
  }

  private func read(
    _ portfolio: Portfolio, against baseline: Baseline? = nil, at day: String, _ moment: PlanProgress.Moment = .evening
  ) throws -> PlanProgress.ProjectProgress {
    try #require(PlanProgress(of: portfolio, against: baseline, at: .iso(day), moment).projects.first)
  }

  @Test func `The banana lies between the early and the late dates`() throws {
    let frozen = Baseline(of: Self.portfolio(), today: .iso("2026-09-09"))
    let dates = frozen.projects[0].milestones.map {
      "\($0.earliestStart) \($0.earliestFinish) \($0.latestStart) \($0.latestFinish)"
    }
    // In September 2026 Sunday 20 is worked and Friday 25 is 中秋节: the end rolls back to the 24th.
    #expect(
      dates == [
        "2026-09-09 2026-09-14 2026-09-14 2026-09-17", "2026-09-15 2026-09-21 2026-09-18 2026-09-24",
        "2026-09-21 2026-09-21 2026-09-24 2026-09-24",
      ])
    var last = (-1.0, -1.0)
    for day in 8...28 {
      let reading = try read(Self.portfolio(), against: frozen, at: "2026-09-\(padded(day, 2))").reading
      #expect(
        reading.early >= reading.planned - 1e-9 && reading.planned >= last.0 - 1e-9 && reading.early >= last.1 - 1e-9)
      last = (reading.planned, reading.early)
    }
    #expect(last.0 == 100 && last.1 == 100)
  }

  @Test func `A day's own work counts in the evening and not in the morning`() throws {
    let frozen = Baseline(of: Self.portfolio(), today: .iso("2026-09-09"))
    let start = frozen.projects[0].milestones[0].latestStart
    let morning = try read(Self.portfolio(), against: frozen, at: start.description, .morning)
    let evening = try read(Self.portfolio(), against: frozen, at: start.description)
    #expect(morning.milestones[0].reading.planned == 0)
    #expect(evening.milestones[0].reading.planned == 25)
    #expect(evening.reading.planned == 10)  // 4 of 10 days weigh 25 %
    let end = frozen.projects[0].milestones[2].latestFinish.description
    #expect(try read(Self.portfolio(), against: frozen, at: end, .morning).milestones[2].reading.planned == 0)
    #expect(try read(Self.portfolio(), against: frozen, at: end).milestones[2].reading.planned == 100)
  }

  @Test func `Lag and ratio compare what was reported with what is due`() throws {
    let frozen = Baseline(of: Self.portfolio(), today: .iso("2026-09-09"))
    let due = frozen.projects[0].milestones[0].latestFinish.description
    let half = try read(Self.portfolio(percent: 50), against: frozen, at: due)
    #expect(half.milestones[0].reading.actual == 50 && half.milestones[0].reading.lag == 50)
    #expect(half.milestones[0].reading.ratio == 0.5 && half.milestones[0].reading.standing == .behind)
    #expect(half.reading.planned == 40 && half.reading.actual == 20)
    let left = try read(Self.portfolio(percent: 50, remaining: 1), against: frozen, at: due)
    #expect(left.milestones[0].reading.actual == 75)
    let early = try read(Self.portfolio(percent: 90), against: frozen, at: "2026-09-09")
    #expect(early.reading.standing == .ahead && early.reading.ratio == nil)
  }

  @Test func `A baseline keeps its promise when the ledger moves`() throws {
    let frozen = Baseline(of: Self.portfolio(), today: .iso("2026-09-09"))
    let promised = frozen.projects[0].milestones[0]
    let later = Self.portfolio(finish: .iso("2026-10-30")) { project in
      project.milestones.append(Milestone(id: "n", name: "n", duration: Span(3, .workingDays), place: Place(file: "")))
      project.milestones[2].after = []
      project.milestones.remove(at: 1)
    }
    let found = try read(later, against: frozen, at: "2026-09-16")
    #expect(found.milestones.map(\.id) == ["a", "m"])
    #expect(found.milestones[0].plannedFinish == promised.latestFinish)
    #expect(found.plannedFinish == .iso("2026-09-25"))
    #expect(found.unplanned == ["n"] && found.missing == ["b"])
    let free = try read(later, at: "2026-09-16")
    #expect(free.unplanned.isEmpty && free.missing.isEmpty && free.plannedFinish == .iso("2026-10-30"))
  }

  @Test func `Published bulletins reckon the year by its months`() throws {
    let url = try #require(Bundle.module.url(forResource: "Vectors/vectors_time_progress", withExtension: "csv"))
    let text = try String(contentsOf: url, encoding: .utf8)
    var count = 0
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let month = try #require(Int(cells[2]))
      let due = PlanProgress.ofYear(throughMonth: month)
      #expect(abs(due - (try #require(Double(cells[3])))) < 5e-5, "\(line)")
      // A source that gives the exact fraction is reckoned from it.
      let exact = cells[6].firstMatch(of: /exact ([0-9.]+)\/([0-9.]+)/)
      let done =
        try exact.map { try #require(Double($0.1)) / #require(Double($0.2)) * 100 } ?? #require(Double(cells[1]))
      let reading = PlanProgress.Reading(planned: due, early: due, elapsed: due, actual: done)
      #expect(abs(-reading.lag - (try #require(Double(cells[5])))) < 5e-3, "\(line)")
      #expect(reading.standing == .ahead)
      count += 1
    }
    #expect(count == 4)
  }

  @Test func `One decimal rounds a half away from zero`() {
    #expect([0, 13.825, -0.04, -0.05, 99.95, 5.9].map(oneDecimal) == ["0.0", "13.8", "0.0", "-0.1", "100.0", "5.9"])
  }
}
