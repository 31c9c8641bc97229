import ArgumentParser
import Control
import Core
import Store

extension JournalCommand {
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("核验哈希链和账目", "Verify the hash chain and the books"))
    @OptionGroup var common: CommonOptions
    @Option(
      help: explain("没有守护进程在用的状态目录；不写则询问守护进程", "A state directory that no daemon uses; without it, the daemon is asked")
    )
    var state: String?
    @Flag(
      help: explain(
        "用留存的输入把每个决定重做一遍，逐字比较（须有 --state）",
        "Make every decision again from the inputs kept, and compare letter for letter (needs --state)"))
    var replay = false

    func validate() throws {
      if replay, state == nil {
        throw ValidationError(
          say("--replay 须用 --state 指明没有守护进程在用的状态目录", "--replay needs --state, a directory that no daemon uses"))
      }
    }

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
        if let replayed = result.replayed {
          Terminal.data(fields: [
            (say("重演", "replay"), say("\(replayed) 条与原决定一字不差", "\(replayed) records are as they were decided"))
          ])
        }
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
      var result = VerificationMessage(try Store.verify(directory: state))
      if replay { try JournalReplay(state: state).run(into: &result) }
      return result
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
