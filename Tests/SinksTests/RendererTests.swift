import Core
import Foundation
import Testing

@testable import Sinks

@Suite struct RendererTests {
  private static let names = ["reminder", "warning-card", "supervision", "circular", "summons", "evidence"]
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static let shipped: [String: String] = {
    let folder = RendererTests.folder.appendingPathComponent("../../config/templates")
    var templates: [String: String] = [:]
    for name in names {
      templates[name] = try? String(contentsOf: folder.appendingPathComponent("\(name).mustache"), encoding: .utf8)
    }
    return templates
  }()

  /// One alert for each template of the default ladder, with all there is to say.
  private func notice(_ name: String) -> Notice {
    var notice = Notice.sample
    notice.office.contact = "张三"
    notice.office.phone = "0396-0000000"
    notice.alert.facts.template = name
    notice.alert.facts.chain = [
      .init(name: "施工图审查", latestStart: notice.alert.due - 60, latestFinish: notice.alert.due - 31),
      .init(name: "基础施工", latestStart: notice.alert.due - 30, latestFinish: notice.alert.due),
    ]
    notice.alert.facts.recipients.append(AlertRecipient(party: "gxj", name: "市工信局", role: .support, channels: [.email]))
    let rungs = [
      "reminder": ("L0", "到期提醒", "due - 7d", -7), "warning-card": ("L1", "挂牌提醒", "due + 1d", 1),
      "supervision": ("L2", "督办单", "L1 unanswered 3wd", 7), "circular": ("L3", "挂牌督办·通报批评", "due + 15d", 15),
      "summons": ("L4", "提醒约谈", "due + 30d", 30), "evidence": ("L5", "问责建议", "promise broken", 45),
    ]
    if let (level, title, trigger, days) = rungs[name] {
      (notice.alert.facts.level, notice.alert.facts.rung, notice.alert.facts.rungName) = (level, level, title)
      notice.alert.facts.reason.trigger = trigger
      notice.alert.facts.raisedAt = notice.alert.dueAt + Int64(days) * 86_400 - 34_200
      notice.alert.facts.answerBy = notice.alert.raisedAt + 3 * 86_400
    }
    if ["circular", "summons"].contains(name) {
      notice.alert.acknowledgements = [
        Acknowledgement(
          party: "fgw", actor: "uid 1000", note: "雨季影响，正在赶工", promise: notice.alert.due + 10,
          at: notice.alert.dueAt + 86_400)
      ]
    }
    return notice
  }

