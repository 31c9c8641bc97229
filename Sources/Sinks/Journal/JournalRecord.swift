import Core

/// What the journal is told of one alert: a readable line, and fields to search by. See docs/journal-fields.md.
struct JournalRecord {
  /// Fixed for ever: catalogs and filters know events by these.
  static let upcomingID = "6a78b62d6d62404387024859b6f5f6ce"
  static let overdueID = "ff51b900e3a04ed1b37a25e4cd86e4b3"

  let message: String
  let priority: Int
  private let notice: Notice

  init(_ notice: Notice, language: Language) {
    self.notice = notice
    let alert = notice.alert
    let facts = LetterFacts(notice, language: language)
    let mark = alert.isDrill ? BuiltInLetter.drillMark : ""
    let names = alert.recipients.map { PlainText.line($0.name) }
    message =
      language == .zh
      ? "\(mark)【\(PlainText.line(alert.rungName))】\(facts.matter)：应于\(facts.date(alert.due))\(facts.verb)，"
        + "\(facts.lateness)（\(facts.number)，\(PlainText.line(alert.level))"
        + "\(names.isEmpty ? "" : "，送" + names.joined(separator: "、"))）"
      : "\(mark)[\(PlainText.line(alert.rungName))] \(facts.matter): to be \(facts.verb) by \(facts.date(alert.due)), "
        + "\(facts.lateness) (\(facts.number), \(PlainText.line(alert.level))"
        + "\(names.isEmpty ? "" : ", to " + names.joined(separator: ", ")))"
    priority = JournalRecord.priority(alert, level: facts.levelNumber)
  }

  /// In order; values may hold any bytes.
  var fields: [(name: String, value: String)] {
    let alert = notice.alert
    let isOverdue = alert.raisedAt > alert.dueAt
    var fields: [(name: String, value: String)] = [
      ("MESSAGE", message),
      ("MESSAGE_ID", isOverdue ? JournalRecord.overdueID : JournalRecord.upcomingID),
      ("PRIORITY", String(priority)),
      ("DAOPAI_ALERT", alert.id.text),
      ("DAOPAI_DUTY", alert.duty.text),
      ("DAOPAI_DUE", alert.due.description),
      ("DAOPAI_RUNG", alert.rung),
      ("DAOPAI_LEVEL", alert.level),
      ("DAOPAI_REASON", alert.reason.trigger),
      ("DAOPAI_RAISED_AT", notice.zone.iso(alert.raisedAt)),
      ("DAOPAI_ATTEMPT", String(notice.attempt)),
      ("DAOPAI_KEY", notice.delivery.key),
    ]
    if let project = alert.project { fields.append(("DAOPAI_PROJECT", project.text)) }
    if let milestone = alert.milestone { fields.append(("DAOPAI_MILESTONE", milestone.text)) }
    for recipient in alert.recipients { fields.append(("DAOPAI_RECIPIENT", recipient.party.text)) }
    for rung in alert.superseded { fields.append(("DAOPAI_SUPERSEDED", rung)) }
    if alert.isDrill { fields.append(("DAOPAI_DRILL", "1")) }
    if notice.isPossibleDuplicate { fields.append(("DAOPAI_POSSIBLE_DUPLICATE", "1")) }
    // A field too long would cost the whole record (EMSGSIZE).
    return fields.map { ($0.name, PlainText.clipped($0.value, bytes: 4000)) }
  }

  /// Syslog's numbers: notice for L0, warning for L1, error for L2, critical above; a drill only informs.
  private static func priority(_ alert: Alert, level: Int?) -> Int {
    if alert.isDrill { return 6 }
    switch level {
    case 0: return 5
    case nil, 1: return 4
    case 2: return 3
    default: return 2
    }
  }
}
