import ArgumentParser
import Control
import Core
import Loading

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: say("检查配置目录，列出全部错误", "Check a configuration directory and name every fault"))

  @OptionGroup var common: CommonOptions
  @OptionGroup var offline: OfflineOptions

  func run() throws {
    let outcome = offline.load()
    let portfolio = outcome.configuration?.portfolio
    if common.isJSON {
      try Terminal.data(
        json: LoadMessage(
          ok: portfolio != nil, counts: portfolio.map(PortfolioCounts.init), diagnostics: outcome.diagnostics))
    } else {
      for diagnostic in outcome.diagnostics { Terminal.data(printable(diagnostic.description)) }
    }
    guard let portfolio else {
      let errors = outcome.diagnostics.count { $0.severity == .error }
      Terminal.message(offline.directory + say("：\(errors) 处错误", ": \(counted(errors, "error"))"))
      throw Failed()
    }
    if !common.isJSON { Terminal.data("\(offline.directory): \(summary(PortfolioCounts(portfolio)))") }
  }
}

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: say("让守护进程重新加载配置", "Let the daemon load its configuration anew"))

  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      let client = common.client(timeoutSeconds: CommonOptions.patientSeconds)
      let answer = try client.ask(.reload, as: LoadMessage.self)
      if common.isJSON { return try Terminal.data(json: answer) }
      Terminal.message(answer.diagnostics.map(\.diagnostic))
      if let counts = answer.counts { Terminal.data(say("已加载：", "loaded: ") + summary(counts)) }
    } catch ControlError.refused(let problem) where common.isJSON && problem.kind == .invalidConfiguration {
      let diagnostics = problem.diagnostics.map(\.diagnostic)
      try Terminal.data(json: LoadMessage(ok: false, counts: nil, diagnostics: diagnostics))
      throw ControlError.refused(problem)
    }
  }
}

private func summary(_ counts: PortfolioCounts) -> String {
  say(
    "项目 \(counts.projects)，节点 \(counts.milestones)，责任分工 \(counts.responsibilities)，"
      + "责任人和单位 \(counts.parties)，督办规则 \(counts.policies)",
    "\(counts.projects) projects, \(counts.milestones) milestones, \(counts.responsibilities) responsibilities, "
      + "\(counts.parties) parties, \(counts.policies) policies")
}