  /// To renew the expected letters: delete the file, run once with DAOPAI_WRITE_LETTERS=1, read what it wrote.
  @Test(arguments: names) func theShippedLetterReadsAsExpected(_ name: String) throws {
    let renderer = MessageRenderer(templates: RendererTests.shipped, language: .zh)
    let letter = renderer.letter(for: notice(name))
    let text = "主题：\(letter.subject)\n\n\(letter.text)"
    let file = RendererTests.folder.appendingPathComponent("Fixtures/letters/\(name).txt")
    if ProcessInfo.processInfo.environment["DAOPAI_WRITE_LETTERS"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func theShippedTemplatesAreFaultless() {
    #expect(RendererTests.shipped.count == 6)
    #expect(MessageRenderer.lint(RendererTests.shipped) == [])
  }

  @Test(arguments: names) func aDrillIsMarkedEverywhere(_ name: String) {
    var notice = notice(name)
    notice.alert.facts.isDrill = true
    let renderer = MessageRenderer(templates: RendererTests.shipped, language: .zh)
    let letter = renderer.letter(for: notice)
    #expect(letter.subject.hasPrefix("【演练】"))
    #expect(letter.text.components(separatedBy: "【演练】").count == 3)
    #expect(renderer.html(letter, for: notice).components(separatedBy: "【演练】").count == 4)  // and its title
  }

  @Test(arguments: [
    "", "no subject line", "主题：", "主题：x", "主题：{{matter\n正文", "主题：x\n{{#chain}}\n正文", "主题：x\n{{> broken}}",
    "Subject: English\nText for another language.",
  ])
  func aBrokenTemplateNeverSwallowsAnAlert(_ source: String) {
    let letter = MessageRenderer(templates: ["broken": source], language: .zh).letter(for: notice("broken"))
    #expect(letter.subject == "【督办单】已逾期7天：老王坡产业园·基础施工（驻项目督〔2021〕17号）")
    #expect(letter.text.contains("老王坡产业园·基础施工应于2021年7月5日18:00前完成，已逾期7天"))
  }

  @Test func lintNamesWhatIsWrong() {
    let problems = MessageRenderer.lint([
      "a": "主题：x {{matter}}\n正文", "b": "主题：x\n{{#chain}}\n正文", "c": "主题：x\n正文{{matterr}}", "d": "正文",
      "e": "主题：x\n正文{{> e}}",
    ])
    #expect(problems.count == 4)
    #expect(problems.contains("c: unknown name \"matterr\". Did you mean \"matter\"?"))
    #expect(problems.contains { $0.hasPrefix("b: line ") })
  }

  @Test func englishLettersAreBuiltIn() {
    let letter = MessageRenderer(templates: RendererTests.shipped, language: .en).letter(for: notice("evidence"))
    #expect(letter.subject.contains("45 days overdue"))
    #expect(letter.text.contains("decides nothing"))
  }

  @Test func anEnglishTemplateIsUsedForEnglish() {
    let source = "Subject: {{number}} {{matter}}\r\n# Notice\r\nDue {{due}}."
    let letter = MessageRenderer(templates: ["x": source], language: .en).letter(for: notice("x"))
    #expect(letter.subject == "驻项目督 [2021] No. 17 老王坡产业园·基础施工")
    #expect(letter.blocks == [.title("Notice"), .paragraph("Due 2021-07-05.")])
  }

  @Test func namesCannotBecomeMarkup() {
    var notice = notice("supervision")
    notice.partyName = "<img src=x>\u{202E}\n# forged\u{1B}[31m"
    notice.alert.facts.title = "<\u{338}script>\"'&{{number}}"
    let renderer = MessageRenderer(templates: RendererTests.shipped, language: .zh)
    let letter = renderer.letter(for: notice)
    let html = renderer.html(letter, for: notice)
    #expect(!html.contains("<img"))
    #expect(html.contains("&lt;\u{338}script&gt;&quot;&#39;&amp;{{number}}"))
    #expect(html.unicodeScalars.filter { $0 == "<" }.count == html.unicodeScalars.filter { $0 == ">" }.count)
    #expect(!letter.text.contains("\u{1B}"))
    #expect(!letter.blocks.contains(.title("forged[31m：")))
    #expect(!html.contains("http"))
  }

  @Test(arguments: [(-3, "距到期还有3天"), (0, "今日到期"), (1, "已逾期1天")])
  func latenessIsCountedByDays(_ days: Int, _ words: String) {
    var notice = Notice.sample
    notice.alert.facts.raisedAt = notice.alert.dueAt + Int64(days) * 86_400 - 3600
    #expect(LetterFacts(notice, language: .zh).lateness == words)
  }

  @Test(arguments: [
    ("due + 7d", "逾期满7天"), ("due - 5wd", "到期前5个工作日"), ("due", "到期当日"), ("unanswered 3wd", "上一级文书发出后3个工作日未签收"),
    ("L1 unanswered 3wd", "L1级文书发出后3个工作日未签收"), ("promise broken", "承诺的日期已过，仍未完成"), ("lag >= 10pp", "落后时序进度不低于10个百分点"),
    ("weather >= 10pp", "weather >= 10pp"),
  ])
  func reasonsAreSaidInChinese(_ trigger: String, _ words: String) {
    var notice = Notice.sample
    notice.alert.facts.reason.trigger = trigger
    #expect(LetterFacts(notice, language: .zh).reason == words)
  }
}
