import ArgumentParser
import Control
import Core

struct DutyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duty", abstract: say("事项", "Duties"), subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出事项", "List duties"))
    @OptionGroup var common: CommonOptions
    @Option(help: explain("只列此项目", "Only of this project")) var project: String?
    @Option(help: explain("只列此类", "Only of this kind")) var kind: Duty.Kind?
    @Option(help: explain("只列此状态", "Only in this state")) var state: DutyMessage.State?
    @Option(help: explain("只列此日之前到期的", "Due before this date")) var dueBefore: CivilDate?
    @Option(help: explain("最多列出多少条", "At most so many")) var limit: Int?

    func validate() throws {
      guard limit ?? 1 > 0 else { throw ValidationError("--limit is at least 1") }
    }

    func run() throws {
      let filter = Route.DutyFilter(
        project: project.map { ProjectID($0) }, kind: kind, state: state, dueBefore: dueBefore)
      let duties = try common.client().list(limit: limit, of: DutyMessage.self) { .duties(filter, $0) }
      if common.isJSON { return try Terminal.data(json: duties) }
      var table = Table([
        .init(say("编号", "id")), .init(say("事项", "title"), isFreeText: true), .init(say("期限", "due")),
        .init(say("剩余", "left"), .right, isOptional: true), .init(say("状态", "state")), .init(say("级别", "level")),
        .init(say("下一级", "next"), isOptional: true),
      ])
      for duty in duties {
        let isLate = duty.remaining.map { $0 < 0 } ?? false
        table.append([
          .init(duty.id), .init(duty.title), .init(duty.due),
          .init(duty.remaining.map(shortSpan) ?? "", isLate ? .red : nil), .init(standingName(duty)),
          .init(duty.level ?? ""), .init(duty.nextRung ?? ""),
        ])
      }
      Terminal.data(table)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("查看一个事项", "Show one duty"))
    @OptionGroup var common: CommonOptions
    @Argument(help: explain("编号，如 P01/m09:finish", "Id of the duty, as P01/m09:finish")) var id: String

    func run() throws {
      let duty = try common.client().ask(.duty(DutyID(id)), as: DutyMessage.self)
      if common.isJSON { return try Terminal.data(json: duty) }
      Terminal.data(fields: [
        (say("编号", "id"), duty.id), (say("事项", "title"), duty.title), (say("种类", "kind"), kindName(duty.kind)),
        (say("项目", "project"), duty.project), (say("节点", "milestone"), duty.milestone),
        (say("期限", "due"), shortTime(duty.dueAt) + (duty.provisional ? say("（暂定）", " (provisional)") : "")),
        (say("剩余", "remaining"), duty.remaining.map(shortSpan)),
        (say("时差", "slack"), duty.slack.map { say("\($0) 个工作日", "\($0) working days") }),
        (say("状态", "state"), standingName(duty)), (say("级别", "level"), duty.level),
        (
          say("填报窗口", "window"),
          duty.window.map { say("\($0.opens) 至 \($0.locks)", "\($0.opens) through \($0.locks)") }
        ),
        (say("督办单", "alert"), duty.alert),
        (say("下一级", "next"), duty.nextRung.map { "\($0) \(duty.nextAt.map(shortTime) ?? "")" }),
        (say("责任人", "parties"), partyList(duty.parties)),
      ])
    }
  }
}
