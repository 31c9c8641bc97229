import ArgumentParser
import Control
import Core
import Store

/// The operation failed after all there is to say has been said.
struct Failed: Error {}

/// The operation failed, in words.
struct Failure: Error {
  var words: String
  init(_ words: String) { self.words = words }
}

/// Errors become words and exit codes here, and nowhere else.
enum Ending {
  static func report(_ error: any Error) -> ExitStatus {
    switch error {
    case is Failed: return .failed
    case let error as Failure:
      Terminal.message("daopaictl: \(error.words)")
      return .failed
    case let error as ValidationError:
      // Found while running; those of the command line come wrapped, and with the usage.
      Terminal.message("daopaictl: \(error.message)")
      return .usage
    case let error as StoreError:
      Terminal.message("daopaictl: \(error)")
      return .failed
    case let error as ControlError:
      if case .refused(let problem) = error {
        Terminal.message(problem.diagnostics.map(\.diagnostic))
      }
      Terminal.message("daopaictl: \(printable(error.words(in: language)))")
      return error.exitStatus
    default: return parserEnding(error)
    }
  }

  /// What was said has to have been written, else the command has failed. Who reads no further has what they wanted.
  static func settle(_ status: ExitStatus) -> ExitStatus {
    guard let reason = Terminal.flush() else { return status }
    Terminal.message("daopaictl: " + say("无法写入标准输出：\(reason)", "cannot write standard output: \(reason)"))
    return status == .ok ? .failed : status
  }

  /// Help and version are no failures; everything else the parser throws is a matter of usage.
  private static func parserEnding(_ error: any Error) -> ExitStatus {
    let code = Daopaictl.exitCode(for: error)
    let words = Daopaictl.fullMessage(for: error)
    if code == .success {
      Terminal.data(words)
      return .ok
    }
    Terminal.message(words)
    if let hint = nearestCommand() {
      Terminal.message(say("是不是 daopaictl \(hint)？", "Did you mean daopaictl \(hint)?"))
    }
    return code == .validationFailure ? .usage : .failed
  }

  /// Where a word that should be a command is none: the command it may have been meant for.
  private static func nearestCommand() -> String? {
    var path: [String] = []
    var commands = Daopaictl.configuration.subcommands
    for word in CommandLineWords.normalized(Array(CommandLine.arguments.dropFirst())) where !commands.isEmpty {
      let names = commands.compactMap { command in
        command.configuration.commandName ?? String(describing: command).lowercased()
      }
      guard let index = names.firstIndex(of: word) else {
        return nearestName(to: word, among: names).map { (path + [$0]).joined(separator: " ") }
      }
      path.append(word)
      commands = commands[index].configuration.subcommands
    }
    return nil
  }
}
