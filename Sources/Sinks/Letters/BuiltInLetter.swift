import Core

/// The letter that needs no template: plain, complete, always there.
enum BuiltInLetter {
  static let drillMark = "【演练】"

  static func drillWords(_ language: Language) -> String {
    language == .zh ? "【演练】本函为系统演练，不作为督办依据，无需办理。" : "【演练】 DRILL: this letter is a test. Nothing needs to be done."
  }

  static func make(_ facts: LetterFacts) -> Letter { facts.language == .zh ? chinese(facts) : english(facts) }

  private static func chinese(_ facts: LetterFacts) -> Letter {
    let (alert, office) = (facts.notice.alert, facts.notice.office)
    let name = PlainText.line(alert.rungName)
    var blocks: [Letter.Block] = [.title(PlainText.line(office.name) + name), .right(facts.number), .gap]
    blocks.append(.paragraph("\(PlainText.line(facts.notice.partyName))："))
    blocks.append(
      .paragraph(
        "　　\(facts.matter)\(facts.obligation)，\(facts.lateness)。督办依据：\(facts.reason)。"))
    blocks += alert.chain.map { step in
      .item("\(PlainText.line(step.name))：\(facts.date(step.latestStart))至\(facts.date(step.latestFinish))")
    }
    if let requirement = alert.requirement, !requirement.isEmpty {
      blocks.append(.paragraph("　　任务要求：\(PlainText.line(requirement))"))
    }
    if let answerBy = alert.answerBy { blocks.append(.paragraph("　　请于\(facts.moment(answerBy))前签收并反馈办理情况。")) }
    blocks += [.gap, .paragraph("　　联系人：\(PlainText.line(office.contact))　电话：\(PlainText.line(office.phone))")]
    blocks += [.right(PlainText.line(office.name)), .right(facts.date(facts.notice.zone.date(of: alert.raisedAt)))]
    return Letter(subject: "【\(name)】\(facts.lateness)：\(facts.matter)（\(facts.number)）", blocks: blocks)
  }

  private static func english(_ facts: LetterFacts) -> Letter {
    let (alert, office) = (facts.notice.alert, facts.notice.office)
    let name = PlainText.line(alert.rungName)
    var blocks: [Letter.Block] = [.title(name), .right(facts.number), .gap]
    blocks.append(.paragraph("To: \(PlainText.line(facts.notice.partyName))"))
    blocks.append(
      .paragraph(
        "\(facts.matter): \(facts.obligation), \(facts.lateness)."
          + " Reason for this letter: \(facts.reason) (level \(PlainText.line(alert.level)))."))
    if !alert.chain.isEmpty {
      blocks.append(.paragraph("The date follows from these milestones, latest start to finish:"))
    }
    blocks += alert.chain.map { step in
      .item("\(PlainText.line(step.name)): \(facts.date(step.latestStart)) to \(facts.date(step.latestFinish))")
    }
    if let requirement = alert.requirement, !requirement.isEmpty {
      blocks.append(.paragraph("Required: \(PlainText.line(requirement))"))
    }
    if alert.template == "evidence" {
      blocks.append(.paragraph("This letter decides nothing. It sets out facts for a person to weigh."))
    }
    if let answerBy = alert.answerBy { blocks.append(.paragraph("Please acknowledge by \(facts.moment(answerBy)).")) }
    blocks += [.gap, .paragraph("Contact: \(PlainText.line(office.contact)), \(PlainText.line(office.phone))")]
    blocks += [.right(PlainText.line(office.name)), .right(facts.date(facts.notice.zone.date(of: alert.raisedAt)))]
    return Letter(subject: "[\(name)] \(facts.lateness): \(facts.matter) (\(facts.number))", blocks: blocks)
  }
}
