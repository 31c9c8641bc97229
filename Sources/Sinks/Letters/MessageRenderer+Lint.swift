import Core
import Mustache

extension MessageRenderer {
  /// What is wrong with templates, each in one sentence that names the template; empty when all is well.
  package static func lint(_ templates: [String: String]) -> [String] {
    templates.sorted { $0.key < $1.key }.flatMap { name, source in problems(in: source).map { "\(name): \($0)" } }
  }

  private static func problems(in source: String) -> [String] {
    let template: MustacheTemplate
    do {
      template = try MustacheTemplate(string: prepared(source))
    } catch let error as MustacheTemplate.ParserError {
      // One line for the pragma put before it.
      return ["line \(error.context.lineNumber - 1): \(words(error.error))"]
    } catch {
      return ["cannot be read: \(error)"]
    }
    var problems: [String] = []
    for tag in tags(in: source) {
      switch tag.first {
      case "!": continue
      case ">", "<", "$", "=", "%": problems.append("{{\(tag)}} is not supported in letters")
      default:
        let name = tag.drop { "#^/{&".contains($0) }.drop { $0 == " " }.prefix { !" })".contains($0) }
        if name != ".", !LetterFacts.variableNames.contains(String(name)) {
          let near = nearestName(to: String(name), among: LetterFacts.variableNames).map { " Did you mean \"\($0)\"?" }
          problems.append("unknown name \"\(PlainText.line(String(name)))\".\(near ?? "")")
        }
      }
    }
    let sample = template.render(LetterFacts(Notice.sample, language: language(of: source)).variables)
    if Letter(rendered: sample) == nil {
      problems.append("the first line must be \"主题：…\" or \"Subject: …\", with text below")
    }
    return problems
  }

  private static func tags(in source: String) -> [Substring] {
    var tags: [Substring] = []
    var rest = Substring(source)
    while let open = range(of: "{{", in: rest), let close = range(of: "}}", in: rest[open.upperBound...]) {
      tags.append(rest[open.upperBound..<close.lowerBound].drop { $0 == " " })
      rest = rest[close.upperBound...]
    }
    return tags
  }

  private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(mark) { return start..<text.index(start, offsetBy: mark.count) }
      start = text.index(after: start)
    }
    return nil
  }

  private static func words(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
    case .unfinishedName: "a tag is not closed"
    case .expectedSectionEnd: "a section is not closed"
    default: "cannot be read: \(error)"
    }
  }
}

extension Notice {
  /// A letter to try templates on.
  static let sample: Notice = {
    let due = CivilDate(dayNumber: 18_813)  // 2021-07-05
    let dueAt = Instant(seconds: 1_625_479_200)
    let party = AlertRecipient(party: "fgw", name: "市发改委", role: .lead, channels: [.email])
    let alert = Alert(
      id: "2021-17", duty: "P01/m05:finish", dutyKind: .finish, title: "基础施工", project: "P01", projectName: "老王坡产业园",
      milestone: "m05", due: due, dueAt: dueAt, rung: "L2", level: "L2", rungName: "督办单", colour: "橙",
      template: "supervision", reason: .init(trigger: "due + 7d", scheduledAt: dueAt + 7 * 86_400),
      raisedAt: dueAt + 7 * 86_400, answerBy: dueAt + 10 * 86_400, recipients: [party],
      chain: [.init(name: "基础施工", latestStart: due - 30, latestFinish: due)], requirement: "完成基础施工")
    let delivery = Delivery(
      id: "2021-17-1", alert: "2021-17", party: "fgw", role: .lead, channel: .email, address: "fgw@example.gov.cn",
      key: "sample-2021-17-1", retry: RetryRule())
    return Notice(
      delivery: delivery, alert: alert, partyName: "市发改委", office: Office(name: "重点项目服务中心", numberPrefix: "驻项目督"),
      zone: ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800), attempt: 1, isPossibleDuplicate: false,
      thread: "sample", sentAt: alert.raisedAt)
  }()
}
