import Control
import Core
import Loading
import Store

/// Makes every decision in a state directory again, from the files that it keeps of every load.
struct JournalReplay {
  let state: String

  /// Adds what it finds.
  func run(into message: inout VerificationMessage) throws {
    let (compared, difference) = try Store.reading(journalOf: state, made)
    let faults = difference.map { difference in
      VerificationMessage.Fault(
        sequence: difference.sequence.map { Int64($0) },
        message: say(
          "重演不符。找到：\(difference.found)；应为：\(difference.expected)",
          "the replay differs. Found: \(difference.found). Expected: \(difference.expected)"))
    }
    message = VerificationMessage(
      records: message.records, head: message.head, books: message.books,
      faults: message.faults + (faults.map { [$0] } ?? []), replayed: Int64(compared))
  }

  private func made(_ journal: JournalReading) throws -> (compared: Int, difference: Replay.Difference?) {
    var replay = Replay(
      Replay.Sources(instance: try journal.instance, portfolio: portfolio(of:), alert: journal.alert))
    var difference: Replay.Difference?
    try journal.records { record in
      do {
        difference = try replay.take(record.sequence, record.entry)
      } catch let error as StoreError {
        difference = Replay.Difference(record.sequence, found: "\(error)", expected: "what was stored then")
      }
      return difference == nil
    }
    if difference == nil {
      let stored = try journal.stored()
      difference = replay.finish(states: stored.states, openAlerts: stored.openAlerts)
    }
    return (replay.compared, difference)
  }

  private func portfolio(of load: LoadOrigin) throws -> Portfolio {
    guard let inputs = load.inputs else { throw StoreError.failed("the files of that load could not be kept") }
    return try InputArchive(stateDirectory: state).withRestored(inputs) { directory in
      let outcome = ConfigurationLoader.load(directory: directory, today: ZoneRules.utc.date(of: load.readAt))
      guard let configuration = outcome.configuration else {
        Terminal.message(outcome.diagnostics)
        throw StoreError.failed("this version cannot read the files of that load")
      }
      return configuration.portfolio
    }
  }
}
