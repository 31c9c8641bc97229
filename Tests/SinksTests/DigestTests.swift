import Core
import Foundation
import Testing

@testable import Sinks

/// One message for several alerts.
@Suite struct DigestTests {
  private func notice(_ count: Int) -> Notice {
    var notice = Notice.sample
    notice.office.contact = "张三"
    notice.office.phone = "0396-0000000"
    let rungs = [("L4", "提醒约谈"), ("L2", "督办单"), ("L1", "挂牌提醒")]
    let alerts = (0..<count).map { n in
      var alert = notice.alert
      alert.facts.id = AlertID("2021-\(17 + n)")
      alert.facts.duty = DutyID("P01/m0\(n):finish")
      alert.facts.title = ["基础施工", "主体封顶", "消防验收"][n % 3]
      (alert.facts.level, alert.facts.rungName) = rungs[min(n, 2)]
      alert.facts.due = alert.due + n
      if n == 2 { alert.facts.answerBy = nil }
      return alert
    }
    notice.alert = alerts[0]
    notice.others = Array(alerts.dropFirst())
    return notice
  }

  @Test func `a digest reads as expected`() throws {
    let letter = MessageRenderer(templates: [:], language: .zh).letter(for: notice(3))
    #expect(
      "\(letter.subject)\n\n\(letter.text)" == """
        【汇总】3件事项待办，最高级别：提醒约谈；已逾期7天：老王坡产业园·基础施工

                                  重点项目服务中心
                                    督办事项汇总

        市发改委：
        　　下列3件事项涉及贵单位，按级别和时限排列。请逐件签收，按时限办理。
          事项                   级别      时限          情况       文号
          老王坡产业园·基础施工  提醒约谈  2021年7月5日  已逾期7天  驻项目督〔2021〕17号
          老王坡产业园·主体封顶  督办单    2021年7月6日  已逾期6天  驻项目督〔2021〕18号
          老王坡产业园·消防验收  挂牌提醒  2021年7月7日  已逾期5天  驻项目督〔2021〕19号

        答复时限
          - 驻项目督〔2021〕17号：2021年7月15日18:00前签收并反馈
          - 驻项目督〔2021〕18号：2021年7月15日18:00前签收并反馈

        　　联系人：张三
        　　电话：0396-0000000
                                                            重点项目服务中心
                                                               2021年7月12日

        """)
  }

  @Test func `a drill and a possible duplicate are marked as in any letter`() {
    var notice = notice(2)
    notice.alert.facts.isDrill = true
    notice.isPossibleDuplicate = true
    notice.attempt = 2
    for language in Language.allCases {
      let letter = MessageRenderer(templates: [:], language: language).letter(for: notice)
      #expect(letter.subject.hasPrefix("【演练】"))
      #expect(letter.text.contains(language == .zh ? "本函可能重复" : "may be a duplicate"))
      #expect(letter.text.contains("2021") && letter.blocks.count { if case .row = $0 { true } else { false } } == 3)
    }
  }

  @Test(arguments: [2, 20, 500]) func `the webhook's body stays below its limit and counts what it leaves out`(
    count: Int
  ) throws {
    var notice = notice(count)
    notice.alert.facts.title = String(repeating: "长", count: 2000)
    let body = WebhookDigest.make(notice)
    #expect(body.count < Limits.webhookBodyBytes)
    let json = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    let data = try #require(json["data"] as? [String: Any])
    let alerts = try #require(data["alerts"] as? [[String: Any]])
    #expect(json["type"] as? String == "digest" && data["count"] as? Int == count)
    #expect(alerts.count + (data["omitted"] as? Int ?? 0) == count)
    #expect(alerts.first?["alert"] as? String == "2021-17")
    #expect(count > 20 || alerts.count == count)
  }
}
