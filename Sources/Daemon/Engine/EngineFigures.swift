import Control
import Core

/// How the engine stood when its last turn ended, in numbers: whoever asks for no more waits for nobody.
package struct EngineFigures: Sendable {
  /// What hangs on the files alone.
  struct Ledger: Sendable {
    let counts: PortfolioCounts
    let zone: ZoneRules
    /// The last day that every calendar covers.
    let coveredThrough: CivilDate?

    init(_ portfolio: Portfolio) {
      counts = PortfolioCounts(portfolio)
      zone = portfolio.zone
      coveredThrough = portfolio.calendars.values.compactMap(\.coveredThrough).min()
    }
  }

  /// When they were asked for.
  var at = Instant.distantPast
  var ledger: Ledger
  var duties = 0
  var book = AnswerBook()
  var alerts: [OpenAlerts.Kind: Int] = [:]
  var accounts: Accounts
  /// Rungs pending on the books.
  var pending = 0
  var next: Instant?
  package var timers = 0
  /// The clock is wrong, and nothing is decided before it shows this.
  var heldUntil: Instant?

  var zone: ZoneRules { ledger.zone }

  /// For `systemctl status`.
  package var summary: String {
    if let heldUntil { return "The clock is wrong: nothing is decided before it shows \(zone.iso(heldUntil))" }
    let until = next.map { "next at \(zone.iso($0))" } ?? "nothing is due"
    return "\(ledger.counts.projects) projects, \(duties) duties, \(alerts.values.reduce(0, +)) alerts open; \(until)"
  }
}
