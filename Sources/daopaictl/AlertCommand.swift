import ArgumentParser
import Control
import Core

struct AlertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: say("提醒和督办单", "Alerts"),
    subcommands: [List.self, Show.self, Acknowledge.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出督办单", "List alerts"))
    @OptionGroup var common: CommonOptions
    @Option(help: "raised, acknowledged or closed.") var state: Alert.State?
    @Option(help: "Only of this level, as L2.") var level: String?
    @Option(help: "Only of this duty.") var duty: String?
    @Option(help: "At most so many.") var limit: Int?

    func validate() throws {
      guard limit ?? 1 > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func run() throws {
      let filter = Route.AlertFilter(state: state, level: level, duty: duty.map { DutyID($0) })
      let alerts = try common.client().list(limit: limit, of: AlertMessage.self) { .alerts(filter, $0) }
      if common.isJSON { return try Terminal.data(json: alerts) }
      var table = Table([
        .init(say("编号", "id")), .init(say("级别", "rung")), .init(say("发出", "raised")), .init(say("状态", "state")),
        .init(say("事项", "duty")), .init(say("标题", "title"), isFreeText: true), .init(say("期限", "due")),
      ])
      for alert in alerts {
        table.append([
          .init(alert.id), .init(alert.rung), .init(shortTime(alert.raisedAt)),
          .init(alertStateName(alert.state), alert.state == "raised" ? .yellow : nil), .init(alert.duty),
          .init(alert.title), .init(alert.due),
        ])
      }
      Terminal.data(table)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("查看一张督办单", "Show one alert"))
    @OptionGroup var common: CommonOptions
    @Argument var id: String

    func run() throws {
      let alert = try common.client().ask(.alert(AlertID(id)), as: AlertMessage.self)
      if common.isJSON { return try Terminal.data(json: alert) }
      show(alert)
    }
  }

  struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack", abstract: say("签收，可附承诺日期", "Answer an alert, with a promised date if there is one"))
    @OptionGroup var common: CommonOptions
    @Argument var id: String
    @Option(help: "On whose behalf: id, name or alias.") var party: String?
    @Option(help: "What was answered.") var note = ""
    @Option(help: "The day promised.") var promise: CivilDate?

    func run() throws {
      let request = AcknowledgeRequest(party: party, note: note, promise: promise?.description)
      let alert = try common.client().ask(.acknowledge(AlertID(id)), body: request, as: AlertMessage.self)
      if common.isJSON { return try Terminal.data(json: alert) }
      Terminal.message(say("\(alert.id) 已签收，状态：\(alertStateName(alert.state))", "\(alert.id): \(alert.state)"))
    }
  }
}

private func show(_ alert: AlertMessage) {
  Terminal.data(fields: [
    (say("编号", "id"), alert.id + (alert.drill ? say("【演练】", " DRILL") : "")),
    (say("级别", "rung"), "\(alert.rung) \(alert.name)"), (say("状态", "state"), alertStateName(alert.state)),
    (say("事项", "duty"), alert.duty), (say("标题", "title"), alert.title),
    (say("项目", "project"), [alert.project, alert.projectName].compactMap(\.self).joined(separator: " ")),
    (say("期限", "due"), alert.dueAt + (alert.provisional ? say("（暂定）", " (provisional)") : "")),
    (say("缘由", "reason"), "\(alert.reason) (\(alert.scheduledAt))"), (say("发出", "raised"), alert.raisedAt),
    (say("答复期限", "answer by"), alert.answerBy),
    (say("并入", "superseded"), alert.superseded.joined(separator: ", ")),
    (
      say("送达", "recipients"),
      alert.recipients.map { "\($0.name)（\(roleName($0.role)), \($0.channel)）" }.joined(separator: say("、", ", "))
    ),
    (say("要求", "requirement"), alert.requirement),
  ])
  for step in alert.chain { Terminal.data(printable("  \(step.latestStart) → \(step.latestFinish)  \(step.name)")) }
  for answer in alert.acknowledgements {
    let promise = answer.promise.map { say("，承诺 \($0)", ", promised \($0)") } ?? ""
    let party = answer.party.map { "\($0) " } ?? ""
    Terminal.data(
      printable(say("  签收", "  answer") + " \(answer.at) \(party)[\(answer.actor)] \(answer.note)\(promise)"))
  }
}

private func alertStateName(_ state: String) -> String {
  switch Alert.State(rawValue: state) {
  case .raised: say("待签收", "raised")
  case .acknowledged: say("已签收", "acknowledged")
  case .closed: say("已销号", "closed")
  case nil: state
  }
}
