import Core

/// The JSON that tells of one alert, always below `Limits.webhookBodyBytes`.
enum WebhookBody {
  private static let textBytes = 1000

  static func make(_ notice: Notice) -> [UInt8] {
    // Long lists give way first; what remains is small by the length of each text.
    var (chain, recipients) = (notice.alert.chain.count, notice.alert.recipients.count)
    while true {
      let bytes = json(notice, chain: chain, recipients: recipients, textBytes: textBytes)
      if bytes.count < Limits.webhookBodyBytes { return bytes }
      if chain > 0 {
        chain /= 2
      } else if recipients > 0 {
        recipients /= 2
      } else {
        return json(notice, chain: 0, recipients: 0, textBytes: 200)
      }
    }
  }

  private static func json(_ notice: Notice, chain: Int, recipients: Int, textBytes: Int) -> [UInt8] {
    let alert = notice.alert
    func text(_ value: String?) -> String? { value.map { PlainText.clipped($0, bytes: textBytes) } }
    let zone = notice.zone
    let omitted = alert.chain.count - chain + alert.recipients.count - recipients
    // Keys in the order of the alphabet.
    var body = JSONBytes()
    body.item { body in
      body.object("data") { data in
        data.text("alert", text(alert.id.text))
        data.text("answerBy", alert.answerBy.map(zone.iso))
        data.number("attempt", notice.attempt)
        data.array("chain", alert.chain.prefix(chain)) { list, step in
          list.item { item in
            item.text("latestFinish", step.latestFinish.description)
            item.text("latestStart", step.latestStart.description)
            item.text("name", text(step.name))
          }
        }
        data.text("colour", text(alert.colour))
        data.flag("drill", alert.isDrill)
        data.text("due", alert.due.description)
        data.text("dueAt", zone.iso(alert.dueAt))
        data.text("duty", text(alert.duty.text))
        data.text("kind", alert.dutyKind.rawValue)
        data.text("level", text(alert.level))
        data.text("milestone", text(alert.milestone?.text))
        data.text("name", text(alert.rungName))
        if omitted > 0 { data.number("omitted", omitted) }
        data.text("party", text(notice.delivery.party?.text))
        data.flag("possibleDuplicate", notice.isPossibleDuplicate)
        data.text("project", text(alert.project?.text))
        data.text("projectName", text(alert.projectName))
        data.flag("provisional", alert.isProvisional)
        data.text("raisedAt", zone.iso(alert.raisedAt))
        data.text("reason", text(alert.reason.trigger))
        data.array("recipients", alert.recipients.prefix(recipients)) { list, recipient in
          list.item { item in
            item.array("channels", recipient.channels) { $0.item($1.rawValue) }
            item.text("name", text(recipient.name))
            item.text("party", text(recipient.party.text))
            item.text("role", text(recipient.role?.rawValue))
          }
        }
        data.text("requirement", text(alert.requirement))
        data.text("role", text(notice.delivery.role?.rawValue))
        data.text("rung", text(alert.rung))
        data.text("scheduledAt", zone.iso(alert.reason.scheduledAt))
        data.array("superseded", alert.superseded.prefix(Limits.rungs)) {
          $0.item(PlainText.clipped($1, bytes: textBytes))
        }
        data.text("title", text(alert.title))
      }
      body.text("timestamp", ZoneRules.utc.iso(alert.raisedAt).replacingSuffix("+00:00", with: "Z"))
      body.text("type", "alert.raised")
    }
    return body.bytes
  }
}

extension String {
  func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
