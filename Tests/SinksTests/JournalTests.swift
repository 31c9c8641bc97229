import Core
import Foundation
import Glibc
import Testing

@testable import Sinks

@Suite struct JournalTests {
  /// Delivers into a pipe and returns what came out of it.
  private func written(_ notice: Notice, language: Language = .zh, target: JournalTarget) async -> String {
    let pipe = Pipe()
    let sink = JournalSink(language: language, target: target, descriptor: pipe.fileHandleForWriting.fileDescriptor)
    #expect(await sink.deliver(notice) == .delivered("stderr"))
    try? pipe.fileHandleForWriting.close()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }

  @Test func aLineForATerminal() async {
    let line = "2021-07-12 18:00 L2 【督办单】老王坡产业园·基础施工：应于2021年7月5日完成，已逾期7天（驻项目督〔2021〕17号，L2，送市发改委）\n"
    #expect(await written(.sample, target: .terminal(isColoured: false)) == line)
    let coloured = await written(.sample, target: .terminal(isColoured: true))
    #expect(coloured.contains("\u{1B}[38;5;208mL2\u{1B}[0m"))
  }

  @Test func aLineInEnglishForAServiceManager() async {
    let line = "<3>[督办单] 老王坡产业园·基础施工: to be finished by 2021-07-05, 7 days overdue (驻项目督 [2021] No. 17, L2, to 市发改委)\n"
    #expect(await written(.sample, language: .en, target: .prefixed) == line)
  }

  @Test func aDrillIsMarkedAndWakesNobody() async {
    var notice = Notice.sample
    notice.alert.facts.isDrill = true
    #expect(await written(notice, target: .prefixed).hasPrefix("<6>【演练】"))
    let fields = JournalRecord(notice, language: .zh).fields
    #expect(fields.contains { $0 == ("DAOPAI_DRILL", "1") })
  }

  @Test func tenThousandNastyNamesMakeOneLineEach() async {
    var random = SplitMix(state: 7)
    let pieces = ["\n", "\r\n", "\u{1B}[2J", "\u{202E}", "\u{85}", "\u{2028}", "<0>", "长", "\u{0}", "\u{9B}31m", "a"]
    for _ in 0..<10_000 {
      var notice = Notice.sample
      notice.alert.facts.title = (0..<5).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      notice.alert.facts.projectName = nil
      let line = JournalLine.make(JournalRecord(notice, language: .zh), target: .prefixed, notice: notice)
      let text = String(decoding: line.dropLast(), as: UTF8.self)
      #expect(!text.unicodeScalars.contains { PlainText.isControl($0) || PlainText.isInvisible($0) })
    }
  }

  /// Two tries wait for a pipe that is full, the first in the middle of its line; a third comes when it is read again.
  @Test func whatNobodyWaitsForAnyMoreIsNotWritten() async throws {
    let pipe = Pipe()
    let (reader, writer) = (pipe.fileHandleForReading, pipe.fileHandleForWriting.fileDescriptor)
    let junk = [UInt8](repeating: UInt8(ascii: "#"), count: 4096)
    _ = fcntl(writer, F_SETFL, O_NONBLOCK)
    while Glibc.write(writer, junk, junk.count) > 0 {}
    _ = fcntl(writer, F_SETFL, 0)
    let sink = JournalSink(language: .zh, target: .prefixed, descriptor: writer, secondsToWait: 1)
    for _ in 0..<2 {
      #expect(await sink.deliver(.sample) == .retry("journal: takes nothing", after: nil, mayHaveArrived: true))
    }
    let (texts, tell) = AsyncStream.makeStream(of: String.self)
    Thread.detachNewThread {
      tell.yield(String(decoding: reader.readDataToEndOfFile().filter { $0 != UInt8(ascii: "#") }, as: UTF8.self))
    }
    #expect(await sink.deliver(.sample) == .delivered("stderr"))
    try pipe.fileHandleForWriting.close()
    let text = await texts.first { _ in true }
    #expect(text?.split(separator: "\n").count == 2, "One that had begun, and one that was asked for.")
  }

