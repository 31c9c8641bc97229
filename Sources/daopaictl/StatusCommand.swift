import ArgumentParser
import Control

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: say("守护进程概况", "The daemon at a glance"))

  @OptionGroup var common: CommonOptions

  func run() throws {
    let status = try common.client().ask(.status, as: StatusMessage.self)
    if common.isJSON { return try Terminal.data(json: status) }
    let ledger = status.ledger
    let reload = status.reload
    Terminal.data(fields: [
      (say("版本", "version"), "\(status.version) (\(status.instance))\(status.drill ? say("【演练】", " DRILL") : "")"),
      (
        say("时钟", "clock"),
        shortTime(status.clock)
          + (status.heldUntil.map(shortTime).map {
            say("【有误】不到 \($0) 不作任何决定", ", WRONG: nothing is decided before \($0)")
          } ?? "")
      ),
      (say("启动", "started"), shortTime(status.started)),
      (
        say("台账", "ledger"),
        say(
          "项目 \(ledger.projects)，节点 \(ledger.milestones)，责任分工 \(ledger.responsibilities)，事项 \(status.duties)",
          "\(ledger.projects) projects, \(ledger.milestones) milestones, \(ledger.responsibilities) responsibilities, "
            + "\(status.duties) duties")
      ),
      (
        say("上次加载", "last load"),
        (reload.ok ? say("成功 ", "ok, ") : say("失败（沿用旧台账） ", "REJECTED, the old portfolio is in force, "))
          + shortTime(reload.at)
          + say("，错误 \(reload.errors)，警告 \(reload.warnings)", ", \(reload.errors) errors, \(reload.warnings) warnings")
      ),
      (say("下次", "next"), status.next.map(shortTime) ?? say("无", "none")),
      (say("定时器", "timers"), String(status.timers)),
      (
        say("督办", "alerts"),
        status.alerts.map { "\($0.level) \(alertStateName($0.state)) \($0.count)" }.joined(separator: " · ")
      ),
      (
        say("送达", "outbox"),
        status.outbox.map { "\(channelName($0.channel)) \(deliveryStateName($0.state)) \($0.count)" }
          .joined(separator: " · ")
      ),
      (say("流水", "journal"), "\(status.journal.sequence) \(status.journal.hash.prefix(16))"),
      (say("存储", "store"), status.store.ok ? say("正常", "ok") : status.store.detail ?? say("故障", "failed")),
    ])
  }
}

struct TimersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timers", abstract: say("即将到点的定时器", "Timers, the next first"))

  @OptionGroup var common: CommonOptions
  @Option(help: explain("最多列出多少条", "At most so many")) var limit = 50

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit is at least 1") }
  }

  func run() throws {
    let timers = try common.client().list(limit: limit, of: TimerMessage.self) { .timers($0) }
    if common.isJSON { return try Terminal.data(json: timers) }
    var table = Table([
      .init(say("时刻", "at")), .init(say("事项", "duty")), .init(say("级", "rung")), .init(say("期限", "due")),
    ])
    for timer in timers {
      table.append([.init(shortTime(timer.at)), .init(timer.duty), .init(timer.rung ?? ""), .init(timer.due)])
    }
    Terminal.data(table)
  }
}
