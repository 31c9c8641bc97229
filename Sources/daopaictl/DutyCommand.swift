import ArgumentParser
import Control
import Core

struct DutyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duty", abstract: say("事项", "Duties"), subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出事项", "List duties"))
    @OptionGroup var common: CommonOptions
    @Option(help: "Only of this project.") var project: String?
    @Option(help: "start, finish, responsibility or report.") var kind: Duty.Kind?
    @Option(help: "pending, raised, acknowledged or closed.") var state: DutyMessage.State?
    @Option(help: "Due before this date.") var dueBefore: CivilDate?
    @Option(help: "At most so many.") var limit: Int?

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
        .init(say("剩余", "left"), .right), .init(say("状态", "state")), .init(say("级别", "level")),
        .init(say("下一级", "next")),
      ])
      for duty in duties {
        let isLate = duty.remaining.map { $0 < 0 } ?? false
        table.append([
          .init(duty.id), .init(duty.title), .init(duty.due),
          .init(duty.remaining.map(shortSpan) ?? "", isLate ? .red : nil), .init(stateName(duty.state)),
          .init(duty.level ?? ""), .init(duty.nextRung ?? ""),
        ])
      }
      Terminal.data(table)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("查看一个事项", "Show one duty"))
    @OptionGroup var common: CommonOptions
    @Argument var id: String

    func run() throws {
      let duty = try common.client().ask(.duty(DutyID(id)), as: DutyMessage.self)
      if common.isJSON { return try Terminal.data(json: duty) }
      Terminal.data(fields: [
        (say("编号", "id"), duty.id), (say("事项", "title"), duty.title), (say("种类", "kind"), duty.kind),
        (say("项目", "project"), duty.project), (say("节点", "milestone"), duty.milestone),
        (say("期限", "due"), duty.dueAt + (duty.provisional ? say("（暂定）", " (provisional)") : "")),
        (say("剩余", "remaining"), duty.remaining.map(shortSpan)),
        (say("时差", "slack"), duty.slack.map { say("\($0) 个工作日", "\($0) working days") }),
        (say("状态", "state"), stateName(duty.state)), (say("级别", "level"), duty.level),
        (say("督办单", "alert"), duty.alert),
        (say("下一级", "next"), duty.nextRung.map { "\($0) \(duty.nextAt ?? "")" }),
        (say("责任人", "parties"), partyList(duty.parties)),
      ])
    }
  }
}

func stateName(_ state: DutyMessage.State) -> String {
  switch state {
  case .pending: say("未触发", "pending")
  case .raised: say("已发", "raised")
  case .acknowledged: say("已签收", "acknowledged")
  case .closed: say("已销号", "closed")
  }
}
