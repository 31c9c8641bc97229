import Core

/// The JSON that tells of one alert, always below `Limits.webhookBodyBytes`.
enum WebhookBody {
  private static let textBytes = 1000

  static func make(_ notice: Notice) -> [UInt8] {
    // Long lists give way first; what remains is small by the length of each text.
    var (chain, recipients) = (notice.alert.chain.count, notice.alert.recipients.count)
    while true {
      let bytes = json(notice, chain: chain, recipients: recipients, textBytes: textBytes).bytes
      if bytes.count < Limits.webhookBodyBytes { return bytes }
      if chain > 0 {
        chain /= 2
      } else if recipients > 0 {
        recipients /= 2
      } else {
        return json(notice, chain: 0, recipients: 0, textBytes: 200).bytes
      }
    }
  }

  private static func json(_ notice: Notice, chain: Int, recipients: Int, textBytes: Int) -> JSONText {
    let alert = notice.alert
    func text(_ value: String) -> JSONText { .string(PlainText.clipped(value, bytes: textBytes)) }
    func text(_ value: String?) -> JSONText { value.map { text($0) } ?? .null }

    var data: [(String, JSONText)] = [
      ("alert", text(alert.id.text)),
      ("duty", text(alert.duty.text)),
      ("kind", .string(alert.dutyKind.rawValue)),
      ("title", text(alert.title)),
      ("project", text(alert.project?.text)),
      ("projectName", text(alert.projectName)),
      ("milestone", text(alert.milestone?.text)),
      ("due", .string(alert.due.description)),
      ("dueAt", .string(notice.zone.iso(alert.dueAt))),
      ("rung", text(alert.rung)),
      ("level", text(alert.level)),
      ("name", text(alert.rungName)),
      ("colour", text(alert.colour)),
      ("reason", text(alert.reason.trigger)),
      ("scheduledAt", .string(notice.zone.iso(alert.reason.scheduledAt))),
      ("raisedAt", .string(notice.zone.iso(alert.raisedAt))),
      ("answerBy", .optional(alert.answerBy.map(notice.zone.iso))),
      ("requirement", text(alert.requirement)),
      ("provisional", .bool(alert.isProvisional)),
    ]
    data.append(
      (
        "recipients",
        .array(
          alert.recipients.prefix(recipients).map { recipient in
            .object([
              ("party", text(recipient.party.text)), ("name", text(recipient.name)),
              ("role", .optional(recipient.role?.rawValue)),
              ("channels", .array(recipient.channels.map { .string($0.rawValue) })),
            ])
          })
      ))
    data.append(
      (
        "chain",
        .array(
          alert.chain.prefix(chain).map { step in
            .object([
              ("name", text(step.name)), ("latestStart", .string(step.latestStart.description)),
              ("latestFinish", .string(step.latestFinish.description)),
            ])
          })
      ))
    let omitted = alert.chain.count - chain + alert.recipients.count - recipients
    if omitted > 0 { data.append(("omitted", .number(Int64(omitted)))) }
    data += [
      ("party", text(notice.delivery.party?.text)),
      ("role", .optional(notice.delivery.role?.rawValue)),
      ("superseded", .array(alert.superseded.prefix(Limits.rungs).map { text($0) })),
      ("attempt", .number(Int64(notice.attempt))),
      ("possibleDuplicate", .bool(notice.isPossibleDuplicate)),
      ("drill", .bool(alert.isDrill)),
    ]
    let raised = ZoneRules.utc.iso(alert.raisedAt).replacingSuffix("+00:00", with: "Z")
    return .object([("type", .string("alert.raised")), ("timestamp", .string(raised)), ("data", .object(data))])
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
