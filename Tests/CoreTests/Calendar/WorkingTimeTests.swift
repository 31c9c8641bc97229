import Testing

@testable import Core

/// Working time against walking minute by minute.
@Suite struct WorkingTimeTests {
  private static let zone = ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)

  private func time(_ text: String) -> Instant { Self.zone.instant(iso: text)! }

  private func office(lunch: Bool = true) -> WorkingTime {
    let break_ = WorkingHours.Lunch(start: TimeOfDay("12:00")!, end: TimeOfDay("14:30")!)
    let hours = WorkingHours(opening: TimeOfDay("08:30")!, closing: TimeOfDay("18:00")!, lunch: lunch ? break_ : nil)
    let china = ChinaCalendar.calendar
    return WorkingTime(
      calendar: WorkCalendar(
        id: "CN", exceptions: china.exceptions, coveredThrough: china.coveredThrough, hours: hours), zone: Self.zone)
  }

  @Test(arguments: [
    // Four hours of a morning with a break, to the minute of closing, past a night, over the National Day holiday.
    ("2026-09-18T09:00", 4, "2026-09-18T15:30"), ("2026-09-18T15:30", 2, "2026-09-18T17:30"),
    ("2026-09-18T15:00", 3, "2026-09-18T18:00"), ("2026-09-18T17:00", 4, "2026-09-20T11:30"),
    ("2026-09-30T17:00", 2, "2026-10-08T09:30"), ("2026-09-18T10:00", 2, "2026-09-18T12:00"),
    ("2026-09-18T12:30", 1, "2026-09-18T15:30"), ("2026-09-18T20:00", 1, "2026-09-20T09:30"),
    // Back: what has to be begun by when.
    ("2026-10-08T09:30", -2, "2026-09-30T17:00"), ("2026-09-18T15:30", -1, "2026-09-18T14:30"),
    ("2026-09-20T09:30", -1, "2026-09-20T08:30"),
  ])
  func `hours pass only while somebody is at work`(from: String, hours: Int64, to: String) {
    let reached = office().add(hours * 3600, to: time("\(from):00"))
    #expect(Self.zone.iso(reached) == "\(to):00+08:00")
  }

  @Test(arguments: [
    ("2026-09-18T10:00", "2026-09-18T10:00"), ("2026-09-18T06:00", "2026-09-18T08:30"),
    ("2026-09-18T12:00", "2026-09-18T14:30"), ("2026-09-18T18:00", "2026-09-20T08:30"),
    ("2026-09-30T23:59", "2026-10-08T08:30"), ("2026-10-03T10:00", "2026-10-08T08:30"),
  ])
  func `closed hours end at the next opening`(at: String, opening: String) {
    #expect(Self.zone.iso(office().opening(atOrAfter: time("\(at):00"))) == "\(opening):00+08:00")
  }

  @Test func `a span over the weekend of a make-up Sunday counts its hours`() {
    #expect(office().seconds(from: time("2026-09-18T17:00:00"), to: time("2026-09-21T09:30:00")) == 9 * 3600)
    #expect(office().seconds(from: time("2026-09-21T09:30:00"), to: time("2026-09-18T17:00:00")) == -9 * 3600)
  }

  @Test func `every answer is the one of walking minute by minute`() {
    var random = PlanningRandom(seed: 7)
    for round in 0..<60 {
      let working = randomOffice(&random)
      let start = time("2026-09-25T00:00:00") + Int64.random(in: 0..<14_400, using: &random) * 60
      let minutes = Int64.random(in: -2_000...2_000, using: &random)
      let reached = working.add(minutes * 60, to: start)
      var walked = start
      var left = abs(minutes)
      while left > 0 {
        let step: Int64 = minutes > 0 ? 60 : -60
        if working.isOpen(at: minutes > 0 ? walked : walked - 60) { left -= 1 }
        walked = walked + step
      }
      #expect(reached == walked, "round \(round): \(Self.zone.iso(start)) \(minutes)")
      #expect(working.seconds(from: start, to: reached) == minutes * 60, "round \(round)")
      var opens = start
      while !working.isOpen(at: opens) { opens = opens + 60 }
      #expect(working.opening(atOrAfter: start) == opens, "round \(round)")
    }
  }

  private func randomOffice(_ random: inout PlanningRandom) -> WorkingTime {
    func minute(_ range: ClosedRange<Int>) -> TimeOfDay {
      TimeOfDay(secondsSinceMidnight: Int.random(in: range, using: &random) * 60)
    }
    let lunch = WorkingHours.Lunch(start: minute(660...720), end: minute(721...840))
    let hours = WorkingHours(
      opening: minute(0...600), closing: minute(900...1439), lunch: Bool.random(using: &random) ? lunch : nil)
    return WorkingTime(
      calendar: WorkCalendar(id: "CN", exceptions: ChinaCalendar.calendar.exceptions, hours: hours), zone: Self.zone)
  }
}
