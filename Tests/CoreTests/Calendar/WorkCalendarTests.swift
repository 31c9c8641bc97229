import Testing

@testable import Core

@Suite struct WorkCalendarTests {
  /// N-th working day after (or before) a day that is not counted, checked against three independent sources.
  @Test(arguments: [
    ("2026-02-02", 40, "2026-04-03"), ("2026-09-01", 40, "2026-11-02"), ("2025-12-15", 40, "2026-02-10"),
    ("2025-01-06", 40, "2025-03-07"), ("2024-04-15", 40, "2024-06-12"), ("2026-02-13", 1, "2026-02-14"),
    ("2026-02-14", 1, "2026-02-24"), ("2026-02-16", 1, "2026-02-24"), ("2026-09-18", 1, "2026-09-20"),
    ("2026-09-30", 5, "2026-10-13"), ("2025-09-26", 1, "2025-09-28"), ("2020-01-20", 10, "2020-02-11"),
    ("2026-06-30", -40, "2026-04-30"), ("2026-10-15", -10, "2026-09-24"), ("2026-03-02", -10, "2026-02-10"),
    ("2026-05-11", -5, "2026-04-30"), ("2025-10-13", -5, "2025-09-29"), ("2026-01-05", -1, "2026-01-04"),
    ("2024-02-19", -5, "2024-02-06"), ("2019-05-06", -3, "2019-04-29"), ("2026-10-08", -1, "2026-09-30"),
    ("2026-02-24", -1, "2026-02-14"), ("2023-10-09", -1, "2023-10-08"), ("2026-12-31", -40, "2026-11-05"),
  ])
  func `the N-th working day over holidays and make-up days`(from: String, n: Int, expected: String) {
    let reached = ChinaCalendar.calendar.add(n, to: CivilDate(iso: from)!)
    #expect(reached.description == expected)
  }

  @Test func `terms of approvals from the official documents`() {
    let rows = Vectors.rows("vectors_workdays.csv")
    #expect(rows.count == 9)
    for row in rows {
      let start = CivilDate(iso: row[0])!
      let due = ChinaCalendar.calendar.add(Int(row[1])!, to: start)
      #expect(due.description == row[2], "\(row)")
      #expect(due - start == Int(row[4])!, "\(row)")
      #expect(ChinaCalendar.calendar.count(after: start, through: due) == Int(row[1])!)
    }
  }

  /// The latest acceptance from which an N-working-day decision falls on or before a day.
  @Test(arguments: [
    ("2026-10-15", 40, "2026-08-14"), ("2026-03-06", 40, "2026-01-05"), ("2026-05-08", 20, "2026-04-07"),
    ("2026-10-07", 5, "2026-09-22"),
  ])
  func `approvals backwards`(due: String, n: Int, accepted: String) {
    let calendar = ChinaCalendar.calendar
    let last = calendar.onOrBefore(CivilDate(iso: due)!)
    #expect(calendar.add(-n, to: last).description == accepted)
  }

  @Test func `every day of 2015 to 2026 is what the notices say`() {
    let calendar = ChinaCalendar.calendar
    var day = CivilDate.iso("2015-01-01")
    var disagreements: [CivilDate] = []
    while day <= .iso("2026-12-31") {
      let naive = ChinaCalendar.days[day] ?? (day.weekday <= 5)
      if calendar.isWorking(day) != naive { disagreements.append(day) }
      day = day + 1
    }
    #expect(disagreements.isEmpty)
    #expect(day - .iso("2015-01-01") == 4383)
    #expect(!calendar.isProvisional(.iso("2026-12-31")))
    #expect(calendar.isProvisional(.iso("2027-01-01")))
  }

  @Test func `operations agree with walking day by day`() {
    for seed in UInt64(1)...40 {
      var random = PlanningRandom(seed: seed)
      let calendar = randomCalendar(&random)
      let works = { (day: Int) -> Bool in
        let date = CivilDate(dayNumber: day)
        return calendar.exceptions[date]?.isWorking ?? calendar.week.contains(date.weekday)
      }
      for _ in 0..<100 {
        let day = Int.random(in: 19_900...20_500, using: &random)
        let date = CivilDate(dayNumber: day)
        let n = Int.random(in: -30...30, using: &random)
        #expect(calendar.isWorking(date) == works(day), "seed \(seed), \(date)")
        var walked = day
        var left = n
        while left != 0 {
          walked += left > 0 ? 1 : -1
          if works(walked) { left -= left.signum() }
        }
        #expect(Int(calendar.add(n, to: date).dayNumber) == walked, "seed \(seed), \(date) \(n)")
        let other = day + Int.random(in: 0...90, using: &random)
        let count = (day..<other).count { works($0 + 1) }
        #expect(calendar.count(after: date, through: CivilDate(dayNumber: other)) == count, "seed \(seed), \(date)")
        #expect(calendar.count(after: CivilDate(dayNumber: other), through: date) == -count, "seed \(seed), \(date)")
        #expect(Int(calendar.onOrAfter(date).dayNumber) == (day...).first(where: works), "seed \(seed), \(date)")
        #expect(
          Int(calendar.onOrBefore(date).dayNumber) == (day - 60...day).last(where: works), "seed \(seed), \(date)")
      }
    }
  }

  @Test func `counting days and finding them are inverse`() {
    for seed in UInt64(1)...20 {
      var random = PlanningRandom(seed: seed)
      let calendar = randomCalendar(&random)
      for k in -400...400 {
        let day = calendar.workingDay(k)
        #expect(calendar.workingDays(before: day) == k, "seed \(seed), \(k)")
        #expect(calendar.workingDays(before: day + 1) == k + 1, "seed \(seed), \(k)")
      }
    }
  }

  @Test func `a day far outside every calendar is still counted`() {
    let calendar = ChinaCalendar.calendar
    let far = 1 << 50
    #expect(calendar.workingDays(before: calendar.workingDay(far)) == far)
    #expect(calendar.workingDays(before: calendar.workingDay(-far)) == -far)
  }

  private func randomCalendar(_ random: inout PlanningRandom) -> WorkCalendar {
    let week = Week(
      (1...7).filter { _ in Int.random(in: 0..<7, using: &random) < 4 } + [Int.random(in: 1...7, using: &random)])
    var exceptions: [CivilDate: WorkCalendar.Exception] = [:]
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      exceptions[CivilDate(dayNumber: Int.random(in: 20_000...20_400, using: &random))] =
        WorkCalendar.Exception(isWorking: Bool.random(using: &random))
    }
    return WorkCalendar(id: "random", week: week, exceptions: exceptions)
  }
}

/// PlanningRandom64: the same numbers for the same seed, everywhere.
struct PlanningRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0xD1B5_4A32_D192_ED03 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
