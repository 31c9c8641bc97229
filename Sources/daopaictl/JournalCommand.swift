import ArgumentParser
import Control
import Core
import Store

struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: say("流水", "The journal"), subcommands: [List.self, Verify.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("列出流水：最近的，或某序号之后的", "List records: the latest, or those after a number"))
    @OptionGroup var common: CommonOptions
    @Option(
      help: explain("此序号之后的，先旧后新（缺省：最近的）", "Those after this number, from there on (default: the latest)"))
    var after: Int64?
    @Option(help: explain("只列此事项", "Only of this duty")) var duty: String?
    @Option(help: explain("最多列出多少条", "At most so many")) var limit = 100

    func validate() throws {
      guard after ?? 0 >= 0 else { throw ValidationError("--after is at least 0") }
      guard (1...Limits.listPage).contains(limit) else { throw ValidationError("--limit is 1 to \(Limits.listPage)") }
    }

    func run() throws {
      let (records, note) = try after.map(forward) ?? latest()
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
      if let note { Terminal.message(note) }
    }

    private func forward(from after: Int64) throws -> ([JournalMessage], note: String?) {
      let filter = Route.JournalFilter(after: after, duty: duty.map { DutyID($0) })
      let page = try common.client().ask(.journal(filter, limit: limit), as: ListMessage<JournalMessage>.self)
      guard page.next != nil, let last = page.items.last else { return (page.items, nil) }
      let more = try common.client().ask(
        .journal(.init(after: last.sequence, duty: filter.duty), limit: 1), as: ListMessage<JournalMessage>.self)
      let note = say("后面还有：--after \(last.sequence)", "more: --after \(last.sequence)")
      return (page.items, more.items.isEmpty ? nil : note)
    }

    private func latest() throws -> ([JournalMessage], note: String?) {
      let client = common.client()
      var records: [JournalMessage] = []
      var isWhole = true
      var filter = Route.JournalFilter(duty: duty.map { DutyID($0) })
      // Of one duty there are few; of all, the last number says where to begin.
      if duty == nil {
        filter.after = max(0, try client.ask(.status, as: StatusMessage.self).journal.sequence - Int64(limit))
        isWhole = filter.after == 0
      }
      try client.journal(filter) {
        records += $0
        if records.count > limit {
          records.removeFirst(records.count - limit)
          isWhole = false
        }
        return true
      }
      let note = say(
        "以上为最近 \(records.count) 条；更早的：--after 0", "these are the latest \(records.count); earlier ones: --after 0")
      return (records, isWhole ? nil : note)
    }
  }
}
