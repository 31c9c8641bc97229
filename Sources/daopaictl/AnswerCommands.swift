import ArgumentParser
import Control
import Core

/// Who speaks, and why: of every answer.
struct AnswerOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @Option(help: explain("代谁：编号、名称或别名", "On whose behalf: id, name or alias")) var party: String?
  @Option(
    name: [.customLong("reason"), .customLong("note")], help: explain("理由或说明", "Why, or what there is to say"))
  var reason = ""

  /// Sends the answer and says what was taken.
  func give(_ kind: Answer.Kind, _ fields: [String: String?]) throws {
    let request = AnswerRequest(kind, fields.compactMapValues(\.self), party: party, reason: reason)
    let answer = try common.client().ask(.giveAnswer, body: request, as: AnswerMessage.self)
    if common.isJSON { return try Terminal.data(json: answer) }
    Terminal.message(
      printable(
        say(
          "第 \(answer.number) 号：\(answerKindName(answer.kind))，\(standingName(answer.standing))",
          "\(answer.number): \(answer.kind), \(answer.standing)")))
  }

  /// Approving and the like need no reason; what others will ask about does.
  func needReason() throws {
    if reason.isEmpty { throw ValidationError(say("请用 --reason 说明理由", "--reason says why")) }
  }

  static let subjectHelp = explain(
    "事项、节点、项目或条目，如 P01/m09、P01、R12", "A duty, milestone, project or row, as P01/m09, P01, R12")
}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: say("自报进展：开工、完成、百分比", "Report a start, a finish, a percent"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  @Option(help: explain("实际开始日期", "Day it started")) var start: CivilDate?
  @Option(help: explain("实际完成日期", "Day it was finished")) var finish: CivilDate?
  @Option(help: explain("完成百分比", "Percent complete")) var percent: Int?

  func run() throws {
    try options.give(
      .report,
      [
        "subject": subject, "start": start?.description, "finish": finish?.description,
        "percent": percent.map(String.init),
      ])
  }
}

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: say("核实自报的完成，予以销号", "Verify a reported finish; the duty is closed"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  func run() throws { try options.give(.verify, ["subject": subject]) }
}

struct ReturnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "return", abstract: say("退办：自报不实，重新打开", "Give a report back; the duty is open again"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  func validate() throws { try options.needReason() }
  func run() throws { try options.give(.giveBack, ["subject": subject]) }
}

struct ExtendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend", abstract: say("申请延期（到期前提出）", "Ask for an extension, before the duty is due"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  @Option(help: explain("延至哪一天", "The new date")) var to: CivilDate
  func validate() throws { try options.needReason() }
  func run() throws { try options.give(.extend, ["subject": subject, "to": to.description]) }
}

struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: say("准予延期（须为另一人）", "Approve an extension, as a second person"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: explain("申请的号", "Number of the request")) var request: Int
  func run() throws { try options.give(.approve, ["request": String(request)]) }
}

struct RefuseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refuse", abstract: say("不予延期", "Refuse an extension"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: explain("申请的号", "Number of the request")) var request: Int
  func validate() throws { try options.needReason() }
  func run() throws { try options.give(.refuse, ["request": String(request)]) }
}

struct ExcuseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "excuse", abstract: say("认定正当理由：在此日之前不发", "Excuse: nothing of these levels through that day"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  @Option(help: explain("至哪一天（含）", "Through this day")) var through: CivilDate
  @Option(name: .customLong("level"), help: explain("只限此级别；可重复", "Only this level; may be repeated")) var levels:
    [String] = []
  func validate() throws { try options.needReason() }
  func run() throws {
    let names = levels.isEmpty ? nil : levels.joined(separator: ",")
    try options.give(.excuse, ["subject": subject, "through": through.description, "levels": names])
  }
}

struct PauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: say("停缓建：停止计时", "Stop the clock of a project or row"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  @Option(help: explain("自哪一天（缺省：今天）", "From this day (default: today)")) var from: CivilDate?
  func validate() throws { try options.needReason() }
  func run() throws { try options.give(.pause, ["subject": subject, "from": from?.description]) }
}

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: say("复工：期限顺延停工的工作日数", "Let the clock run again; dates move by the working days it stood"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: AnswerOptions.subjectHelp) var subject: String
  @Option(help: explain("自哪一天（缺省：今天）", "On this day (default: today)")) var on: CivilDate?
  func run() throws { try options.give(.resume, ["subject": subject, "on": on?.description]) }
}

struct HandOverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handover", abstract: say("交账：由后者接管前者的事项", "Hand a party's duties over to another"))
  @OptionGroup var options: AnswerOptions
  @Argument(help: explain("移交人：编号、名称或别名", "Who hands over: id, name or alias")) var from: String
  @Argument(help: explain("接收人：编号、名称或别名", "Who takes over: id, name or alias")) var to: String
  func run() throws { try options.give(.handOver, ["from": from, "to": to]) }
}

/// What kind of answer it is, as the operator reads it.
func answerKindName(_ kind: String) -> String {
  Answer.Kind(rawValue: kind).map { language == .zh ? recordName($0.journalKind.rawValue) : kind } ?? kind
}

func standingName(_ standing: String) -> String {
  guard language == .zh, let known = AnswerBook.Standing(rawValue: standing) else { return standing }
  return switch known {
  case .open: "待批"
  case .approved: "已准"
  case .refused: "未准"
  case .inForce: "有效"
  case .ended: "已失效"
  case .awaiting: "待核实"
  case .verified: "已核实"
  case .returned: "已退办"
  case .taken: "已记录"
  }
}
