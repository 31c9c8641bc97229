import ArgumentParser
import Control
import Core
import Loading

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: say("两个时刻之间将发出的全部督办", "Every alert that would be raised between two instants"))

  enum Form: String, ExpressibleByArgument, CaseIterable { case table, json, ics, heat, load }

  @OptionGroup var common: CommonOptions
  @OptionGroup var offline: OfflineOptions
  @Option(
    help: explain("起，如 2021-07-12 或 2021-07-12T08:00:00+08:00", "From, as 2021-07-12 or 2021-07-12T08:00:00+08:00"))
  var from: String
  @Option(help: explain("止（含）；只写日期则到当日结束", "To, inclusive; a date through its end")) var to: String
  @Option(
    name: .customLong("as"),
    help: explain(
      "table 表，json 每行一条（-o json 为一个数组），ics 日历文件，heat 日历热图，load 各方负担",
      "table, json (a line each; -o json: one array), ics (iCalendar), heat (a map of the days), "
        + "load (messages by party and month)"))
  var form: Form?
  @Option(
    name: .customLong("set"),
    help: explain(
      "假设，如 P01.finish=2022-06-30、P01/m03.duration=10wd、R05.due=2021-08-31；可重复",
      "What if, as P01.finish=2022-06-30, P01/m03.duration=10wd, R05.due=2021-08-31; repeatable"))
  var assumptions: [String] = []
  @Option(help: explain("期间的签收和办结（YAML 文件）", "Answers and completions meanwhile (a YAML file)")) var answers: String?
  @Flag(help: explain("无人签收（缺省即如此）", "Nobody answers (as is the default)")) var assumeNoAnswers = false

  func validate() throws {
    if assumeNoAnswers, answers != nil {
      throw ValidationError(say("--assume-no-answers 与 --answers 矛盾", "--assume-no-answers contradicts --answers"))
    }
    if common.isJSON, let form, form != .json {
      throw ValidationError(
        say(
          "-o json 与 --as \(form.rawValue) 矛盾", "-o json contradicts --as \(form.rawValue)"))
    }
  }

  func run() throws {
    // As a daemon would that starts then.
    var portfolio = try offline.required(today: CivilDate(iso: from.prefix(10))).portfolio
    let zone = portfolio.zone
    guard let start = zone.instant(iso: from) else { throw noInstant("--from", from) }
    // A day is meant whole.
    let lastSecond = CivilDate(iso: to).map { zone.instant($0 + 1, .midnight) - 1 }
    guard let end = lastSecond ?? zone.instant(iso: to) else { throw noInstant("--to", to) }
    guard start <= end else { throw ValidationError("--from is after --to") }
    try assume(&portfolio)
    var raised: [Simulation.Raised] = []
    let idle = Simulation.run(
      portfolio, from: start, to: end, events: try events(zone), workers: EveryCore()
    ) { raised.append($0) }
    for event in idle {
      Terminal.message(
        printable(
          say(
            "注意：\(shortTime(zone.iso(event.at))) 对 \(event.duty) 的答复没有对象（编号有误，或当时没有待签收的督办单）",
            "note: the answer of \(shortTime(zone.iso(event.at))) to \(event.duty) came to nothing: no such duty, or no alert of it that waits"
          )))
    }
    let alerts = raised.map(\.alert)
    guard let form else {
      return common.isJSON ? try showList(alerts, zone) : showTable(alerts, zone)
    }
    switch form {
    case .json: for alert in alerts { try Terminal.data(json: SimulatedAlertMessage(alert, zone: zone)) }
    case .ics: Terminal.raw(AlertCalendar.write(alerts, stamp: start))
    case .table: showTable(alerts, zone)
    case .heat:
      for line in load(of: raised, zone).heatMap(from: zone.date(of: start), through: zone.date(of: end)) {
        Terminal.data(line)
      }
    case .load: showLoad(load(of: raised, zone))
    }
  }

  private func assume(_ portfolio: inout Portfolio) throws {
    for text in assumptions {
      guard let assumption = Assumption(text) else {
        throw ValidationError(
          say(
            "--set：\(text) 应如 P01.finish=2022-06-30、P01/m03.duration=10wd、R05.due=2021-08-31",
            "--set: \(text) is not of the form P01.finish=2022-06-30, P01/m03.duration=10wd, R05.due=2021-08-31"))
      }
      guard portfolio.assume(assumption) else {
        throw ValidationError(say("--set：没有 \(text) 所指的项", "--set: there is nothing that \(text) speaks of"))
      }
    }
  }

  private func events(_ zone: ZoneRules) throws -> [Simulation.Event] {
    guard let answers else { return [] }
    let (events, diagnostics) = AnswersDocument.read(path: answers, zone: zone)
    Terminal.message(diagnostics)
    if diagnostics.contains(where: { $0.severity == .error }) {
      throw Failure(say("\(answers) 有错误", "\(answers) has errors"))
    }
    return events
  }

  private func load(of raised: [Simulation.Raised], _ zone: ZoneRules) -> AlertLoad {
    var load = AlertLoad(zone: zone)
    for item in raised { load.add(item.alert, isUrgent: item.isUrgent) }
    return load
  }

  /// One document, written as it is made: a year of a large office is long.
  private func showList(_ alerts: [Alert], _ zone: ZoneRules) throws {
    var before = "["
    for alert in alerts {
      Terminal.raw(before + String(decoding: try Wire.encode(SimulatedAlertMessage(alert, zone: zone)), as: UTF8.self))
      before = ","
    }
    Terminal.data(alerts.isEmpty ? "[]" : "]")
  }

  private func showTable(_ alerts: [Alert], _ zone: ZoneRules) {
    var table = Table([
      .init(say("时刻", "at")), .init(say("级", "rung")), .init(say("事项", "duty")),
      .init(say("标题", "title"), isFreeText: true), .init(say("期限", "due")),
      .init(say("发给", "to"), .right, isOptional: true),
    ])
    // Within one year the due date says which.
    let years = Set(alerts.map { zone.date(of: $0.raisedAt).year })
    for alert in alerts {
      let at = shortTime(zone.iso(alert.raisedAt))
      table.append([
        .init(years.count == 1 ? String(at.dropFirst(5)) : at), .init(alert.rung), .init(alert.duty.text),
        .init(alert.title),
        .init(alert.due.description), .init(String(alert.recipients.count)),
      ])
    }
    Terminal.data(table)
    Terminal.message(say("共 \(alerts.count) 条", counted(alerts.count, "alert")))
  }

  /// 市发改委 2021-03 14 3.
  private func showLoad(_ load: AlertLoad) {
    var table = Table([
      .init(say("收件方", "party"), isFreeText: true), .init(say("月份", "month")), .init(say("封数", "messages"), .right),
      .init(say("其中紧急", "urgent"), .right),
    ])
    for line in load.lines {
      table.append([
        .init(line.name), .init("\(line.month.year)-\(padded(line.month.month, 2))"),
        .init(String(line.count.messages)),
        .init(String(line.count.urgent)),
      ])
    }
    Terminal.data(table)
  }

  private func noInstant(_ option: String, _ text: String) -> ValidationError {
    ValidationError(
      say(
        "\(option)：\(text) 不是时刻，应如 2021-07-12 或 2021-07-12T08:00:00+08:00",
        "\(option): \(text) is no instant as 2021-07-12 or 2021-07-12T08:00:00+08:00"))
  }
}
