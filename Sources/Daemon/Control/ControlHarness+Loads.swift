import Control
import Core
import Loading
import Store

/// What is asked of loads that were in force once.
extension ControlHarness {
  /// - Parameter new: nil: what is in force now.
  func planDifference(from old: JournalPoint, to new: JournalPoint?) async throws -> PlanDifferenceMessage {
    let facts = await engine.facts()
    let zone = facts.portfolio.zone
    let recorded = try new.map { try load(at: $0, zone) }
    let today = zone.date(of: recorded?.at ?? facts.at)
    let before = try portfolio(of: try load(at: old, zone), today: today)
    let after = try recorded.map { try portfolio(of: $0, today: today) } ?? facts.portfolio
    return PlanDifferenceMessage(PlanDifference(old: before, new: after, today: today))
  }

  private func load(at point: JournalPoint, _ zone: ZoneRules) throws -> RecordedLoad {
    let last = try store.head().sequence
    if case .record(let sequence) = point, sequence > last {
      throw Problem(.notFound, "no record \(sequence): the journal ends with \(last)")
    }
    guard let load = try store.load(at: point, zone: zone) else {
      throw Problem(.notFound, "nothing had been loaded at \(point)")
    }
    return load
  }

  private func portfolio(of load: RecordedLoad, today: CivilDate) throws -> Portfolio {
    guard let inputs = load.inputs else {
      throw Problem(.conflict, "the files of record \(load.sequence) were not kept")
    }
    let outcome: LoadOutcome
    do {
      // What was taken then is not judged anew.
      outcome = try archive.withRestored(inputs) { ConfigurationLoader.load(directory: $0, today: today) }
    } catch let error as StoreError {
      throw Problem(.conflict, "record \(load.sequence): \(error)")
    }
    guard let configuration = outcome.configuration else {
      throw Problem(
        .conflict, "this version cannot read what record \(load.sequence) loaded", diagnostics: outcome.diagnostics)
    }
    return configuration.portfolio
  }
}
