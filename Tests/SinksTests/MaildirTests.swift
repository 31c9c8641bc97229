import Core
import Foundation
import TestSupport
import Testing

@testable import Sinks

@Suite struct MaildirTests {
  private func sink(_ folder: TemporaryFolder) throws -> EmailSink {
    try EmailSink(
      settings: MailSettings(from: "重点项目服务中心 <daopai@example.gov.cn>", route: .maildir("mail")),
      stateDirectory: folder.path, files: folder.places, renderer: MessageRenderer(templates: [:], language: .zh))
  }

  @Test func aLetterIsAFileThatAMailReaderOpens() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/mail/new/sample-2021-17-1.eml"
    #expect(await (try sink(folder)).deliver(.sample) == .delivered("dropped as \(path)"))
    let facts = try PythonServer.run("mail_facts.py", path)
    let headers = try #require(facts["headers"] as? [[String]])
    #expect(headers.contains(["Subject", "【督办单】已逾期7天：老王坡产业园·基础施工（驻项目督〔2021〕17号）"]))
    #expect(facts["defects"] as? [String] == [])
    #expect((facts["parts"] as? [[String]])?.map { $0[0] } == ["text/plain", "text/html"])
    #expect(folder.files("mail/tmp") == [])
  }

  @Test func theSameKeyMakesOneFile() async throws {
    let folder = try TemporaryFolder()
    let sink = try sink(folder)
    var notice = Notice.sample
    _ = await sink.deliver(notice)
    let path = "\(folder.path)/mail/new/sample-2021-17-1.eml"
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    // What a crash half way leaves behind.
    try folder.write("half", to: "mail/tmp/sample-2021-17-1.eml")
    notice.attempt = 2
    notice.isPossibleDuplicate = true
    _ = await sink.deliver(notice)
    #expect(folder.files("mail/new") == ["sample-2021-17-1.eml"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    // Read meanwhile: the reader moved it.
    let read = "\(folder.path)/mail/cur/sample-2021-17-1.eml:2,S"
    try FileManager.default.moveItem(atPath: path, toPath: read)
    _ = await sink.deliver(notice)
    #expect(folder.files("mail/new") == [])
  }

  @Test func aDraftLeftByACrashIsWrittenAnew() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: "\(folder.path)/mail/tmp", withIntermediateDirectories: true)
    try folder.write("half", to: "mail/tmp/sample-2021-17-1.eml")
    _ = await (try sink(folder)).deliver(.sample)
    let file = "\(folder.path)/mail/new/sample-2021-17-1.eml"
    #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("From: "))
    #expect(folder.files("mail/tmp") == [])
  }

  @Test func aPlaceThatCannotBeWrittenIsTold() async throws {
    let folder = try TemporaryFolder()
    try folder.write("in the way", to: "mail")
    guard case .retry(let words, after: nil, mayHaveArrived: false) = await (try sink(folder)).deliver(.sample) else {
      Issue.record("not a plain retry")
      return
    }
    #expect(words.contains("Not a directory"))
  }

  @Test func anAddressThatIsNoneIsRejected() async throws {
    let folder = try TemporaryFolder()
    var notice = Notice.sample
    notice.delivery.address = "fgw@example.gov.cn\r\nBcc: x@y.example"
    guard case .rejected = await (try sink(folder)).deliver(notice) else {
      Issue.record("not rejected")
      return
    }
  }
}
