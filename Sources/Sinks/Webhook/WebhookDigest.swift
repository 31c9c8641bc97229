import Core

/// The JSON that tells of several alerts at once, always below `Limits.webhookBodyBytes`.
enum WebhookDigest {
  /// Of one text; the messages of the alerts themselves have more room.
  private static let textBytes = 300

  /// The gravest stay; what there is no room for is counted.
  static func make(_ notice: Notice) -> [UInt8] {
    let alerts = [notice.alert] + notice.others
    let around = json(notice, of: alerts) { _ in alerts.count }.count
    return json(notice, of: alerts) { list in
      for (index, alert) in alerts.enumerated() {
        let place = list.place
        put(alert, notice.zone, in: &list)
        if index == 0 || list.bytes.count + around < Limits.webhookBodyBytes { continue }
        list.cut(to: place)
        return alerts.count - index
      }
      return 0
    }
  }

  /// - Parameter list: puts down the alerts, and returns how many are left out. Keys in the order of the alphabet.
  private static func json(_ notice: Notice, of alerts: [Alert], _ list: (inout JSONBytes) -> Int) -> [UInt8] {
    var omitted = 0
    // The same on every attempt: the youngest of its alerts.
    let latest = alerts.map(\.raisedAt).max() ?? notice.alert.raisedAt
    var body = JSONBytes()
    body.item { body in
      body.object("data") { data in
        data.array("alerts") { omitted = list(&$0) }
        data.number("attempt", notice.attempt)
        data.number("count", alerts.count)
        data.flag("drill", notice.alert.isDrill)
        data.number("omitted", omitted)
        data.text("party", text(notice.delivery.party?.text))
        data.text("partyName", text(notice.partyName))
        data.flag("possibleDuplicate", notice.isPossibleDuplicate)
      }
      body.text("timestamp", ZoneRules.utc.iso(latest).replacingSuffix("+00:00", with: "Z"))
      body.text("type", "digest")
    }
    return body.bytes
  }

  private static func put(_ alert: Alert, _ zone: ZoneRules, in list: inout JSONBytes) {
    list.item { item in
      item.text("alert", text(alert.id.text))
      item.text("answerBy", alert.answerBy.map(zone.iso))
      item.text("due", alert.due.description)
      item.text("duty", text(alert.duty.text))
      item.text("level", text(alert.level))
      item.text("name", text(alert.rungName))
      item.text("project", text(alert.project?.text))
      item.text("projectName", text(alert.projectName))
      item.flag("provisional", alert.isProvisional)
      item.text("raisedAt", zone.iso(alert.raisedAt))
      item.text("reason", text(alert.reason.trigger))
      item.text("title", text(alert.title))
    }
  }

  private static func text(_ value: String?) -> String? { value.map { PlainText.clipped($0, bytes: textBytes) } }
}
