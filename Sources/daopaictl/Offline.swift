import ArgumentParser
import Control
import Core
import FoundationEssentials
import Glibc
import Loading

/// Options of commands that read a configuration directory themselves.
struct OfflineOptions: ParsableArguments {
  @Option(help: CommonOptions.configHelp)
  var config: String?

  @Option(help: explain("以此日为今天", "Take this date for today"))
  var today: CivilDate?

  var directory: String { config ?? OfflineOptions.found ?? "/etc/daopai" }

  /// A checkout's own.
  static var found: String? { FileManager.default.fileExists(atPath: "config/daopai.yaml") ? "config" : nil }

  /// The configuration and its diagnostics, judged by today's date in the office's own zone.
  /// - Parameter done: what dates of things done are held against; nil: the same date.
  func load(done: LatestDone? = nil) -> LoadOutcome {
    let done = done ?? today.map { .day($0) } ?? SystemTime.latestDone
    let assumed = today ?? SystemTime.today(in: SystemTime.usualZone)
    let outcome = ConfigurationLoader.load(directory: directory, today: assumed, done: done)
    guard today == nil, let zone = outcome.configuration?.portfolio.zone else { return outcome }
    // The zone is known only now; at the edge of a day its date may be another one.
    let actual = SystemTime.today(in: zone)
    return actual == assumed ? outcome : ConfigurationLoader.load(directory: directory, today: actual, done: done)
  }

  /// The same, for commands that cannot go on without it. Diagnostics go to standard error.
  ///
  /// Whatever day is assumed, what has happened since has happened: dates of things done are held against the clock.
  /// - Parameter assumed: the date to judge by where no other is asked for; nil: the system's.
  func required(today assumed: CivilDate?) throws -> Configuration {
    var options = self
    options.today = today ?? assumed
    let outcome = options.load(done: SystemTime.latestDone)
    Terminal.message(outcome.diagnostics)
    guard let configuration = outcome.configuration else {
      throw Failure(say("\(directory) 的配置有错误", "the configuration in \(directory) has errors"))
    }
    return configuration
  }
}

/// The only reading of the clock.
enum SystemTime {
  /// Of an office that has not said otherwise.
  static var usualZone: ZoneRules {
    (try? ZoneLoader.load(name: "Asia/Shanghai")) ?? ZoneRules(name: "Asia/Shanghai", initialOffset: 28_800)
  }

  static var now: Instant { Instant(seconds: Int64(time(nil))) }

  static var latestDone: LatestDone { LatestDone(clock: now) }

  static func today(in zone: ZoneRules) -> CivilDate { zone.date(of: now) }
}
