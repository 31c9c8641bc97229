import ArgumentParser
import Control
import Core
import FoundationEssentials

extension PlanCommand {
  /// Freezes the plans of a ledger.
  struct Freeze: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "baseline", abstract: say("把倒排计划定为基准（离线）", "Freeze the plans of a ledger (offline)"))
    @OptionGroup var common: CommonOptions
    @OptionGroup var offline: OfflineOptions
    @Argument(help: "A ledger file or a configuration directory.") var ledger: String

    func run() throws {
      let today = offline.today ?? SystemTime.today(in: SystemTime.usualZone)
      let portfolio = try LedgerOptions.portfolio(at: ledger, configuration: offline.config, today: today)
      let baseline = Baseline(of: portfolio, today: today)
      if common.isJSON { return try Terminal.data(json: BaselineMessage(baseline)) }
      var table = Table([
        .init(say("项目", "project")), .init(say("节点", "milestone")), .init(say("计划开始", "start")),
        .init(say("计划完成", "finish")), .init(say("权重", "weight"), .right),
      ])
      for project in baseline.projects {
        for milestone in project.milestones {
          table.append([
            .init(project.id.text), .init(milestone.id.text), .init(milestone.latestStart.description),
            .init(milestone.latestFinish.description), .init(String(milestone.weight)),
          ])
        }
      }
      Terminal.data(table)
    }
  }

  /// How far the work is against how far it should be.
  struct ShowProgress: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "progress",
      abstract: say("时序进度：实际与计划、基准相比（离线）", "Progress against the plan or a baseline (offline)"))
    @OptionGroup var common: CommonOptions
    @Option(help: "Configuration directory (default: config if it is one, else /etc/daopai).") var config: String?
    @Option(help: "A file that plan baseline -o json wrote (default: the plan as it stands).") var baseline: String?
    @Option(name: .customLong("at"), help: "Day of the report (default: today).") var day: CivilDate?
    @Flag(help: "Of the morning: the day's own work does not count yet.") var morning = false
    @Argument(help: "A ledger file or a configuration directory.") var ledger: String

    func run() throws {
      let day = day ?? SystemTime.today(in: SystemTime.usualZone)
      let frozen = try baseline.map(read)
      let portfolio = try LedgerOptions.portfolio(at: ledger, configuration: config, today: day)
      let progress = PlanProgress(of: portfolio, against: frozen, at: day, morning ? .morning : .evening)
      if common.isJSON { return try Terminal.data(json: ProgressMessage(progress)) }
      for (index, project) in progress.projects.enumerated() {
        if index > 0 { Terminal.data("") }
        for line in project.lines(in: language) { Terminal.data(printable(line)) }
        Terminal.data(table(project))
      }
    }

    private func read(_ file: String) throws -> Baseline {
      guard let bytes = FileManager.default.contents(atPath: file) else {
        throw Failure(say("读不到基准文件 \(file)", "cannot read the baseline \(file)"))
      }
      guard let found = (try? Wire.decode(BaselineMessage.self, from: bytes))?.baseline else {
        throw Failure(
          say("\(file) 不是 plan baseline -o json 写出的基准", "\(file) is no baseline that plan baseline -o json wrote"))
      }
      return found
    }

    private func table(_ project: PlanProgress.ProjectProgress) -> Table {
      var table = Table([
        .init(say("节点", "id")), .init(say("名称", "name"), isFreeText: true), .init(say("计划开始", "start")),
        .init(say("计划完成", "finish")), .init(say("预计完成", "forecast")), .init(say("应完成", "planned"), .right),
        .init(say("实际", "actual"), .right), .init(say("滞后", "lag"), .right), .init(""),
      ])
      for milestone in project.milestones {
        let reading = milestone.reading
        table.append([
          .init(milestone.id.text), .init(milestone.name), .init(milestone.plannedStart.description),
          .init(milestone.plannedFinish.description), .init(milestone.forecastFinish.description),
          .init(percent(reading.planned)), .init(percent(reading.actual)),
          .init(reading.lag == 0 ? "" : oneDecimal(reading.lag), reading.standing == .behind ? .red : nil),
          .init(
            reading.standing == .behind ? say("落后", "behind") : reading.standing == .ahead ? say("超前", "ahead") : ""),
        ])
      }
      return table
    }

    private func percent(_ value: Double) -> String { oneDecimal(value) + "%" }
  }
}
