/// Dates, spans and days off in the words of the office.
struct PlanWords {
  let language: Language

  init(_ language: Language) { self.language = language }

  func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }

  private static let weekdays = (
    zh: ["一", "二", "三", "四", "五", "六", "日"], en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  )
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// `2021-07-09（周五）`, `Fri 2021-07-09`.
  func day(_ date: CivilDate) -> String {
    let weekday = date.weekday - 1
    return say("\(date)（周\(PlanWords.weekdays.zh[weekday])）", "\(PlanWords.weekdays.en[weekday]) \(date)")
  }

  /// `9 个工作日`, `20 天`.
  func span(_ span: Span) -> String {
    let amount = span.amount
    if span.unit == .workingDays { return workingDays(amount) }
    return say("\(amount) 天（日历日）", amount == 1 ? "1 calendar day" : "\(amount) calendar days")
  }

  func workingDays(_ count: Int) -> String {
    say("\(count) 个工作日", count == 1 ? "1 working day" : "\(count) working days")
  }

  func named(_ id: MilestoneID, _ name: String) -> String { name.isEmpty ? id.text : "\(id) \(name)" }

  // MARK: Days off

  /// What is run over: days off and make-up days by name, and how many.
  func crossed(_ days: CrossedDays, year: Int, isWait: Bool = false) -> [String] {
    var lines: [String] = []
    if !days.holidays.isEmpty {
      let list = runs(days.holidays, year: year, withNames: true)
      lines.append(
        say("其间 \(list)放假，共 \(days.holidayDays) 天", "days off: \(list) (\(count(days.holidayDays)))"))
    }
    if !days.makeUpDays.isEmpty {
      let total = days.makeUpDays.reduce(0) { $0 + $1.days }
      let list = runs(days.makeUpDays, year: year, withNames: false)
      lines.append(say("其间 \(list)上班，共 \(total) 天", "worked weekend days: \(list) (\(count(total)))"))
    }
    if !isWait, days.weekendDays > 0, let last = lines.indices.last {
      lines[last] += say("；另有周末 \(days.weekendDays) 天", "; weekends besides: \(count(days.weekendDays))")
    }
    return lines
  }

  private func count(_ days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }

  /// `2021年9月19–21日 中秋节、10月1–7日 国庆节`; the year where it changes.
  private func runs(_ runs: [CrossedDays.Run], year: Int, withNames: Bool) -> String {
    var current = year
    return runs.map { run in
      let (a, b) = (run.first.components, run.last.components)
      let isNewYear = a.year != current
      current = b.year
      let name = withNames && !run.name.isEmpty ? " \(run.name)" : ""
      if language == .zh {
        let weekday = run.first == run.last && !withNames ? "(\(PlanWords.weekdays.zh[run.first.weekday - 1]))" : ""
        let end = run.first == run.last ? "" : b.month == a.month ? "–\(b.day)" : "日–\(b.month)月\(b.day)"
        return "\(isNewYear ? "\(a.year)年" : "")\(a.month)月\(a.day)\(end)日\(weekday)\(name)"
      }
      let weekday = run.first == run.last && !withNames ? "\(PlanWords.weekdays.en[run.first.weekday - 1]) " : ""
      let end =
        run.first == run.last ? "" : b.month == a.month ? "–\(b.day)" : "–\(b.day) \(PlanWords.months[b.month - 1])"
      let start = run.first == run.last || b.month == a.month ? "\(a.day)" : "\(a.day) \(PlanWords.months[a.month - 1])"
      let month = run.first == run.last || b.month == a.month ? " \(PlanWords.months[a.month - 1])" : ""
      return "\(weekday)\(start)\(end)\(month)\(isNewYear ? " \(a.year)" : "")\(name)"
    }.joined(separator: say("、", ", "))
  }

  // MARK: Links

  /// `m06 完成并满 7 天（日历日）后，m12 才能开始`.
  func sentence(_ link: Explanation.Link, from a: MilestoneID, to b: MilestoneID) -> String {
    let leavesStart = link.kind == .startToStart || link.kind == .startToFinish
    let entersStart = link.kind == .finishToStart || link.kind == .startToStart
    let (from, to) = (link.from ?? a, link.to ?? b)
    let (event, effect) = (
      leavesStart ? say("开始", "starts") : say("完成", "finishes"),
      entersStart ? say("开始", "start") : say("完成", "finish")
    )
    let amount = span(Span(abs(link.lag.amount), link.lag.unit)) + calendar(link)
    let text =
      if link.lag.amount > 0 {
        say("\(from) \(event)并满 \(amount)后，\(to) 才能\(effect)", "\(to) can \(effect) \(amount) after \(from) \(event)")
      } else if link.lag.amount < 0 {
        say(
          "\(from) \(event)前 \(amount)，\(to) 即可\(effect)", "\(to) can \(effect) \(amount) before \(from) \(event)")
      } else {
        say("\(from) \(event)后，\(to) 才能\(effect)", "\(to) can \(effect) once \(from) \(event)")
      }
    guard link.from != nil || link.to != nil else { return text }
    return text + say("（分部之间的关系，含 \(a)、\(b)）", " (a link of summaries, which holds for \(a) and \(b))")
  }

  private func calendar(_ link: Explanation.Link) -> String {
    guard link.lag.unit == .workingDays else { return "" }
    switch link.lagCalendar {
    case .project: return ""
    case .predecessor: return say("（按前项日历）", " of the predecessor")
    case .successor: return say("（按后项日历）", " of the successor")
    case .elapsed: return say("（按自然日）", ", every day counted,")
    case .named(let id): return say("（按日历 \(id)）", " of calendar \(id)")
    }
  }
}