  @Test func fieldsToSearchBy() {
    var notice = Notice.sample
    notice.alert.facts.superseded = ["L0", "L1"]
    let fields = JournalRecord(notice, language: .zh).fields
    func value(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
    #expect(value("MESSAGE_ID") == [JournalRecord.overdueID])
    #expect(value("PRIORITY") == ["3"])
    #expect(value("DAOPAI_DUTY") == ["P01/m05:finish"])
    #expect(value("DAOPAI_DUE") == ["2021-07-05"])
    #expect(value("DAOPAI_REASON") == ["due + 7d"])
    #expect(value("DAOPAI_SUPERSEDED") == ["L0", "L1"])
    #expect(fields.allSatisfy { $0.name.utf8.allSatisfy { $0 == 0x5F || (0x41...0x5A).contains($0) } })
  }

  @Test func theCatalogAndTheDocumentKnowTheEvents() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    for name in ["units/daopai.catalog", "docs/journal-fields.md"] {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      #expect(text.contains(JournalRecord.upcomingID))
      #expect(text.contains(JournalRecord.overdueID))
    }
  }

  @Test func theTargetIsChosenByWhatStderrIs() {
    func choose(
      _ stream: String?, _ invocation: String?, tty: Bool, noColour: String? = nil, terminal: String? = "xterm"
    ) -> JournalTarget {
      JournalTarget.choose(
        journalStream: stream, invocation: invocation, stderr: "8:77", isTerminal: tty, noColour: noColour,
        terminal: terminal)
    }
    #expect(choose("8:77", "x", tty: false) == .journald)
    #expect(choose("8:78", "x", tty: false) == .prefixed)
    #expect(choose(nil, "x", tty: false) == .prefixed)
    #expect(choose(nil, nil, tty: false) == .terminal(isColoured: false))
    #expect(choose(nil, nil, tty: true) == .terminal(isColoured: true))
    #expect(choose("8:78", nil, tty: true, noColour: "1") == .terminal(isColoured: false))
    #expect(choose(nil, nil, tty: true, terminal: "dumb") == .terminal(isColoured: false))
  }

  /// A reader that never reads: the line waits on the sink's own thread, and the caller is told.
  @Test func aStalledJournalIsToldAndHoldsUpNobody() async {
    let pipe = Pipe()
    // Never closed: the line may only come to be written after the test, when the number of a closed one is another's.
    let descriptor = dup(pipe.fileHandleForWriting.fileDescriptor)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    while Glibc.write(descriptor, "x", 1) == 1 {}
    _ = fcntl(descriptor, F_SETFL, 0)
    let sink = JournalSink(language: .zh, target: .prefixed, descriptor: descriptor, secondsToWait: 0)
    #expect(await sink.deliver(.sample) == .retry("journal: takes nothing", after: nil, mayHaveArrived: true))
    try? pipe.fileHandleForReading.close()
  }

  @Test(.enabled(if: getenv("DAOPAI_TEST_JOURNALD") != nil, "set DAOPAI_TEST_JOURNALD where a journald runs"))
  func journaldKeepsTheFields() async throws {
    var notice = Notice.sample
    notice.delivery.key = "test-\(UUID().uuidString)"
    notice.alert.facts.reason.trigger = "two\nlines"
    let sink = JournalSink(language: .zh, target: .journald, descriptor: STDERR_FILENO)
    #expect(await sink.deliver(notice) == .delivered("journald"))
    let journal = Process()
    let output = Pipe()
    journal.executableURL = URL(fileURLWithPath: "/bin/sh")
    journal.arguments = ["-c", "journalctl --sync; journalctl -o json DAOPAI_KEY=\(notice.delivery.key)"]
    journal.standardOutput = output
    try journal.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let record = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(record["DAOPAI_REASON"] as? String == "two\nlines")
    #expect(record["MESSAGE_ID"] as? String == JournalRecord.overdueID)
    #expect(record["CODE_FILE"] == nil)
  }
}
