import Core
import Loading
import Sinks
import Store

/// A configuration with all that the daemon derives from it: ready to be put in force as a whole.
struct DaemonConfiguration: Sendable {
  let portfolio: Portfolio
  let outlet: Outlet
  let origin: LoadOrigin

  /// Everything that is wrong comes back at once, sinks included; nil if anything is.
  ///
  /// - Parameter recorded: the latest instant in the store. What was loaded by then is never too new for a clock that has
  ///   been set back since: the office would be without a daemon for it. A drill may be of a time that is over, with the
  ///   ledger of today.
  @concurrent
  static func load(
    directory: String, stateDirectory: String, instance: String, isDrill: Bool, clock: any WallClock,
    recorded: Instant?
  ) async -> (configuration: DaemonConfiguration?, diagnostics: [Diagnostic]) {
    // The zone is in the file still to be read; a day more or less only moves plans without a status date.
    let now = clock.now()
    let today = ZoneRules.utc.date(of: now)
    let archive = InputArchive(stateDirectory: stateDirectory)
    let writer = archive.writer()
    let cache = InputCache(stateDirectory: stateDirectory)
    let began = FileClock.now
    let outcome = ConfigurationLoader.load(
      directory: directory, today: today, done: isDrill ? .unjudged : LatestDone(clock: now, recorded: recorded),
      keep: writer.keep,
      cache: ReadingCache(
        edition: "\(Version.current) \(FileClock.programEdition)", hash: { InputCache.hash($0) },
        entry: { cache.entry($0) }, keep: { cache.keep($0, $1) }))
    guard let configuration = outcome.configuration else { return (nil, outcome.diagnostics) }
    var diagnostics = outcome.diagnostics
    let sinks: [Channel: any Sink]
    do throws(SinkSetupError) {
      sinks = try SinkSet.make(
        settings: configuration.delivery, stateDirectory: stateDirectory, configurationDirectory: directory,
        isDrill: isDrill, language: configuration.language)
    } catch {
      let place = Place(file: "\(directory)/daopai.yaml")
      let problems = error.problems.map { Diagnostic(code: "delivery.settings", $0, at: place) }
      return (nil, diagnostics + problems)
    }
    var inputs: String?
    do {
      inputs = try writer.finish()
      try archive.prune()
    } catch {
      diagnostics.append(
        Diagnostic(
          .warning, code: "inputs.notKept",
          "The files of this load could not be kept, so that its plans cannot be compared later: \(error).",
          at: Place(file: directory)))
    }
    cache.prune(before: began)
    let portfolio = configuration.portfolio
    return (
      DaemonConfiguration(
        portfolio: portfolio, outlet: Outlet(sinks: sinks, portfolio: portfolio, instance: instance),
        origin: LoadOrigin(inputs: inputs, readAt: now)),
      diagnostics
    )
  }
}
