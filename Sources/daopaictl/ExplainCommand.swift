import ArgumentParser
import Control
import Core

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: say("为什么是这一级、此时、发给他们；为什么不更早；下一步何时", "Why this rung, now, to them; why not earlier; what comes next"))
  @OptionGroup var common: CommonOptions
  @Argument(help: explain("督办单或事项的编号，如 2021-17、P01/m09:finish", "Id of an alert or a duty")) var id: String

  func run() throws {
    let isAlert = id.wholeMatch(of: /[0-9]{4}-[0-9]+/) != nil
    let route: Route = isAlert ? .explainAlert(AlertID(id)) : .explainDuty(DutyID(id))
    let explanation = try common.client().ask(route, as: DutyExplanationMessage.self)
    if common.isJSON { return try Terminal.data(json: explanation) }
    for line in lines(explanation) { Terminal.data(printable(line)) }
  }

  private func lines(_ why: DutyExplanationMessage) -> [String] {
    var lines = [
      say("\(why.title)（\(why.duty)）", "\(why.title) (\(why.duty))"),
      say(
        "期限 \(shortTime(why.dueAt))，规则 \(why.policy)（版本 \(why.policyVersion)）",
        "due \(shortTime(why.dueAt)), policy \(why.policy) (version \(why.policyVersion))"),
    ]
    if why.policyKept {
      lines.append(
        say("  规则文件已改；本轮督办按开始时的版本办完", "  the file has changed since: this chase ends on the version it began with"))
    }
    if let alert = why.alert {
      lines.append(
        say(
          "\(alert.id) 为 \(alert.rung)（\(alert.name)），\(shortTime(alert.raisedAt)) 发出，缘由：\(reasonName(alert.reason))",
          "\(alert.id) is \(alert.rung) (\(alert.name)), raised \(shortTime(alert.raisedAt)) because: \(alert.reason)"))
      if alert.scheduledAt != alert.raisedAt {
        lines.append(
          say(
            "  应发于 \(shortTime(alert.scheduledAt))，当时守护进程未运行或期限刚改",
            "  meant for \(shortTime(alert.scheduledAt)): the daemon was down, or the date had just moved"))
      }
      if !alert.superseded.isEmpty {
        let names = alert.superseded.joined(separator: say("、", ", "))
        lines.append(say("  同时到期的低级已并入：\(names)", "  lower rungs due at the same time are part of it: \(names)"))
      }
    }
    if let hold = why.hold {
      let until = why.holdUntil.map { say("，至 \(shortTime($0))", ", until \(shortTime($0))") } ?? ""
      lines.append(say("计时停止：\(hold)\(until)", "the clock stands still: \(hold)\(until)"))
    }
    lines.append(say("各级：", "rungs:"))
    for step in why.steps { lines += self.lines(step) }
    if why.closed {
      lines.append(say("已销号，不再发出", "closed: nothing more comes"))
    } else if let rung = why.nextRung, let at = why.nextAt {
      lines.append(say("下一步：\(rung)，\(shortTime(at))", "next: \(rung), \(shortTime(at))"))
    } else {
      lines.append(say("下一步：无，除非情况有变", "next: nothing, unless something changes"))
    }
    return lines
  }

  private func lines(_ step: DutyExplanationMessage.Step) -> [String] {
    let at = step.settledAt.map { " \(shortTime($0))" } ?? ""
    var lines = ["  \(step.rung) \(step.name)  \(outcomeName(step.outcome))\(at)"]
    let isPending = step.outcome == "pending"
    if isPending, step.causes.isEmpty { lines.append(say("    此事项不触发", "    nothing about this duty raises it")) }
    for cause in step.causes {
      let moved = cause.nominal.map { say("（\($0) 为休息日，已调整）", " (\($0) is a day off)") } ?? ""
      let when =
        cause.at.map(shortTime)
        ?? (isPending ? say("未发生", "has not happened") : say("与此无关", "had no part in it"))
      lines.append("    \(reasonName(cause.trigger)): \(when)\(moved)")
    }
    if isPending || step.outcome == "raised" {
      let names = step.recipients.map { say("\($0.name)（\(roleName($0.role))）", "\($0.name) (\(roleName($0.role)))") }
      lines += wrapped(
        "    " + say("发给：", "to: "), names.isEmpty ? [say("无人，只入流水", "nobody: the journal only")] : names)
    }
    if let restraint = step.restraint {
      lines.append(say("    现被抑制：\(restraint)", "    held back now by \(restraint)"))
    }
    return lines
  }

  private func outcomeName(_ outcome: String) -> String {
    guard language == .zh else { return outcome }
    return switch DutyState.Outcome(rawValue: outcome) {
    case .raised: "已发出"
    case .superseded: "并入高级"
    case .silenced: "静默未发"
    case .excused: "有正当理由"
    case .cancelled: "已取消"
    case nil: "待触发"
    }
  }
}
