import Core
import Foundation
import TestSupport
import Testing

@testable import Sinks

@Suite struct LetterHTMLTests {
  @Test func payloadsStayTextInAPage() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix(state: 3)
    let pieces = [
      "<script>", "</p>", "<", ">", "&", "&lt;", "&#60;", "\"", "'", "<!--", "-->", "<\u{338}img src=x>", "]]>", "]]",
      "</title>", "</style>", "javascript:", "长", "𠮷", "e\u{301}", "=", "/", "x", "{{x}}", "<?php", "<![CDATA[",
    ]
    var lines = ""
    for _ in 0..<3000 {
      let text = "|" + (0..<8).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined() + "|"
      let letter = Letter(
        subject: text,
        blocks: [
          .title(text), .heading(text), .paragraph(text), .item(text), .row([text], isHeading: false), .right(text),
        ])
      let html = letter.html(language: .zh, accent: Letter.accent(text))
      let case_ = ["html": html, "text": text]
      lines += String(decoding: try JSONSerialization.data(withJSONObject: case_), as: UTF8.self) + "\n"
    }
    let verdict = try PythonServer.run("check_html.py", folder.write(lines, to: "cases"))
    #expect(verdict["count"] as? Int == 3000)
    #expect(verdict["faults"] as? [String] == [])
  }
}
