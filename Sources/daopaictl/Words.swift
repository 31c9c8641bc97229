import ArgumentParser
import Control
import Core
import Store

// The words of files and JSON as the operator reads them. What is not known here is shown as it came.

/// The office's own word for a role; nil: named by the policy itself.
func roleName(_ role: String?) -> String {
  guard let role else { return say("规则指定", "by the policy") }
  return Role(rawValue: role)?.words(in: language) ?? role
}

func channelName(_ channel: String) -> String { Channel(rawValue: channel)?.words(in: language) ?? channel }

func kindName(_ kind: String) -> String { Duty.Kind(rawValue: kind)?.words(in: language) ?? kind }

/// The trigger that fired, in words.
func reasonName(_ trigger: String) -> String { Trigger(trigger)?.words(in: language) ?? trigger }

func stateName(_ state: DutyMessage.State) -> String {
  switch state {
  case .pending: say("未触发", "pending")
  case .raised: say("已发", "raised")
  case .acknowledged: say("已签收", "acknowledged")
  case .closed: say("已销号", "closed")
  }
}

/// With the reporting window, where there is one and it still matters.
func standingName(_ duty: DutyMessage) -> String {
  let name = stateName(duty.state)
  guard duty.state != .closed, let window = duty.window else { return name }
  let standing =
    switch ReportingWindow.Standing(rawValue: window.state) {
    case .notOpen: say("未开放", "not open")
    case .open: say("填报中", "open")
    case .locked: say("已锁定", "locked")
    case nil: window.state
    }
  return "\(name)·\(standing)"
}

func alertStateName(_ state: String) -> String {
  switch Alert.State(rawValue: state) {
  case .raised: say("待签收", "raised")
  case .acknowledged: say("已签收", "acknowledged")
  case .closed: say("已销号", "closed")
  case nil: state
  }
}

func deliveryStateName(_ state: String) -> String {
  switch DeliveryRecord.State(rawValue: state) {
  case .pending: say("待发", "pending")
  case .sending: say("发送中", "sending")
  case .delivered: say("已送达", "delivered")
  case .dead: say("未送达", "dead")
  case nil: state
  }
}

/// A flag of the plan.
func flagName(_ flag: String) -> String {
  guard language == .zh else { return flag }
  return switch flag {
  case "overdue": "逾期"
  case "lateStart.passed": "应开未开"
  case "infeasible": "不可行"
  case "constraint.conflict": "约束冲突"
  case "provisional": "暂定"
  case "complete.withoutFinish": "缺完成日期"
  case "progress.withoutStart": "缺开始日期"
  case "actual.inFuture": "实际日期在未来"
  default: flag
  }
}

/// The kind of a record of the journal.
func recordName(_ kind: String) -> String {
  guard language == .zh, let known = JournalEntry.Kind(rawValue: kind) else { return kind }
  return switch known {
  case .daemonStarted: "启动"
  case .daemonStopped: "停止"
  case .daemonWoke: "到时无事"
  case .clockStepped: "时钟跳变"
  case .portfolioLoaded: "加载"
  case .reloadRejected: "加载被拒"
  case .policyKept: "沿用原规则"
  case .policyAdopted: "改按新规则"
  case .dutyScheduled: "事项列入"
  case .dutyMoved: "事项改期"
  case .dutyClosed: "事项销号"
  case .dutyReopened: "事项重开"
  case .rungRaised: "发出"
  case .rungSuperseded: "并入高级"
  case .rungSilenced: "静默"
  case .rungExcused: "正当理由"
  case .rungCancelled: "取消"
  case .alertAcknowledged: "签收"
  case .alertClosed: "督办单销号"
  case .promiseBroken: "承诺落空"
  case .extensionAsked: "申请延期"
  case .extensionApproved: "准予延期"
  case .extensionRefused: "不予延期"
  case .dutyExcused: "认定正当理由"
  case .dutyPaused: "停缓建"
  case .dutyResumed: "复工"
  case .progressReported: "自报"
  case .reportVerified: "核实"
  case .reportReturned: "退办"
  case .silenceAdded: "设静默"
  case .silenceEnded: "解除静默"
  case .partyHandedOver: "交账"
  case .alertCommented: "批注"
  case .answerRefused: "答复未受理"
  case .alertUnacknowledged: "撤销签收"
  case .acknowledgementExpired: "签收失效"
  case .deliveryDelivered: "已送达"
  case .deliveryFailed: "送达失败"
  case .deliveryDead: "未送达"
  }
}

/// `牵头单位 市住建局 · 责任人 张三`: role by role, whoever has to act first.
func partyList(_ parties: [PartyMessage]) -> String {
  let order = [Role.lead, .owner, .leader, .support].map(\.rawValue)
  return order.compactMap { role in
    let names = parties.filter { $0.role == role }.map(\.name)
    return names.isEmpty ? nil : "\(roleName(role)) \(names.joined(separator: say("、", ", ")))"
  }.joined(separator: " · ")
}

/// Yuan as people say them: `5.2亿元`, `900万元`.
func money(_ yuan: Int64) -> String {
  let (unit, name): (Int64, String) =
    switch yuan.magnitude {
    case 100_000_000...: (100_000_000, say("亿元", "×10⁸ yuan"))
    case 10_000...: (10_000, say("万元", "×10⁴ yuan"))
    default: (1, say("元", " yuan"))
    }
  var digits = ""
  var rest = yuan.magnitude % unit.magnitude
  while rest > 0 {
    rest *= 10
    digits += String(rest / unit.magnitude)
    rest %= unit.magnitude
  }
  let sign = yuan < 0 ? "-" : ""
  return sign + String(yuan.magnitude / unit.magnitude) + (digits.isEmpty ? "" : "." + digits) + name
}

/// English: `1 error`, `2 errors`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// Help in the operator's language.
func explain(_ zh: String, _ en: String) -> ArgumentHelp { ArgumentHelp(say(zh, en)) }
