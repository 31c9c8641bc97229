import ArgumentParser
import Control
import Core
import FoundationEssentials

/// Options of every command.
struct CommonOptions: ParsableArguments {
  enum Output: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(
    help: explain(
      "控制套接字（缺省：有 var/control.sock 则用之，否则 /run/daopai/control.sock）",
      "Control socket (default: var/control.sock if it exists, else /run/daopai/control.sock)"))
  var socket: String?

  @Option(name: [.customShort("o"), .customLong("output")], help: explain("输出形式", "Form of the output"))
  var output: Output = .table

  @Option(
    name: .customLong("lang"),
    help: explain("语言（缺省：按 LC_ALL、LC_MESSAGES、LANG）", "Language (default: by LC_ALL, LC_MESSAGES, LANG)")
  )
  var language: Language?

  var isJSON: Bool { output == .json }

  func client(timeoutSeconds: Int = 30) -> ControlClient {
    let local = "var/control.sock"
    let found = FileManager.default.fileExists(atPath: local) ? local : "/run/daopai/control.sock"
    var client = ControlClient(socketPath: socket ?? found, timeoutSeconds: timeoutSeconds)
    client.language = daopaictl.language
    return client
  }

  static let configHelp = explain(
    "配置目录（缺省：有 config/daopai.yaml 则为 config，否则 /etc/daopai）",
    "Configuration directory (default: config if it holds daopai.yaml, else /etc/daopai)")

  /// Loading or verifying a large office takes its time.
  static let patientSeconds = 600
}

extension Language: ExpressibleByArgument {}
extension Duty.Kind: ExpressibleByArgument {}
extension Alert.State: ExpressibleByArgument {}
extension DutyMessage.State: ExpressibleByArgument {}

extension CivilDate: ExpressibleByArgument {
  package init?(argument: String) { self.init(iso: argument) }
  package var defaultValueDescription: String { description }
}

extension Span: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument.replacing("\u{2212}", with: "-")) }
  package var defaultValueDescription: String { description }
}
