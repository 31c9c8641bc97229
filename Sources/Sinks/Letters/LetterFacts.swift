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
    case (_, true): "距到期还有\(-daysLate)天"
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
    case (.report, true): "报送"
    case (.report, false): "reported"
    }
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

  func role(_ role: Role?) -> String {
    switch (role, isChinese) {
    case (nil, _): ""
    case (.leader, true): "分包领导"
    case (.leader, false): "leader"
    case (.owner, true): "责任人"
    case (.owner, false): "owner"
    case (.lead, true): "牵头单位"
    case (.lead, false): "lead unit"
    case (.support, true): "配合单位"
    case (.support, false): "supporting unit"
    }
  }

  /// The trigger in words: `逾期满7天`, `上一级发出后3个工作日未签收`.
  var reason: String {
    let trigger = PlainText.line(alert.reason.trigger)
    guard isChinese else { return trigger }
    let words = trigger.split(separator: " ").map(String.init)
    if trigger == "promise broken" { return "承诺的日期已过，仍未完成" }
    if trigger == "due" { return "到期当日" }
    if words.count == 3, words[0] == "due" {
      return words[1] == "-" ? "到期前\(span(words[2]))" : "逾期满\(span(words[2]))"
    }
    if let span = words.last.map(span), words.dropLast().last == "unanswered" {
      return "\(words.count == 3 ? words[0] : "上一级")发出后\(span)未签收"
    }
    return trigger
  }

  private func span(_ text: String) -> String {
    let digits = text.prefix { $0.isNumber }
    let unit =
      switch text.dropFirst(digits.count) {
      case "wd": "个工作日"
      case "d": "天"
      case "mo": "个月"
      case "h": "小时"
      case "m": "分钟"
      case "s": "秒"
      default: ""
      }
    return unit.isEmpty ? text : digits + unit
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
