import ArgumentParser
import Core
import FoundationEssentials
import Loading

extension PlanExport.Format: ExpressibleByArgument {}

/// `plan export FILE… --format mspdi|ical|mermaid`: the plans of ledger files for other programs.
struct PlanExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: say(
      "把台账的倒排计划写成 MS Project XML、iCalendar 或 Mermaid",
      "Write the plans of ledger files as MS Project XML, iCalendar or Mermaid"))

  @OptionGroup var offline: OfflineOptions

  @Option(help: "mspdi, ical or mermaid (default: by the ending of the file: .xml, .ics, .mmd).")
  var format: PlanExport.Format?

  @Option(name: .customLong("to"), help: "File to write, also -o or --output (default: standard output).")
  var output: String?

  @Option(help: "Id of the project to write; may be repeated (default: all).") var project: [String] = []

  @Option(help: "Mapping file of a CSV ledger; may be repeated.") var mapping: [String] = []

  @Option(name: .customLong("lang"), help: "zh or en (default: by LC_ALL, LC_MESSAGES, LANG).")
  var language: Language?

  @Argument(help: "Ledger files.") var files: [String]

  func run() throws {
    let format = try chosenFormat()
    let today = offline.today ?? SystemTime.today(in: SystemTime.usualZone)
    let portfolio = try read(today: today)
    let plans = try chosen(from: portfolio.projects).map { project in
      guard let plan = Planner.plan(project, calendars: portfolio.calendars, today: today).plan else {
        throw Failure(say("项目 \(project.id) 无法倒排", "the project \(project.id) cannot be planned"))
      }
      return (project: project, plan: plan)
    }
    if plans.count > 1, !format.holdsSeveral {
      let ids = plans.prefix(5).map(\.project.id.text).joined(separator: ", ")
      throw Failure(
        say(
          "\(format.rawValue) 一个文件只放一个项目，请用 --project 指定其一：\(ids)…",
          "a \(format.rawValue) file holds one project; choose one with --project: \(ids)…"))
    }
    let outcome = PlanExport.write(plans, calendars: portfolio.calendars, as: format, stamp: SystemTime.now)
    Terminal.message(outcome.diagnostics)
    guard let output else { return Terminal.raw(outcome.text) }
    try OutputFile.write(outcome.text, to: output)
  }

  private func chosenFormat() throws -> PlanExport.Format {
    if let format { return format }
    if let output, let format = PlanExport.Format.allCases.first(where: { output.hasSuffix($0.suffix) }) {
      return format
    }
    throw ValidationError("--format is needed: mspdi, ical or mermaid")
  }

  /// By itself, or, where it cannot stand by itself, with the configuration found.
  private func read(today: CivilDate) throws -> Portfolio {
    func load(_ directory: String?) -> LedgerOutcome {
      LedgerLoader.load(
        files: files, mappings: mapping, configuration: directory, today: today,
        done: SystemTime.latestDone)
    }
    var outcome = load(offline.config)
    if outcome.portfolio == nil, offline.config == nil, let found = OfflineOptions.found {
      let second = load(found)
      if second.portfolio != nil { outcome = second }
    }
    Terminal.message(outcome.diagnostics)
    guard let portfolio = outcome.portfolio else { throw Failed() }
    return portfolio
  }

  private func chosen(from projects: [Project]) throws -> [Project] {
    guard !project.isEmpty else {
      if projects.isEmpty { throw Failure(say("没有项目", "there is no project")) }
      return projects
    }
    return try project.map { id in
      guard let found = projects.first(where: { $0.id.text == id }) else {
        let hint = nearestName(to: id, among: projects.map(\.id.text))
        throw Failure(
          say("没有项目 \(id)。", "there is no project \(id).")
            + (hint.map { say("是不是 \($0)？", " Did you mean \($0)?") } ?? ""))
      }
      return found
    }
  }
}
