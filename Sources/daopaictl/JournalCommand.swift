import ArgumentParser
import Control
import Core
import Store

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: say("流水", "The journal"), subcommands: [List.self, Verify.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出流水", "List records"))
    @OptionGroup var common: CommonOptions
    @Option(help: explain("只列此序号之后的", "Only records after this number")) var after: Int64 = 0
    @Option(help: explain("只列此事项", "Only of this duty")) var duty: String?
    @Option(help: explain("最多列出多少条", "At most so many")) var limit = 100

    func validate() throws {
      guard after >= 0 else { throw ValidationError("--after is at least 0") }
      guard (1...Limits.listPage).contains(limit) else { throw ValidationError("--limit is 1 to \(Limits.listPage)") }
    }

    func run() throws {
      let filter = Route.JournalFilter(after: after, duty: duty.map { DutyID($0) })
      let records = try common.client().ask(.journal(filter, limit: limit), as: ListMessage<JournalMessage>.self).items
      if common.isJSON { return try Terminal.data(json: records) }
      var table = Table([
        .init("#", .right), .init(say("时刻", "at")), .init(say("事件", "kind")), .init(say("事项", "duty")),
        .init(say("级", "rung")), .init(say("内容", "detail"), goesBelow: true),
      ])
      for record in records {
        let detail = [record.alert, record.delivery, record.party, record.actor, record.reason].compactMap(\.self)
        table.append([
          .init(String(record.sequence)), .init(shortTime(record.at)), .init(recordName(record.kind)),
          .init(record.duty ?? ""),
          .init(record.rung ?? ""), .init(detail.joined(separator: " ")),
        ])
      }
      Terminal.data(table)
    }
  }
}
