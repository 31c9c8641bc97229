import ArgumentParser
import Control
import Core
import Loading

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: say("两个时刻之间将发出的全部督办", "Every alert that would be raised between two instants"))

  @OptionGroup var common: CommonOptions
  @OptionGroup var offline: OfflineOptions
  @Option(
    help: explain("起，如 2021-07-12 或 2021-07-12T08:00:00+08:00", "From, as 2021-07-12 or 2021-07-12T08:00:00+08:00"))
  var from: String
  @Option(help: explain("止（含）；只写日期则到当日结束", "To, inclusive; a date through its end")) var to: String

  func run() throws {
    // As a daemon would that starts then.
    let portfolio = try offline.required(today: CivilDate(iso: from.prefix(10))).portfolio
    let zone = portfolio.zone
    guard let start = zone.instant(iso: from) else { throw noInstant("--from", from) }
    // A day is meant whole.
    let lastSecond = CivilDate(iso: to).map { zone.instant($0 + 1, .midnight) - 1 }
    guard let end = lastSecond ?? zone.instant(iso: to) else { throw noInstant("--to", to) }
    guard start <= end else { throw ValidationError("--from is after --to") }
    var alerts: [Alert] = []
    Simulation.run(portfolio, from: start, to: end) { alerts.append($0) }
    alerts.sort { ($0.raisedAt, $0.duty, $0.rung) < ($1.raisedAt, $1.duty, $1.rung) }
    if common.isJSON {
      for alert in alerts { try Terminal.data(json: SimulatedAlertMessage(alert, zone: zone)) }
      return
    }
    var table = Table([
      .init(say("时刻", "at")), .init(say("级", "rung")), .init(say("事项", "duty")),
      .init(say("标题", "title"), isFreeText: true), .init(say("期限", "due")), .init(say("送达", "to"), .right),
    ])
    for alert in alerts {
      table.append([
        .init(shortTime(zone.iso(alert.raisedAt))), .init(alert.rung), .init(alert.duty.text), .init(alert.title),
        .init(alert.due.description), .init(String(alert.recipients.count)),
      ])
    }
    Terminal.data(table)
    Terminal.message(say("共 \(alerts.count) 条", counted(alerts.count, "alert")))
  }

  private func noInstant(_ option: String, _ text: String) -> ValidationError {
    ValidationError(
      say(
        "\(option)：\(text) 不是时刻，应如 2021-07-12 或 2021-07-12T08:00:00+08:00",
        "\(option): \(text) is no instant as 2021-07-12 or 2021-07-12T08:00:00+08:00"))
  }
}
