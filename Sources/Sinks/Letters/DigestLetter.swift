import Core

/// One letter for several alerts: a table, the gravest first, and by when each is to be answered.
enum DigestLetter {
  static func make(_ notice: Notice, language: Language) -> Letter {
    let items = ([notice.alert] + notice.others).map { alert in
      var one = notice
      one.alert = alert
      return LetterFacts(one, language: language)
    }
    return language == .zh ? chinese(notice, items) : english(notice, items)
  }

  private static func chinese(_ notice: Notice, _ items: [LetterFacts]) -> Letter {
    let (office, first) = (PlainText.line(notice.office.name), items[0])
    let gravest = PlainText.line(notice.alert.rungName)
    var blocks: [Letter.Block] = [.title(office), .title("督办事项汇总"), .gap]
    blocks.append(.paragraph("\(PlainText.line(notice.partyName))："))
    blocks.append(.paragraph("　　下列\(items.count)件事项涉及贵单位，按级别和时限排列。请逐件签收，按时限办理。"))
    blocks.append(.row(["事项", "级别", "时限", "情况", "文号"], isHeading: true))
    blocks += items.map { .row(cells($0), isHeading: false) }
    let answers = items.filter { $0.notice.alert.answerBy != nil }
    if !answers.isEmpty {
      blocks += [.gap, .heading("答复时限")]
      blocks += answers.map { .item("\($0.number)：\($0.moment($0.notice.alert.answerBy!))前签收并反馈") }
    }
    blocks += ending(notice, "　　联系人：", "　　电话：", office, first)
    return Letter(subject: "【汇总】\(items.count)件事项待办，最高级别：\(gravest)；\(first.lateness)：\(first.matter)", blocks: blocks)
  }

  private static func english(_ notice: Notice, _ items: [LetterFacts]) -> Letter {
    let (office, first) = (PlainText.line(notice.office.name), items[0])
    let gravest = PlainText.line(notice.alert.rungName)
    var blocks: [Letter.Block] = [.title("\(items.count) matters for your attention"), .gap]
    blocks.append(.paragraph("To: \(PlainText.line(notice.partyName))"))
    blocks.append(.paragraph("These concern you, the gravest first. Please acknowledge each, and act by its date."))
    blocks.append(.row(["Matter", "Level", "Due", "", "Number"], isHeading: true))
    blocks += items.map { .row(cells($0), isHeading: false) }
    let answers = items.filter { $0.notice.alert.answerBy != nil }
    if !answers.isEmpty {
      blocks += [.gap, .heading("To be answered")]
      blocks += answers.map { .item("\($0.number): acknowledge by \($0.moment($0.notice.alert.answerBy!))") }
    }
    blocks += ending(notice, "Contact: ", "Telephone: ", office, first)
    return Letter(
      subject: "[Digest] \(items.count) matters, gravest: \(gravest); \(first.lateness): \(first.matter)",
      blocks: blocks)
  }

  private static func cells(_ facts: LetterFacts) -> [String] {
    [
      facts.matter, PlainText.line(facts.notice.alert.rungName), facts.date(facts.notice.alert.due), facts.lateness,
      facts.number,
    ]
  }

  private static func ending(
    _ notice: Notice, _ contact: String, _ phone: String, _ office: String, _ first: LetterFacts
  ) -> [Letter.Block] {
    var blocks: [Letter.Block] = [.gap]
    if !notice.office.contact.isEmpty { blocks.append(.paragraph(contact + PlainText.line(notice.office.contact))) }
    if !notice.office.phone.isEmpty { blocks.append(.paragraph(phone + PlainText.line(notice.office.phone))) }
    return blocks + [.right(office), .right(first.date(notice.zone.date(of: notice.alert.raisedAt)))]
  }
}
