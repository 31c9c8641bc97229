import Foundation
import TestSupport
import Testing

@testable import Sinks

@Suite struct MailHeadersTests {
  @Test func tenThousandNastyStringsMakeOneHeaderEach() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix(state: 20_210_712)
    let pieces = [
      "\r\n", "\n", "\r", "\u{0}", "Bcc: x@example.org", "\r\n\r\n<html>", "=?UTF-8?B?", "?=", "=?utf-8?q?=41?=", " ",
      "\t",
      "老王坡产业园", "督办单", "é", "𠮷", "👨‍👩‍👧", "\u{202E}", "\u{2066}", "\u{85}", "\u{2028}", "\u{1B}[31m", "a", "Z",
      String(repeating: "长", count: 90), String(repeating: "x", count: 200), "<", "\"", ",", "e\u{301}\u{302}", ":",
      "〔2021〕",
    ]
    var lines = ""
    for _ in 0..<10_000 {
      let text = (0..<Int(random.next() % 9)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
      var headers = MailHeaders()
      headers.add("Subject", text: text)
      #expect(headers.lines.count == 1)
      let case_ = ["header": headers.lines[0], "text": PlainText.line(text)]
      lines += String(decoding: try JSONSerialization.data(withJSONObject: case_), as: UTF8.self) + "\n"
    }
    let verdict = try PythonServer.run("check_headers.py", folder.write(lines, to: "cases"))
    #expect(verdict["count"] as? Int == 10_000)
    #expect(verdict["faults"] as? [String] == [])
  }

  @Test(arguments: ["a\r\nBcc: x", "a\nb", "a\u{0}", "é", String(repeating: "x", count: 1000)])
  func aTokenThatWouldBreakAHeaderIsRefused(_ value: String) {
    var headers = MailHeaders()
    #expect(throws: MailHeaders.Refused(header: "X")) { try headers.add("X", token: value) }
  }

  @Test(arguments: [
    ("重点项目服务中心 <daopai@example.gov.cn>", "重点项目服务中心", "daopai@example.gov.cn"),
    ("\"Office, main\" <a.b+c@x.example>", "Office, main", "a.b+c@x.example"),
    ("a@b", "", "a@b"),
  ])
  func addressesAreRead(_ text: String, _ name: String, _ address: String) throws {
    let read = try #require(MailAddress(text))
    #expect(read.name == name)
    #expect(read.address == address)
  }

  @Test(arguments: [
    "", "a", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b", "a..b@c", "张三@example.cn", "a@b>", "a@[::1]",
    "a@b\u{0}",
  ])
  func whatIsNoAddressIsRefused(_ text: String) {
    #expect(MailAddress(text) == nil)
  }
}

/// Steele and others' SplitMix64: the same sequence for the same seed.
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
