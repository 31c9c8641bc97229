import ArgumentParser
import Control
import Core
import Glibc

struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: say("流水，随写随看", "The journal's records, as they are written"))
  @OptionGroup var common: CommonOptions
  @Flag(help: explain("一直跟随", "Go on with what comes")) var follow = false
  @Option(help: explain("从此序号之后开始（缺省：只看新的）", "Those after this number first (default: new ones)")) var after: Int64 = 0
  @Option(help: explain("只看此事项", "Only of this duty")) var duty: String?

  func run() throws {
    let filter = Route.JournalFilter(after: after, duty: duty.map { DutyID($0) })
    if !follow {
      let records = try common.client().ask(
        .journal(filter, limit: Limits.listPage), as: ListMessage<JournalMessage>.self)
      for record in records.items { try show(record) }
      return
    }
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
