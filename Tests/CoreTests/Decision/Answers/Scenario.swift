@testable import Core
import Testing
import TestSupport

/// A story told as time passing: `advance(3, .workingDays)`, then what is expected to have been raised, and to whom.
struct Scenario {
  let world: World

  /// One row, due on Wednesday 28 July 2021 at 17:30, chased by the office's ladder from Monday 12 July, 08:00.
  init(
    _ rows: [Responsibility] = [Office.row("R1", due: Office.date(2021, 7, 28))], projects: [Project] = [],
    policies: [Policy] = [Office.policy()], at start: String = "2021-07-12T08:00:00"
  ) {
    world = World(Office.portfolio(rows: rows, projects: projects, policies: policies), at: start)
  }

  enum Unit { case days, workingDays }

  /// To the same time of day, so many days on.
  func advance(_ amount: Int, _ unit: Unit) {
    let (date, time) = Office.shanghai.local(world.now)
    let day = unit == .days ? date + amount : Office.calendar.add(amount, to: date)
    world.advance(to: Office.shanghai.instant(day, time))
  }

  func advance(to time: String) { world.advance(to: time) }

  enum Expectation {
    case raised(String)
    case silent
  }

  /// What was raised since the last time something was expected.
  func expect(
    _ expectation: Expectation, to parties: PartyID..., on duty: DutyID? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let new = world.alerts.dropFirst(world.expected).filter { duty == nil || $0.duty == duty }
    world.expected = world.alerts.count
    switch expectation {
    case .silent: #expect(new.map(\.rung) == [], sourceLocation: sourceLocation)
    case .raised(let rung):
      #expect(new.map(\.rung) == [rung], sourceLocation: sourceLocation)
      if !parties.isEmpty, let alert = new.first {
        #expect(alert.recipients.map(\.party) == parties, sourceLocation: sourceLocation)
      }
    }
    #expect(world.breaches() == [], sourceLocation: sourceLocation)
  }

  /// Whatever was raised so far is of no interest.
  func expectAny() { world.expected = world.alerts.count }

  /// How the rungs ended that the journal has under this heading, in its order: `L1 2021-07-28`.
  func journal(_ kind: JournalEntry.Kind) -> [String] {
    world.journal.filter { $0.kind == kind }.map {
      [$0.rung, $0.due?.description].compactMap(\.self).joined(separator: " ")
    }
  }

  /// The daemon stops, and starts on what was stored.
  func restart() { world.restart(at: world.now) }
}
