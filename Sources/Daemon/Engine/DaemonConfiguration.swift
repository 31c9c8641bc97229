import Core
import Loading
import Sinks

/// A configuration with all that the daemon derives from it: ready to be put in force as a whole.
struct DaemonConfiguration: Sendable {
  let portfolio: Portfolio
  let plans: [ProjectID: ProjectPlan]
  let outlet: Outlet

  /// Everything that is wrong comes back at once, sinks included; nil if anything is.
  @concurrent
  static func load(
    directory: String, stateDirectory: String, instance: String, isDrill: Bool, clock: any WallClock
  ) async -> (configuration: DaemonConfiguration?, diagnostics: [Diagnostic]) {
    // The zone is in the file still to be read; a day more or less only moves plans without a status date.
    let today = ZoneRules.utc.date(of: clock.now())
    let outcome = ConfigurationLoader.load(directory: directory, today: today)
    guard let configuration = outcome.configuration else { return (nil, outcome.diagnostics) }
    let sinks: [Channel: any Sink]
    do throws(SinkSetupError) {
      sinks = try SinkSet.make(
        settings: configuration.delivery, stateDirectory: stateDirectory, configurationDirectory: directory,
        isDrill: isDrill, language: configuration.language)
    } catch {
      let place = Place(file: "\(directory)/daopai.yaml")
      let problems = error.problems.map { Diagnostic(code: "delivery.settings", $0, at: place) }
      return (nil, outcome.diagnostics + problems)
    }
    let portfolio = configuration.portfolio
    let plans = portfolio.plans(today: portfolio.zone.date(of: clock.now())).plans
    return (
      DaemonConfiguration(
        portfolio: portfolio, plans: plans, outlet: Outlet(sinks: sinks, portfolio: portfolio, instance: instance)),
      outcome.diagnostics
    )
  }
}
