@testable import Core
import Testing
import TestSupport

/// A weekly report due on Tuesdays from 13 July 2021.
@Suite("What is put off is chased in its later period")
struct PutOffTests {
  private var weekly: Responsibility {
    var row = Office.row("W", due: Office.date(2021, 7, 1))
    row.schedule = .recurring(
      Recurrence(rule: .weekly(weekday: 2), from: Office.date(2021, 7, 13), until: Office.date(2021, 12, 31)))
    return row
  }
  private var reports: Policy {
    Office.policy(
      "weekly", watches: [.report],
      rungs: [Office.rung("L0", "due - 1d"), Office.rung("L1", "due + 1d"), Office.rung("L2", "due + 3d")])
  }

  @Test func anExtendedOccurrenceIsChasedAfterItsOldPeriodIsOver() throws {
    let portfolio = Office.portfolio(rows: [weekly], policies: [reports])
    func live(_ disturb: (World) -> Void) throws -> [String] {
      let world = World(portfolio, at: "2021-07-12T08:00:00")
      world.advance(to: "2021-07-12T10:00:00")
      let number = try world.take(.extend("W@2021-07-13", to: Office.date(2021, 7, 28)), by: "fgw")!
      try world.take(.approve(request: number), by: "leader")
      world.advance(to: "2021-07-22T10:00:00")
      disturb(world)
      world.advance(to: "2021-08-20T10:00:00")
      #expect(world.breaches() == [] && world.replayed() == [])
      let mine = world.alerts.filter { $0.duty == "W@2021-07-13" }
      return mine.map { "\($0.rung) \(Office.shanghai.iso($0.raisedAt))" }
    }
    let quiet = try live { _ in }
    let reloaded = try live { $0.reload(portfolio) }
    let restarted = try live { $0.restart(at: $0.now) }
    #expect(reloaded == quiet)
    #expect(restarted == quiet)
  }

  @Test func anExtendedQuotaIsChasedAfterItsOldPeriodIsOver() throws {
    let quota = Quota(
      id: "Q", title: "开工", measure: .count(.started), shares: [.init(area: nil, target: 1)], period: .month,
      from: Office.date(2021, 7, 1), until: Office.date(2021, 7, 31), assignments: [Assignment(.lead, "fgw")],
      calendar: "cn", place: Place(file: "ledger"))
    let numbers = Office.policy("numbers", watches: [.quota], rungs: [Office.rung("L1", "due + 1d")])
    var office = Office.portfolio(policies: [numbers])
    office.quotas = [quota]
    func live(_ disturb: (World) -> Void) throws -> [String] {
      let world = World(office, at: "2021-07-22T10:00:00")
      let number = try world.take(.extend("Q@2021-07-31", to: Office.date(2021, 9, 10)), by: "fgw")!
      try world.take(.approve(request: number), by: "leader")
      world.advance(to: "2021-09-02T10:00:00")
      disturb(world)
      world.advance(to: "2021-10-20T10:00:00")
      #expect(world.breaches() == [])
      return world.raisings
    }
    let quiet = try live { _ in }
    let restarted = try live {
      $0.restart(at: $0.now)
      $0.restart(at: $0.now + 60)
    }
    #expect(restarted == quiet)
  }

  @Test func anExtensionApprovedAfterThePeriodIsChased() throws {
    let world = World(Office.portfolio(rows: [weekly], policies: [reports]), at: "2021-07-12T08:00:00")
    world.advance(to: "2021-07-12T10:00:00")
    let number = try world.take(.extend("W@2021-07-13", to: Office.date(2021, 7, 28)), by: "fgw")!
    world.advance(to: "2021-07-21T09:00:00")
    try world.take(.approve(request: number), by: "leader")
    #expect(world.duty("W@2021-07-13")?.due == Office.date(2021, 7, 28))
    world.advance(to: "2021-08-20T10:00:00")
    let mine = world.alerts.filter { $0.duty == "W@2021-07-13" && $0.due == Office.date(2021, 7, 28) }
    #expect(!mine.isEmpty)
    #expect(world.breaches() == [] && world.replayed() == [])
  }
}
