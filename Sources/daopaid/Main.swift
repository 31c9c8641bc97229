import ArgumentParser
import Core
import Daemon
import Dispatch
import Foundation
import Logging

@main
struct Daopaid: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "daopaid", abstract: "Chases what is due: the deadline daemon.", version: Version.current,
    subcommands: [Run.self])
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the daemon until it is told to stop.",
    discussion: """
      Places not given are taken from systemd ($CONFIGURATION_DIRECTORY, $STATE_DIRECTORY, $RUNTIME_DIRECTORY), from a \
      checkout (config, var, var/control.sock), or are those of an installation.

      Exit status: 0 stopped cleanly, 70 broken, 75 the state directory is in use, 78 bad configuration.
      """)

  @Option(help: ArgumentHelp("The configuration directory.", valueName: "dir"), completion: .directory)
  var config: String?
  @Option(help: ArgumentHelp("The state directory.", valueName: "dir"), completion: .directory)
  var state: String?
  @Option(help: ArgumentHelp("The control socket, unless systemd passes one.", valueName: "path"), completion: .file())
  var socket: String?
  @Flag(help: "A drill: a clock of its own, everything marked, nothing leaves the machine.")
  var drill = false
  @Option(help: ArgumentHelp("When the drill begins: 2021-07-12T08:29:50+08:00.", valueName: "time"))
  var clock: String?
  @Option(help: ArgumentHelp("Seconds lived in the drill for each real one.", valueName: "n"))
  var speed: Double?

  func validate() throws {
    if !drill, clock != nil || speed != nil { throw ValidationError("--clock and --speed go with --drill.") }
    if drill, clock == nil { throw ValidationError("A drill needs --clock, for instance 2021-07-12T08:29:50+08:00.") }
    if let speed, !(speed > 0 && speed <= 10_000_000) { throw ValidationError("--speed: expected 0 < n ≤ 10000000.") }
  }

  /// Not an `async` command: that would begin on libdispatch's pool.
  func run() throws {
    Allocator.returnLargeBlocks()
    let environment = ProcessInfo.processInfo.environment
    LoggingSystem.bootstrap { _ in
      StandardErrorLog(isUnderSystemd: environment["JOURNAL_STREAM"] != nil || environment["INVOCATION_ID"] != nil)
    }
    let logger = Logger(label: "daopaid")
    let places = Places(configuration: config, state: state, socket: socket, environment: environment)
    let drill = clock.map { Daemon.Drill(clock: $0, speed: speed ?? 1) }
    Task(executorPreference: WorkerPool.shared) {
      do throws(Failure) {
        try await Daemon(options: .init(places: places, drill: drill), logger: logger).run()
      } catch {
        report(error, to: logger)
        Self.exit(withError: ExitCode(error.status))
      }
      Self.exit()
    }
    dispatchMain()
  }

  private func report(_ failure: Failure, to logger: Logger) {
    switch failure {
    case .badConfiguration(let diagnostics):
      logger.report(diagnostics)
      let errors = diagnostics.count { $0.severity == .error }
      logger.critical("Not started: \(errors) \(errors == 1 ? "error" : "errors").")
    case .locked(let why), .broken(let why): logger.critical("\(why)")
    }
  }
}
