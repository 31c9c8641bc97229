import Core

/// What a letter can say about one notice, in the words of its language.
///
/// Counted from the moment the alert was raised, not sent: every repeat of a delivery says the same.
struct LetterFacts {
  let notice: Notice
  let language: Language
  /// Days past the due date; negative before it.
  let daysLate: Int

  init(_ notice: Notice, language: Language) {
    self.notice = notice
    self.language = language
    daysLate = notice.zone.date(of: notice.alert.raisedAt) - notice.alert.due
  }

  private var alert: Alert { notice.alert }
  private var isChinese: Bool { language == .zh }

  /// `驻项目督〔2021〕17号`: no zeros before the number, hexagonal brackets (GB/T 9704-2012).
  var number: String {
    let id = PlainText.line(alert.id.text)
    let prefix = PlainText.line(notice.office.numberPrefix)
    guard let dash = id.firstIndex(of: "-") else { return prefix + id }
    let (year, serial) = (id[..<dash], id[id.index(after: dash)...])
    return isChinese ? "\(prefix)〔\(year)〕\(serial)号" : "\(prefix) [\(year)] No. \(serial)"
  }

  /// Project and task in one name.
  var matter: String {
    let title = PlainText.line(alert.title)
    guard let project = alert.projectName.map(PlainText.line), !project.isEmpty, !title.contains(project) else {
      return title
    }
    return "\(project)·\(title)"
  }

  /// `已逾期7天`.
  var lateness: String {
    switch (daysLate, isChinese) {
    case (0, true): alert.raisedAt > alert.dueAt ? "今日已到期" : "今日到期"
    case (0, false): alert.raisedAt > alert.dueAt ? "came due today" : "due today"
    case (1..., true): "已逾期\(daysLate)天"
    case (1..., false): "\(daysLate) day\(daysLate == 1 ? "" : "s") overdue"
    case (_, true): "距\(alert.dutyKind == .start ? "最迟开始日" : "到期")还有\(-daysLate)天"
    case (_, false): "due in \(-daysLate) day\(daysLate == -1 ? "" : "s")"
    }
  }

  /// What has to be done by the due date.
  var verb: String {
    switch (alert.dutyKind, isChinese) {
    case (.start, true): "开始"
    case (.start, false): "started"
    case (.finish, true), (.responsibility, true): "完成"
    case (.finish, false), (.responsibility, false): "finished"
    case (.quota, true): "达到指标"
    case (.quota, false): "reached"
    case (.progress, true): "达到时序进度"
    case (.progress, false): "on schedule"
    case (.report, true): "报送"
    case (.report, false): "reported"
    case (.silence, true): "续期或解除"
    case (.silence, false): "renewed or ended"
    }
  }

  /// When it is due; a start is a matter of the day, whatever the hour its timer rings.
  var dueAt: String { alert.dutyKind == .start ? date(alert.due) : moment(alert.dueAt) }

  /// `应于2021年7月5日18:00前完成`, `最迟应于2021年7月5日开始`.
  var obligation: String {
    guard isChinese else { return "to be \(verb) by \(dueAt)" }
    return alert.dutyKind == .start ? "最迟应于\(dueAt)\(verb)" : "应于\(dueAt)前\(verb)"
  }

  /// Whom the letter is for: the lead unit and the owner; where there is neither, the one who gets this copy.
  var addressees: [AlertRecipient] {
    let named = alert.recipients.filter { $0.role == .lead || $0.role == .owner }
    return named.isEmpty ? alert.recipients.filter { $0.party == notice.delivery.party } : named
  }

  func date(_ day: CivilDate) -> String {
    let (year, month, day) = day.components
    return isChinese ? "\(year)年\(month)月\(day)日" : "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `2021年7月5日18:00`; the time is left out at midnight and at the last second of a day.
  func moment(_ instant: Instant) -> String {
    let (day, time) = notice.zone.local(instant)
    if time == .midnight || time.seconds >= 86_340 { return date(day) }
    let clock = "\(padded(Int(time.seconds) / 3600, 2)):\(padded(Int(time.seconds) / 60 % 60, 2))"
    return date(day) + (isChinese ? "" : " ") + clock
  }

  func role(_ role: Role?) -> String { role?.words(in: language) ?? "" }

  /// The trigger in words: `逾期满7天`; one that is not known as it stands.
  var reason: String {
    Trigger(alert.reason.trigger)?.words(in: language) ?? PlainText.line(alert.reason.trigger)
  }

  var duplicateWords: String {
    isChinese
      ? "本函可能重复：前次发送（共\(notice.attempt - 1)次）未得到对方确认，内容相同，请勿重复办理。"
      : "This may be a duplicate: an earlier attempt (now attempt \(notice.attempt)) was not confirmed. Same contents."
  }

  /// 1 for `L1`; nil where a level is named otherwise.
  var levelNumber: Int? {
    alert.level.first == "L" ? Int(alert.level.dropFirst()) : nil
  }
}
