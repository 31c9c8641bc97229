import Core
import GRDB

/// The accounts that the journal keeps, against which states, alerts and outbox are compared:
///
///   scheduled = raised + superseded + silenced + excused + cancelled + pending     for each duty and due date
struct Books {
  private struct Account: Hashable {
    var duty: String
    var due: String
  }

  private struct Settled: Hashable {
    var rung: String
    var outcome: DutyState.Outcome
  }

  private struct Ledger {
    /// Scheduled and not settled yet.
    var open: [String] = []
    var settled: Set<Settled> = []
  }

  private struct AlertBook {
    var deliveries = 0
    var acknowledgements = 0
    var isRaised = false
    var isClosed = false
    var isFound = false
  }

  private var ledgers: [Account: Ledger] = [:]
  private var alerts: [String: AlertBook] = [:]
  /// Deliveries that the journal says have ended, and how.
  private var ended: [String: String] = [:]
  private var queued: [String: Int] = [:]
  /// Numbers of the answers that the journal has.
  private var answers: Set<String> = []

  /// Enters one record of the journal.
  mutating func take(_ row: Row, _ report: inout JournalReport) {
    guard let word = row[2] as String?, let kind = JournalEntry.Kind(rawValue: word) else {
      report.note("record \(row[0] as Int? ?? 0): `\(row[2] as String? ?? "")` is no kind that daopai writes")
      return
    }
    switch kind {
    case .dutyScheduled: schedule(row, &report)
    case .rungRaised:
      settle(row, .raised, &report)
      guard let alert = row[6] as String? else {
        report.note("record \(row[0] as Int? ?? 0): a rung was raised without an alert")
        return
      }
      alerts[alert, default: AlertBook()].isRaised = true
      alerts[alert, default: AlertBook()].deliveries += detail(row, "deliveries", &report).flatMap { Int($0) } ?? 0
    case .rungSuperseded: settle(row, .superseded, &report)
    case .rungSilenced: settle(row, .silenced, &report)
    case .rungExcused: settle(row, .excused, &report)
    case .rungCancelled: settle(row, .cancelled, &report)
    case .alertAcknowledged:
      if let alert = row[6] as String? { alerts[alert, default: AlertBook()].acknowledgements += 1 }
    case .alertClosed: if let alert = row[6] as String? { alerts[alert, default: AlertBook()].isClosed = true }
    case .deliveryDelivered: if let delivery = row[7] as String? { ended[delivery] = "delivered" }
    case .deliveryDead: if let delivery = row[7] as String? { ended[delivery] = "dead" }
    case .daemonStarted, .daemonStopped, .daemonWoke, .clockStepped, .portfolioLoaded, .reloadRejected, .dutyMoved,
      .dutyClosed,
      .dutyReopened, .promiseBroken, .deliveryFailed,
      .acknowledgementExpired, .answerRefused, .policyKept, .policyAdopted:
      break
    case .extensionAsked, .extensionApproved, .extensionRefused, .dutyExcused, .dutyPaused, .dutyResumed,
      .progressReported, .reportVerified, .reportReturned, .silenceAdded, .silenceEnded, .partyHandedOver,
      .alertCommented, .alertUnacknowledged:
      if let number = detail(row, "answer", &report) { answers.insert(number) }
    }
  }

  private mutating func schedule(_ row: Row, _ report: inout JournalReport) {
    guard let account = account(row, &report) else { return }
    let rungs = (detail(row, "rungs", &report) ?? "").split(separator: ",").map(String.init)
    report.scheduled += rungs.count
    ledgers[account, default: Ledger()].open += rungs
  }

  private mutating func settle(_ row: Row, _ outcome: DutyState.Outcome, _ report: inout JournalReport) {
    switch outcome {
    case .raised: report.raised += 1
    case .superseded: report.superseded += 1
    case .silenced: report.silenced += 1
    case .excused: report.excused += 1
    case .cancelled: report.cancelled += 1
    }
    guard let account = account(row, &report) else { return }
    guard let rung = row[5] as String? else {
      report.note("record \(row[0] as Int? ?? 0): \(outcome.rawValue), but no rung is named")
      return
    }
    if let index = ledgers[account, default: Ledger()].open.firstIndex(of: rung) {
      ledgers[account]?.open.remove(at: index)
    } else {
      report.note(
        "record \(row[0] as Int? ?? 0): rung \(rung) of duty \(account.duty) due \(account.due) is \(outcome.rawValue) without "
          + "having been scheduled")
    }
    ledgers[account, default: Ledger()].settled.insert(Settled(rung: rung, outcome: outcome))
  }

