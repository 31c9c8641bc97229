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
        .init(say("级", "rung")), .init(say("内容", "detail"), isFreeText: true),
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

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("核验哈希链和账目", "Verify the hash chain and the books"))
    @OptionGroup var common: CommonOptions
    @Option(
      help: explain("没有守护进程在用的状态目录；不写则询问守护进程", "A state directory that no daemon uses; without it, the daemon is asked")
    )
    var state: String?

    func run() throws {
      let result = try verify()
      if common.isJSON {
        try Terminal.data(json: result)
      } else {
        let books = result.books
        Terminal.data(fields: [
          (say("记录", "records"), String(result.records)), (say("链尾", "head"), result.head),
          (
            say("账目", "books"),
            say(
              "应发 \(books.scheduled) = 已发 \(books.raised) + 并入高级 \(books.superseded) + 静默 \(books.silenced) + "
                + "正当理由 \(books.excused) + 取消 \(books.cancelled) + 待发 \(books.pending)",
              "\(books.scheduled) = raised \(books.raised) + superseded \(books.superseded) + "
                + "silenced \(books.silenced) + excused \(books.excused) + cancelled \(books.cancelled) + pending \(books.pending)"
            )
          ),
        ])
      }
      for fault in result.faults {
        let place = fault.sequence.map { say("第 \($0) 条：", "record \($0): ") } ?? ""
        Terminal.message(printable(place + fault.message))
      }
      guard result.ok else { throw Failure(say("核验不符", "the journal does not verify")) }
      if !common.isJSON { Terminal.message(say("核验无误", "verified")) }
    }

    private func verify() throws -> VerificationMessage {
      guard let state else {
        return try common.client(timeoutSeconds: CommonOptions.patientSeconds)
          .ask(.verifyJournal, as: VerificationMessage.self)
      }
      return VerificationMessage(try Store.verify(directory: state))
    }
  }
}

extension VerificationMessage {
  init(_ report: JournalReport) {
    var faults = report.problems.map { Fault(sequence: nil, message: $0) }
    if let bad = report.firstBad { faults.insert(Fault(sequence: Int64(bad.sequence), message: bad.what), at: 0) }
    self.init(
      records: Int64(report.records), head: report.headHash,
      books: Books(
        scheduled: report.scheduled, raised: report.raised, superseded: report.superseded, silenced: report.silenced,
        excused: report.excused, cancelled: report.cancelled, pending: report.pending),
      faults: faults)
  }
}
