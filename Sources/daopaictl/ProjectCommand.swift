import ArgumentParser
import Control
import Core

struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: say("项目", "Projects"), subcommands: [List.self, Show.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出项目", "List projects"))
    @OptionGroup var common: CommonOptions
    @Option(help: explain("只列此县区", "Only of this area")) var area: String?

    func run() throws {
      let filter = Route.ProjectFilter(area: area)
      let projects = try common.client().list(of: ProjectMessage.self) { .projects(filter, $0) }
      if common.isJSON { return try Terminal.data(json: projects) }
      var table = Table([
        .init(say("编号", "id")), .init(say("名称", "name"), isFreeText: true), .init(say("县区", "area")),
        .init(say("完成期限", "finish")), .init(say("节点", "steps"), .right), .init(say("时差", "slack"), .right),
        .init(say("可行", "feasible")),
      ])
      for project in projects {
        table.append([
          .init(project.id), .init(project.name), .init(project.area ?? ""), .init(project.finish ?? ""),
          .init(String(project.milestones)), .init(project.minSlack.map { String($0) } ?? ""),
          .init(project.feasible.map(yesNo) ?? "", project.feasible == false ? .red : nil),
        ])
      }
      Terminal.data(table)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("查看一个项目", "Show one project"))
    @OptionGroup var common: CommonOptions
    @Argument(help: explain("项目编号", "Id of the project")) var id: String

    func run() throws {
      let project = try common.client().ask(.project(ProjectID(id)), as: ProjectMessage.self)
      if common.isJSON { return try Terminal.data(json: project) }
      Terminal.data(fields: [
        (say("编号", "id"), project.id), (say("名称", "name"), project.name), (say("县区", "area"), project.area),
        (say("类别", "category"), project.category), (say("批次", "batch"), project.batch),
        (say("阶段", "stage"), project.stage), (say("日历", "calendar"), project.calendar),
        (say("总投资", "investment"), project.investment.total.map(money)),
        (say("本年计划", "this year"), project.investment.thisYear.map(money)),
        (say("已完成", "done"), project.investment.done.map(money)),
        (say("开始", "start"), project.start), (say("完成期限", "finish"), project.finish),
        (say("节点", "milestones"), String(project.milestones)), (say("可行", "feasible"), project.feasible.map(yesNo)),
        (say("最小时差", "min slack"), project.minSlack.map { say("\($0) 个工作日", "\($0) working days") }),
        (say("暂定", "provisional"), project.provisional ? yesNo(true) : nil),
        (say("责任人", "parties"), partyList(project.parties)), (say("备注", "note"), project.note),
      ])
    }
  }
}
