import ArgumentParser
import Control
import Core

extension PlanCommand {
  /// What changed between two states of a ledger.
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("比较两份台账的倒排计划（离线）", "Compare the plans of two ledgers (offline)"))
    @OptionGroup var common: CommonOptions
    @OptionGroup var offline: OfflineOptions
    @Argument(help: "A ledger file or a configuration directory: before.") var old: String
    @Argument(help: "The same: after.") var new: String

    func run() throws {
      let today = offline.today ?? SystemTime.today(in: SystemTime.usualZone)
      let difference = PlanDifference(
        old: try LedgerOptions.portfolio(at: old, configuration: offline.config, today: today),
        new: try LedgerOptions.portfolio(at: new, configuration: offline.config, today: today), today: today)
      if common.isJSON { return try Terminal.data(json: PlanDifferenceMessage(difference)) }
      for line in difference.lines(in: language) { Terminal.data(printable(line)) }
    }
  }
}
