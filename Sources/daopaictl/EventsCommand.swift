import ArgumentParser
import Control
import Core
import Glibc

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: say("流水，随写随看", "The journal's records, as they are written"))
  @OptionGroup var common: CommonOptions
  @Flag(help: explain("一直跟随", "Go on with what comes")) var follow = false
  @Option(
    help: explain(
      "从此序号之后开始（缺省：--follow 时只看新的，否则从头）",
      "Those after this number (default: with --follow only what comes, else from the beginning)"))
  var after: Int64?
  @Option(help: explain("只看此事项", "Only of this duty")) var duty: String?

  func validate() throws {
    guard after ?? 0 >= 0 else { throw ValidationError("--after is at least 0") }
  }

  func run() throws {
    var filter = Route.JournalFilter(after: after ?? 0, duty: duty.map { DutyID($0) })
    // Asked to follow from 0, the daemon begins with what comes.
    if !follow || after == 0 {
      try common.client().journal(filter) { records in
        for record in records { try show(record) }
        filter.after = records.last?.sequence ?? filter.after
        // Whoever reads no further need not be told.
        return !Terminal.isBroken
      }
    }
    guard follow else { return }
    try common.client().follow(filter) { record in
      try? show(record)
      // Nobody could be told any more.
      if Terminal.isBroken { Glibc.exit(Ending.settle(.ok).rawValue) }
    }
  }

  /// A line each, so that programs can read along.
  private func show(_ record: JournalMessage) throws {
    if common.isJSON {
      Terminal.data(String(decoding: try Wire.encode(record), as: UTF8.self))
    } else {
      let words = [record.duty, record.rung, record.alert, record.party, record.actor, record.reason].compactMap(\.self)
      Terminal.data(
        printable(
          "\(record.sequence) \(shortTime(record.at)) \(recordName(record.kind)) \(words.joined(separator: " "))"))
    }
  }
}
