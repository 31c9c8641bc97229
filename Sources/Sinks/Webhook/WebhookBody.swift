import Core
import Foundation

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
    func text(_ value: String) -> String { PlainText.clipped(value, bytes: textBytes) }
    func text(_ value: String?) -> Any { value.map { text($0) } ?? NSNull() }

    var data: [String: Any] = [
      "alert": text(alert.id.text),
      "duty": text(alert.duty.text),
      "kind": alert.dutyKind.rawValue,
      "title": text(alert.title),
      "project": text(alert.project?.text),
      "projectName": text(alert.projectName),
      "milestone": text(alert.milestone?.text),
      "due": alert.due.description,
      "dueAt": notice.zone.iso(alert.dueAt),
      "rung": text(alert.rung),
      "level": text(alert.level),
      "name": text(alert.rungName),
      "colour": text(alert.colour),
      "reason": text(alert.reason.trigger),
      "scheduledAt": notice.zone.iso(alert.reason.scheduledAt),
      "raisedAt": notice.zone.iso(alert.raisedAt),
      "answerBy": text(alert.answerBy.map(notice.zone.iso)),
      "requirement": text(alert.requirement),
      "provisional": alert.isProvisional,
      "recipients": alert.recipients.prefix(recipients).map { recipient in
        [
          "party": text(recipient.party.text), "name": text(recipient.name), "role": text(recipient.role?.rawValue),
          "channels": recipient.channels.map(\.rawValue),
        ]
      },
      "chain": alert.chain.prefix(chain).map { step in
        [
          "name": text(step.name), "latestStart": step.latestStart.description,
          "latestFinish": step.latestFinish.description,
        ]
      },
      "party": text(notice.delivery.party?.text),
      "role": text(notice.delivery.role?.rawValue),
      "superseded": alert.superseded.prefix(Limits.rungs).map { text($0) as String },
      "attempt": notice.attempt,
      "possibleDuplicate": notice.isPossibleDuplicate,
      "drill": alert.isDrill,
    ]
    let omitted = alert.chain.count - chain + alert.recipients.count - recipients
    if omitted > 0 { data["omitted"] = omitted }
    let raised = ZoneRules.utc.iso(alert.raisedAt).replacingSuffix("+00:00", with: "Z")
    let body: [String: Any] = ["type": "alert.raised", "timestamp": raised, "data": data]
    do {
      return Array(try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys, .withoutEscapingSlashes]))
    } catch {
      preconditionFailure("texts, numbers and truths are always JSON: \(error)")
    }
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
