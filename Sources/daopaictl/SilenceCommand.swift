import ArgumentParser
import Control
import Core

struct SilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence", abstract: say("静默：暂不发出，到期补发", "Silences: held back now, raised when they end"),
    subcommands: [Add.self, List.self, Expire.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: say("设静默，如 project=P01 level!=L4 --until 2026-02-14", "Add one, as project=P01 level!=L4 --until …"))
    @OptionGroup var options: AnswerOptions
    @Argument(
      help: explain(
        "条件：名=值、名!=值、名=~通配；名为 duty、project、milestone、row、area、level、party、policy、category、kind、batch",
        "Matchers: NAME=VALUE, NAME!=VALUE, NAME=~PATTERN; by duty, project, milestone, row, area, level, party, …"))
    var match: [String]
    @Option(help: explain("起（缺省：现在）", "From this moment (default: now)")) var from: String?
    @Option(help: explain("止", "Until this moment, or the beginning of this day")) var until: String
    @Option(help: explain("只在星期几，如 6,7", "Only on these days of the week, as 6,7")) var days: String?
    @Option(help: explain("只在几点，如 18:00-24:00", "Only in these hours, as 18:00-24:00")) var hours: String?

    func validate() throws { try options.needReason() }

    func run() throws {
      try options.give(
        .silence,
        ["match": match.joined(separator: ","), "from": from, "until": until, "days": days, "hours": hours])
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出静默", "List silences"))
    @OptionGroup var common: CommonOptions
    @Flag(help: explain("也列已失效的", "Those that have ended, too")) var all = false
    func run() throws { try listAnswers(common, .init(kind: .silence, isOpen: !all)) }
  }

  struct Expire: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("提前解除静默", "End a silence now"))
    @OptionGroup var options: AnswerOptions
    @Argument(help: explain("静默的号", "Number of the silence")) var number: Int
    func run() throws { try options.give(.unsilence, ["silence": String(number)]) }
  }
}

struct AnswerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: say("延期、正当理由、停缓建、自报等记录", "Extensions, excuses, pauses, reports …"),
    subcommands: [List.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: say("列出", "List them"))
    @OptionGroup var common: CommonOptions
    @Option(help: explain("只列此类，如 extend", "Only of this kind, as extend")) var kind: Answer.Kind?
    @Option(help: AnswerOptions.subjectHelp) var subject: String?
    @Flag(help: explain("只列有效或待批的", "Only what is in force or waits")) var open = false
    func run() throws {
      try listAnswers(common, .init(kind: kind, subject: subject.map { Subject($0) }, isOpen: open))
    }
  }
}

extension Answer.Kind: ExpressibleByArgument {}
