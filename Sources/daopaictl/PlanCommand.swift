import ArgumentParser
import Control
import Core
import FoundationEssentials
import Loading

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: say("倒排计划", "Backward plans"),
    subcommands: [Show.self, Explain.self, Diff.self, Freeze.self, ShowProgress.self, PlanExportCommand.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("查看台账文件（离线）或守护进程中项目的倒排计划", "Plan ledger files offline, or show a project of the daemon's"))
    @OptionGroup var common: CommonOptions
    @OptionGroup var offline: OfflineOptions
    @Option(help: explain("CSV 台账的列映射文件，可重复", "Mapping file of a CSV ledger; may be repeated")) var mapping: [String] =
      []
    @Argument(help: explain("台账文件，或项目编号", "Ledger files, or ids of projects")) var subjects: [String]

    func run() throws {
      if !mapping.isEmpty || subjects.contains(where: isFile) {
        try showFiles()
      } else if offline.config != nil {
        try showConfigured()
      } else {
        if offline.today != nil {
          throw ValidationError(
            say("--today 只用于台账文件或 --config", "--today goes with ledger files or --config only"))
        }
        let client = common.client()
        var answer = PlanMessage([], calendars: [:])
        for id in subjects { answer.projects += try client.ask(.plan(ProjectID(id)), as: PlanMessage.self).projects }
        try show(answer, names: common.isJSON ? [:] : try names(of: answer, client))
      }
    }

    /// Whether there is such a file, or the name can only be meant for one.
    private func isFile(_ subject: String) -> Bool {
      FileManager.default.fileExists(atPath: subject) || subject.contains("/")
        || [".yaml", ".yml", ".json", ".csv", ".xml", ".gan", ".xer"].contains { subject.hasSuffix($0) }
    }

    /// The plan speaks of ids; the duties of its milestones carry their names.
    private func names(of answer: PlanMessage, _ client: ControlClient) throws -> [String: [String: String]] {
      var names: [String: [String: String]] = [:]
      for project in answer.projects {
        let filter = Route.DutyFilter(project: ProjectID(project.id))
        for duty in try client.list(of: DutyMessage.self, page: { .duties(filter, $0) }) {
          if let milestone = duty.milestone { names[project.id, default: [:]][milestone] = duty.title }
        }
      }
      return names
    }

    /// Projects of the configuration named, without a daemon.
    private func showConfigured() throws {
      let portfolio = try offline.required(today: nil).portfolio
      let today = offline.today ?? SystemTime.today(in: portfolio.zone)
      var names: [String: [String: String]] = [:]
      let plans = try subjects.map { id in
        guard let project = portfolio.projects.first(where: { $0.id.text == id }) else {
          let hint = nearestName(to: id, among: portfolio.projects.map(\.id.text))
          throw Failure(
            say("没有项目 \(id)。", "there is no project \(id).")
              + (hint.map { say("是不是 \($0)？", " Did you mean \($0)?") } ?? ""))
        }
        guard let plan = Planner.plan(project, calendars: portfolio.calendars, today: today).plan else {
          throw Failure(say("项目 \(id) 无法倒排", "the project \(id) cannot be planned"))
        }
        names[id] = Dictionary(project.milestones.map { ($0.id.text, $0.name) }) { first, _ in first }
        return (project: project, plan: plan)
      }
      try show(PlanMessage(plans, calendars: portfolio.calendars), names: names)
    }

    private func showFiles() throws {
      let today = offline.today ?? SystemTime.today(in: SystemTime.usualZone)
      let read = read(today: today)
      // The loader has planned every project too, and told what is wrong.
      let diagnostics = read.diagnostics
      var plans: [(project: Project, plan: ProjectPlan)] = []
      var names: [String: [String: String]] = [:]
      for project in read.portfolio?.projects ?? [] {
        let outcome = Planner.plan(project, calendars: read.portfolio?.calendars ?? [:], today: today)
        if let plan = outcome.plan { plans.append((project, plan)) }
        names[project.id.text] = Dictionary(project.milestones.map { ($0.id.text, $0.name) }) { first, _ in first }
      }
      let errors = diagnostics.filter { $0.severity == .error }
      if errors.isEmpty {
        Terminal.message(diagnostics)
        try show(PlanMessage(plans, calendars: read.portfolio?.calendars ?? [:]), names: names)
        let all = read.portfolio?.projects.count ?? 0
        let count = plans.reduce(0) { $0 + $1.plan.milestones.count }
        Terminal.message(
          say(
            "已倒排：项目 \(plans.count)/\(all)，节点 \(count)",
            "planned: \(plans.count) of \(counted(all, "project")), \(counted(count, "milestone"))"))
      } else if common.isJSON {
        try Terminal.data(json: PlanErrorsMessage(errors))
        throw Failed()
      } else {
        Terminal.message(diagnostics)
        throw Failure(say("\(errors.count) 处错误，无法倒排", "\(counted(errors.count, "error")); nothing was planned"))
      }
    }

    /// With `--config`, or by itself; a ledger that cannot stand by itself may lean on the configuration found.
    private func read(today: CivilDate) -> LedgerOutcome {
      func load(_ directory: String?) -> LedgerOutcome {
        LedgerLoader.load(
          files: subjects, mappings: mapping, configuration: directory, today: today,
          done: SystemTime.latestDone)
      }
      let outcome = load(offline.config)
      guard outcome.portfolio == nil, offline.config == nil, let found = OfflineOptions.found else { return outcome }
      let second = load(found)
      return second.portfolio == nil ? outcome : second
    }

    private func show(_ answer: PlanMessage, names: [String: [String: String]]) throws {
      if common.isJSON { return try Terminal.data(json: answer) }
      for (index, project) in answer.projects.enumerated() {
        if index > 0 { Terminal.data("") }
        let verdict = project.feasible ? say("可行", "feasible") : say("不可行", "INFEASIBLE")
        let slack = project.minSlack.map { say("，最小时差 \($0) 个工作日", ", min slack \($0) wd") } ?? ""
        Terminal.data(printable("\(project.id)  \(say("完成期限", "finish")) \(project.finish)  \(verdict)\(slack)"))
        Terminal.data(table(project, names: names[project.id] ?? [:]))
        for limit in project.limits { Terminal.data(printable(words(of: limit))) }
      }
    }

    private func words(of limit: LimitMessage) -> String {
      func stretch(_ stretch: LimitMessage.Stretch) -> String {
        let verdict =
          stretch.exceeded
          ? say("超限（应不晚于 \(stretch.due)）", "EXCEEDED (it should end by \(stretch.due))") : say("未超限", "kept")
        return say(
          "\(stretch.start) 至 \(stretch.finish)，\(verdict)", "\(stretch.start) to \(stretch.finish), \(verdict)")
      }
      let within = Span(limit.within)?.words(in: language) ?? limit.within
      let head = say(
        "\(limit.name)（\(limit.from) 开始至 \(limit.to) 完成）不超过 \(within)：",
        "\(limit.name) (start of \(limit.from) to finish of \(limit.to)) within \(within): ")
      if limit.planned == limit.forecast { return head + stretch(limit.planned) }
      return head
        + say(
          "按最迟日期 \(stretch(limit.planned))；按最早日期 \(stretch(limit.forecast))",
          "by the latest dates \(stretch(limit.planned)); by the earliest \(stretch(limit.forecast))")
    }

    private func table(_ project: ProjectPlanMessage, names: [String: String]) -> Table {
      var table = Table([
        .init(say("节点", "id")), .init(say("名称", "name"), isFreeText: true), .init(say("最迟开始", "late start")),
        .init(say("最迟完成", "late finish")), .init(say("最早完成", "early finish")), .init(say("时差", "slack"), .right),
        .init(""), .init(say("标志", "flags")),
      ])
      for milestone in project.milestones {
        let isLate = !Set(milestone.flags).isDisjoint(with: ["overdue", "lateStart.passed", "infeasible"])
        table.append([
          .init(milestone.id), .init(names[milestone.id] ?? ""), .init(milestone.latestStart, isLate ? .red : nil),
          .init(milestone.latestFinish), .init(milestone.earliestFinish),
          .init(milestone.totalSlack.map { String($0) } ?? ""), .init(milestone.critical ? "*" : "", .bold),
          .init(milestone.flags.map(flagName).joined(separator: " ")),
        ])
      }
      return table
    }
  }
}
