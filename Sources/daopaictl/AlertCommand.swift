import ArgumentParser
import Control
import Core
import Store

struct AlertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alert", abstract: say("提醒和督办单", "Alerts"),
    subcommands: [List.self, Show.self, Acknowledge.self, Unacknowledge.self, Comment.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出督办单", "List alerts"))
    @OptionGroup var common: CommonOptions
    @Option(help: explain("只列此状态", "Only in this state")) var state: Alert.State?
    @Option(help: explain("只列此级别，如 L2", "Only of this level, as L2")) var level: String?
    @Option(help: explain("只列此事项，如 P01/m09:finish", "Only of this duty, as P01/m09:finish")) var duty: String?
    @Option(help: explain("最多列出多少条", "At most so many")) var limit: Int?

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
          .init(alert.id), .init(alert.rung), .init(String(alert.raisedAt.prefix(10))),
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
    @Argument(help: explain("编号，如 2021-17", "Id of the alert, as 2021-17")) var id: String

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
    @Argument(help: explain("编号，如 2021-17", "Id of the alert, as 2021-17")) var id: String
    @Option(help: explain("代谁签收：编号、名称或别名", "On whose behalf: id, name or alias")) var party: String?
    @Option(help: explain("答复内容", "What was answered")) var note = ""
    @Option(help: explain("承诺的日期，如 2021-07-20", "The day promised, as 2021-07-20")) var promise: CivilDate?

    func run() throws {
      let request = AcknowledgeRequest(party: party, note: note, promise: promise?.description)
      let alert = try common.client().ask(.acknowledge(AlertID(id)), body: request, as: AlertMessage.self)
      if common.isJSON { return try Terminal.data(json: alert) }
      Terminal.message(say("\(alert.id) 已签收，状态：\(alertStateName(alert.state))", "\(alert.id): \(alert.state)"))
    }
  }
}

extension AlertCommand {
  struct Unacknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unack", abstract: say("撤销签收", "Take acknowledgements back"))
    @OptionGroup var options: AnswerOptions
    @Argument(help: explain("编号，如 2021-17", "Id of the alert, as 2021-17")) var id: String
    @Option(help: explain("只撤销此方的，按编号", "Only those of this party, by id")) var of: String?
    func validate() throws { try options.needReason() }
    func run() throws { try options.give(.unacknowledge, ["alert": id, "of": of]) }
  }

  struct Comment: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("批注一张督办单", "Comment on an alert"))
    @OptionGroup var options: AnswerOptions
    @Argument(help: explain("编号，如 2021-17", "Id of the alert, as 2021-17")) var id: String
    func validate() throws { try options.needReason() }
    func run() throws { try options.give(.comment, ["alert": id]) }
  }
}

private func show(_ alert: AlertMessage) {
  Terminal.data(fields: [
    (say("编号", "id"), alert.id + (alert.drill ? say("【演练】", " DRILL") : "")),
    (say("级别", "rung"), "\(alert.rung) \(alert.name)"), (say("状态", "state"), alertStateName(alert.state)),
    (say("事项", "duty"), alert.duty), (say("标题", "title"), alert.title),
    (say("项目", "project"), [alert.project, alert.projectName].compactMap(\.self).joined(separator: " ")),
    (say("期限", "due"), shortTime(alert.dueAt) + (alert.provisional ? say("（暂定）", " (provisional)") : "")),
    (say("缘由", "reason"), reason(of: alert)),
    (say("发出", "raised"), shortTime(alert.raisedAt)),
    (say("答复期限", "answer by"), alert.answerBy.map(shortTime)),
    (say("并入", "superseded"), alert.superseded.joined(separator: ", ")),
    (
      say("发给", "to"),
      alert.recipients.map { recipient($0) }.joined(separator: say("、", ", "))
    ),
    (say("要求", "requirement"), alert.requirement),
  ])
  if !alert.chain.isEmpty { Terminal.data(say("倒排节点（最迟开始 → 最迟完成）", "chain (latest start → latest finish)")) }
  for step in alert.chain { Terminal.data(printable("  \(step.latestStart) → \(step.latestFinish)  \(step.name)")) }
  for answer in alert.acknowledgements {
    let promise = answer.promise.map { say("，承诺 \($0)", ", promised \($0)") } ?? ""
    let label = answer.takenBack == nil ? say("签收", "answer") : say("签收（已撤销）", "answer (taken back)")
    Terminal.data(said(label, answer.at, answer.party, answer.actor, answer.note + promise))
    if let taken = answer.takenBack {
      Terminal.data("  " + said(say("撤销", "taken back"), taken.at, taken.party, taken.actor, taken.note))
    }
  }
  for comment in alert.comments ?? [] {
    Terminal.data(said(say("批注", "comment"), comment.at, comment.party, comment.actor, comment.note))
  }
}

private func said(_ label: String, _ at: String, _ party: String?, _ actor: String, _ words: String) -> String {
  printable("  \(label) \(shortTime(at)) \(party.map { "\($0) " } ?? "")[\(actor)] \(words)")
}

/// What made it rise, and when it should have, if that was not the moment it did.
private func reason(of alert: AlertMessage) -> String {
  let planned = shortTime(alert.scheduledAt)
  let late = planned == shortTime(alert.raisedAt) ? "" : say("（应发于 \(planned)）", " (was to be raised \(planned))")
  return reasonName(alert.reason) + late
}

/// Says what has come of it, unless it has arrived.
private func recipient(_ recipient: RecipientMessage) -> String {
  var words = [roleName(recipient.role), channelName(recipient.channel)]
  if let delivery = recipient.delivery, delivery.state != DeliveryRecord.State.delivered.rawValue {
    // A mail server's answer may have several lines; the journal has all of it.
    let reason = delivery.detail.map { truncated(printable($0), to: shortReason) }
    let state =
      delivery.state == DeliveryRecord.State.dead.rawValue
      ? say("未送达", "NOT DELIVERED") : deliveryStateName(delivery.state)
    words.append([state, reason].compactMap(\.self).joined(separator: say("：", ": ")))
  }
  return recipient.name + say("（\(words.joined(separator: "，"))）", " (\(words.joined(separator: ", ")))")
}

/// Columns of why a letter did not arrive.
private let shortReason = 60
