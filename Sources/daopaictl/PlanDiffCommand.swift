import ArgumentParser
import Control
import Core
import Loading
import Store

extension PlanCommand {
  /// What changed between two states of a ledger: files, directories, or loads that the journal remembers.
  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("比较两份台账的倒排计划", "Compare the plans of two ledgers"),
      discussion: say(
        "台账文件或配置目录（离线），或流水中的时点：@17（第 17 条记录时）、@2021-07-12（当日终了时）、@now（现行）。",
        "Ledger files or configuration directories (offline), or points of the journal: @17 (as of record 17), "
          + "@2021-07-12 (at the end of that day), @now (in force)."))
    @OptionGroup var common: CommonOptions
    @OptionGroup var offline: OfflineOptions
    @Option(
      help: explain("没有守护进程在用的状态目录，流水从那里读", "A state directory that no daemon uses, to read the journal of"))
    var state: String?
    @Argument(help: explain("之前：文件、目录或 @时点", "Before: a file, a directory or an @point")) var old: String
    @Argument(help: explain("之后：同上", "After: the same")) var new: String

    func validate() throws {
      for point in [old, new] where point.hasPrefix("@") && point != Diff.now && JournalPoint(point) == nil {
        throw ValidationError(
          say(
            "\(point) 不是流水的时点：应写作 @17、@2021-07-12 或 @now",
            "\(point) is no point of the journal: write @17, @2021-07-12 or @now"))
      }
      guard old.hasPrefix("@") != new.hasPrefix("@"), state == nil else { return }
      throw ValidationError(
        say("时点与文件比较时，须用 --state 指明状态目录", "to compare a point with a file, name a state directory with --state"))
    }

    private static let now = "@now"

    func run() throws {
      let difference = try old.hasPrefix("@") && state == nil ? askDaemon() : readFiles()
      if common.isJSON { return try Terminal.data(json: PlanDifferenceMessage(difference)) }
      for line in difference.lines(in: language) { Terminal.data(printable(line)) }
    }

    private func askDaemon() throws -> PlanDifference {
      guard let before = JournalPoint(old) else {
        throw Failure(say("现行计划只能作为“之后”", "what is in force can only be the later one"))
      }
      let message = try common.client(timeoutSeconds: CommonOptions.patientSeconds)
        .ask(.planDifference(before, JournalPoint(new)), as: PlanDifferenceMessage.self)
      guard let difference = message.difference else {
        throw Failure(say("守护进程的答复无法读懂", "the daemon's answer cannot be read"))
      }
      return difference
    }

    private func readFiles() throws -> PlanDifference {
      let today = offline.today ?? SystemTime.today(in: SystemTime.usualZone)
      return PlanDifference(old: try portfolio(old, today), new: try portfolio(new, today), today: today)
    }

    private func portfolio(_ subject: String, _ today: CivilDate) throws -> Portfolio {
      guard let state, let point = point(subject) else {
        return try LedgerOptions.portfolio(at: subject, configuration: offline.config, today: today)
      }
      let last = try Store.reading(journalOf: state) { try $0.last }
      if case .record(let sequence) = point, sequence > last, subject != Diff.now {
        throw Failure(
          say("没有第 \(sequence) 条记录：流水止于第 \(last) 条", "no record \(sequence): the journal ends with \(last)"))
      }
      guard let load = try Store.load(at: point, zone: SystemTime.usualZone, directory: state) else {
        throw Failure(say("\(subject) 时尚未加载过配置", "nothing had been loaded at \(subject)"))
      }
      guard let inputs = load.inputs else {
        throw Failure(say("第 \(load.sequence) 条记录的文件没有留存", "the files of record \(load.sequence) were not kept"))
      }
      return try InputArchive(stateDirectory: state).withRestored(inputs) {
        try LedgerOptions.portfolio(at: $0, configuration: nil, today: today, done: .unjudged)
      }
    }

    /// With a state directory, what is in force is what was loaded last.
    private func point(_ subject: String) -> JournalPoint? {
      subject == Diff.now ? .record(.max) : JournalPoint(subject)
    }
  }
}
