import Core
import Foundation

/// The JSON that tells of several alerts at once, always below `Limits.webhookBodyBytes`.
enum WebhookDigest {
  /// Of one text; the messages of the alerts themselves have more room.
  private static let textBytes = 300

  /// The gravest stay; what there is no room for is counted.
  static func make(_ notice: Notice) -> [UInt8] {
    var shown = notice.others.count + 1
    while true {
      let bytes = json(notice, shown: shown)
      if bytes.count < Limits.webhookBodyBytes || shown == 1 { return bytes }
      shown = max(1, shown * 3 / 4)
    }
  }

  private static func json(_ notice: Notice, shown: Int) -> [UInt8] {
    let alerts = [notice.alert] + notice.others
    func text(_ value: String) -> String { PlainText.clipped(value, bytes: textBytes) }
    func text(_ value: String?) -> Any { value.map { text($0) } ?? NSNull() }
    let items = alerts.prefix(shown).map { alert -> [String: Any] in
      [
        "alert": text(alert.id.text), "duty": text(alert.duty.text), "title": text(alert.title),
        "project": text(alert.project?.text), "projectName": text(alert.projectName), "level": text(alert.level),
        "name": text(alert.rungName), "due": alert.due.description, "reason": text(alert.reason.trigger),
        "raisedAt": notice.zone.iso(alert.raisedAt), "answerBy": text(alert.answerBy.map(notice.zone.iso)),
        "provisional": alert.isProvisional,
      ]
    }
    let data: [String: Any] = [
      "party": text(notice.delivery.party?.text), "partyName": text(notice.partyName), "count": alerts.count,
      "omitted": alerts.count - shown, "alerts": items, "attempt": notice.attempt,
      "possibleDuplicate": notice.isPossibleDuplicate, "drill": notice.alert.isDrill,
    ]
    // The same on every attempt: the youngest of its alerts.
    let latest = alerts.map(\.raisedAt).max() ?? notice.alert.raisedAt
    let stamp = ZoneRules.utc.iso(latest).replacing("+00:00", with: "Z")
    let body: [String: Any] = ["type": "digest", "timestamp": stamp, "data": data]
    do {
      return Array(try JSONSerialization.data(withJSONObject: body, options: [.sortedKeys, .withoutEscapingSlashes]))
    } catch {
      preconditionFailure("texts, numbers and truths are always JSON: \(error)")
    }
  }
}
