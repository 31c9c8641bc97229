import ArgumentParser
import Control
import Core
import Glibc

@main enum Main {
  static func main() {
    var status = ExitStatus.ok
    do {
      var command = try Daopaictl.parseAsRoot(CommandLineWords.normalized(Array(CommandLine.arguments.dropFirst())))
      try command.run()
    } catch {
      status = Ending.report(error)
    }
    exit(Ending.settle(status).rawValue)
  }
}

struct Daopaictl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "daopaictl",
    abstract: say("查看和操作倒排守护进程；纯计算无需守护进程。", "Ask and steer the daopai daemon; pure computations need none."),
    discussion: say(
      "退出码：0 成功 · 1 操作失败或核验不符 · 2 用法错误 · 3 连不上守护进程 · 4 没有权限",
      "Exit status: 0 ok · 1 failed or mismatch · 2 usage · 3 daemon unreachable · 4 not allowed"),
    version: Version.current,
    subcommands: [
      StatusCommand.self, ProjectCommand.self, PlanCommand.self, DutyCommand.self, AlertCommand.self,
      DigestCommand.self,
      TimersCommand.self, CalendarCommand.self, CheckCommand.self, SimulateCommand.self, ReloadCommand.self,
      JournalCommand.self, ReportCommand.self, VerifyCommand.self, ReturnCommand.self, ExtendCommand.self,
      ApproveCommand.self, RefuseCommand.self, ExcuseCommand.self, PauseCommand.self, ResumeCommand.self,
      HandOverCommand.self, SilenceCommand.self, AnswerCommand.self, ExplainCommand.self,
      EventsCommand.self,
    ])

  @OptionGroup var common: CommonOptions
}

/// What people type, brought into the form that the parser takes.
enum CommandLineWords {
  /// Common options may stand before the command, as in `daopaictl --socket PATH status`: they move behind it. A negative
  /// span (`-40wd`) gets a real minus sign, so that it is not taken for an option. Where a command writes a file, `-o`
  /// and `--output` name it; the parser would take them for the form of the output.
  static func normalized(_ words: [String]) -> [String] {
    var rest = words[...]
    var moved: [String] = []
    while let word = rest.first, word.hasPrefix("-") {
      let takesValue = ["--socket", "-o", "--output", "--lang"].contains(word)
      guard takesValue || word.hasPrefix("--socket=") || word.hasPrefix("--output=") || word.hasPrefix("--lang=")
      else { break }
      moved += rest.prefix(takesValue ? 2 : 1)
      rest = rest.dropFirst(takesValue ? 2 : 1)
    }
    var spans = rest.map { word in
      word.wholeMatch(of: /-[0-9]+(s|m|h|d|wd|mo)/) == nil ? word : "\u{2212}" + word.dropFirst()
    }
    if ["plan export", "calendar import"].contains(spans.prefix(2).joined(separator: " ")) {
      spans = spans.map { word in
        if word == "-o" || word == "--output" { return "--to" }
        return word.hasPrefix("--output=") ? "--to=" + word.dropFirst("--output=".count) : word
      }
    }
    let end = spans.firstIndex(of: "--") ?? spans.endIndex
    return Array(spans[..<end]) + moved + Array(spans[end...])
  }
}