  private func account(_ row: Row, _ report: inout JournalReport) -> Account? {
    guard let duty = row[3] as String?, let due = row[4] as String? else {
      report.note("record \(row[0] as Int? ?? 0): \(row[2] as String? ?? "") names no duty or no due date")
      return nil
    }
    return Account(duty: duty, due: due)
  }

  private func detail(_ row: Row, _ key: String, _ report: inout JournalReport) -> String? {
    do {
      return try FlatJSON.readObject(row[11] as String? ?? "")[key]
    } catch {
      report.note("record \(row[0] as Int? ?? 0): \(error)")
      return nil
    }
  }

  /// The pending rungs of the due date in force must be those that the journal leaves open.
  mutating func compare(_ state: DutyState, _ report: inout JournalReport) {
    report.pending += state.pending.count
    let duty = state.duty.text
    let account = Account(duty: duty, due: state.due.description)
    let open = ledgers[account]?.open ?? []
    if open.sorted() != state.pending.sorted() {
      report.note(
        "duty \(duty) due \(state.due): the journal leaves \(open.count) rungs open (\(open.joined(separator: ", "))), "
          + "its state has \(state.pending.count) pending (\(state.pending.joined(separator: ", ")))")
    }
    ledgers[account]?.open = []
    for item in state.settled {
      let entry = Settled(rung: item.rung, outcome: item.outcome)
      if ledgers[Account(duty: duty, due: item.due.description)]?.settled.contains(entry) != true {
        report.note(
          "duty \(duty) due \(item.due): its state has rung \(item.rung) \(item.outcome.rawValue), the journal has not")
      }
    }
  }

  mutating func compare(_ alert: Alert, _ report: inout JournalReport) {
    var book = alerts[alert.id.text] ?? AlertBook()
    book.isFound = true
    alerts[alert.id.text] = book
    if !book.isRaised { report.note("alert \(alert.id) is in the store, but the journal never raised it") }
    if book.isClosed != (alert.state == .closed) {
      let journal = book.isClosed ? "closed" : "did not close"
      report.note("alert \(alert.id) is \(alert.state.rawValue), the journal \(journal) it")
    }
    if book.acknowledgements != alert.acknowledgements.count {
      report.note(
        "alert \(alert.id) has \(alert.acknowledgements.count) acknowledgements, the journal \(book.acknowledgements)")
    }
  }

  mutating func compare(_ answer: Answer, _ report: inout JournalReport) {
    if answers.remove(String(answer.number)) == nil {
      report.note("answer \(answer.number) is in the store, but the journal never took it")
    }
  }

  mutating func compare(_ delivery: Delivery, state: String, _ report: inout JournalReport) {
    queued[delivery.alert.text, default: 0] += 1
    let journalled = ended.removeValue(forKey: delivery.id.text)
    let stored = state == "delivered" || state == "dead" ? state : nil
    if journalled != stored {
      report.note("delivery \(delivery.id) is \(state), the journal says \(journalled ?? "that it has not ended")")
    }
  }

  /// After everything stored has been compared: what the journal knows and the store does not.
  mutating func close(_ report: inout JournalReport) {
    for (account, ledger) in ledgers.filter({ !$0.value.open.isEmpty }).sorted(by: { $0.key.duty < $1.key.duty }) {
      report.note(
        "duty \(account.duty) due \(account.due): \(ledger.open.joined(separator: ", ")) scheduled, and neither settled nor "
          + "pending")
    }
    for (id, book) in alerts.sorted(by: { $0.key < $1.key }) {
      if !book.isFound { report.note("alert \(id) is in the journal, but not in the store") }
      if queued[id] ?? 0 < book.deliveries {
        report.note("alert \(id) was raised with \(book.deliveries) deliveries, the outbox has \(queued[id] ?? 0)")
      }
    }
    for number in answers.sorted() { report.note("answer \(number) is in the journal, but not in the store") }
    for id in ended.keys.sorted() { report.note("delivery \(id) is in the journal, but not in the outbox") }
    let settled = report.raised + report.superseded + report.silenced + report.excused + report.cancelled
    if report.scheduled != settled + report.pending {
      report.note("\(report.scheduled) rungs scheduled, \(settled) settled and \(report.pending) pending")
    }
  }
}
