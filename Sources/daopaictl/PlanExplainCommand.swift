import ArgumentParser
import Control
import Core
import FoundationEssentials
import Loading

extension PlanCommand {
  /// Why a milestone's dates are what they are. A pure computation on the ledger: it asks no daemon.
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("说明节点的日期由何而来、怎样改变（离线）", "Say why a milestone's dates are what they are (offline)"))
    @OptionGroup var common: CommonOptions
    @OptionGroup var ledger: LedgerOptions
    @Argument(help: "PROJECT/MILESTONE; may be repeated.") var subjects: [String]

    func run() throws {
      let portfolio = try ledger.portfolio()
      let today = ledger.offline.today ?? SystemTime.today(in: portfolio.zone)
      let explanations = try subjects.map { try explain($0, in: portfolio, today: today) }
      if common.isJSON { return try Terminal.data(json: ExplanationsMessage(explanations)) }
      for (index, explanation) in explanations.enumerated() {
        if index > 0 { Terminal.data("") }
        for line in explanation.lines(in: language) { Terminal.data(printable(line)) }
      }
    }

    private func explain(_ subject: String, in portfolio: Portfolio, today: CivilDate) throws -> Explanation {
      let parts = subject.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError(say("写作 项目/节点，例如 P01/m09", "write PROJECT/MILESTONE, as in P01/m09"))
      }
      guard let project = portfolio.projects.first(where: { $0.id.text == parts[0] }) else {
        throw Failure(
          say("没有项目 \(parts[0])。", "there is no project \(parts[0]).")
            + hint(parts[0], portfolio.projects.map(\.id.text)))
      }
      guard project.milestones.contains(where: { $0.id.text == parts[1] }) else {
        throw Failure(
          say("项目 \(parts[0]) 没有节点 \(parts[1])。", "project \(parts[0]) has no milestone \(parts[1]).")
            + hint(parts[1], project.milestones.map(\.id.text)))
      }
      let id = MilestoneID(parts[1])
      guard let found = Explanation(of: id, in: project, calendars: portfolio.calendars, today: today) else {
        Terminal.message(Planner.plan(project, calendars: portfolio.calendars, today: today).diagnostics)
        throw Failure(say("项目 \(parts[0]) 无法倒排", "project \(parts[0]) cannot be planned"))
      }
      return found
    }

    private func hint(_ name: String, _ known: [String]) -> String {
      nearestName(to: name, among: known).map { say("是不是 \($0)？", " Did you mean \($0)?") } ?? ""
    }
  }
}

/// Where a command that needs no daemon finds its ledger: files, or the configuration directory.
struct LedgerOptions: ParsableArguments {
  @OptionGroup var offline: OfflineOptions
  @Option(name: .customLong("file"), help: "Ledger file instead of the configuration's; may be repeated.")
  var files: [String] = []
  @Option(help: "Mapping file of a CSV ledger; may be repeated.") var mapping: [String] = []

  func portfolio() throws -> Portfolio {
    if files.isEmpty { return try offline.required(today: nil).portfolio }
    return try LedgerOptions.portfolio(
      of: files, mappings: mapping, configuration: offline.config,
      today: offline.today ?? SystemTime.today(in: SystemTime.usualZone))
  }

  /// By themselves, or leaning on the configuration given or found.
  static func portfolio(
    of files: [String], mappings: [String], configuration: String?, today: CivilDate
  ) throws -> Portfolio {
    func load(_ directory: String?) -> LedgerOutcome {
      LedgerLoader.load(
        files: files, mappings: mappings, configuration: directory, today: today,
        done: SystemTime.latestDone)
    }
    var outcome = load(configuration)
    if outcome.portfolio == nil, configuration == nil, let found = OfflineOptions.found {
      let second = load(found)
      if second.portfolio != nil { outcome = second }
    }
    Terminal.message(outcome.diagnostics)
    guard let portfolio = outcome.portfolio else {
      throw Failure(say("台账有错误", "the ledger has errors"))
    }
    return portfolio
  }

  /// A file, or a directory with its own configuration.
  static func portfolio(
    at subject: String, configuration: String?, today: CivilDate, done: LatestDone = SystemTime.latestDone
  ) throws -> Portfolio {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: subject, isDirectory: &isDirectory), isDirectory else {
      return try portfolio(of: [subject], mappings: [], configuration: configuration, today: today)
    }
    let outcome = ConfigurationLoader.load(directory: subject, today: today, done: done)
    Terminal.message(outcome.diagnostics)
    guard let found = outcome.configuration else {
      throw Failure(say("\(subject) 的配置有错误", "the configuration in \(subject) has errors"))
    }
    return found.portfolio
  }
}
