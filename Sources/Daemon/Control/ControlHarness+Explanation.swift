import Control
import Core
import Store

/// Why this rung, now, to them.
extension ControlHarness {
  func explain(alert id: AlertID) async throws -> DutyExplanationMessage {
    guard let alert = try store.alert(id) else { throw notFound("alert", id.text, among: EmptyCollection<String>()) }
    let snapshot = await engine.snapshot()
    guard let index = snapshot.duties.index(of: alert.duty) else {
      throw Problem(.conflict, "alert \(id): its duty \(alert.duty) is no longer in the ledger")
    }
    return try explain(index, snapshot, alert: AlertMessage(alert, zone: snapshot.portfolio.zone))
  }

  func explain(duty id: DutyID) async throws -> DutyExplanationMessage {
    let snapshot = await engine.snapshot()
    guard let index = snapshot.duties.index(of: id) else {
      throw notFound("duty", id.text, among: snapshot.duties.lazy.map(\.id.text))
    }
    return try explain(index, snapshot, alert: nil)
  }

  private func explain(_ index: Int, _ snapshot: EngineSnapshot, alert: AlertMessage?) throws -> DutyExplanationMessage
  {
    let (duty, zone) = (snapshot.duties[index], snapshot.portfolio.zone)
    guard let ladder = snapshot.ladder(of: index) else { throw Problem(.conflict, "no policy watches duty \(duty.id)") }
    let factory = AlertFactory(portfolio: snapshot.portfolio, isDrill: false, instance: store.instance)
    let explanation = DutyExplanation(
      duty, snapshot.states[index], ladder: ladder,
      version: snapshot.versions.standing(of: duty, snapshot.states[index]),
      restraint: snapshot.restraint(on: duty), at: snapshot.at
    ) { factory.recipients(of: $0, for: duty, at: snapshot.at) }
    let records = try store.journal(after: 0, limit: Limits.listPage, duty: duty.id)
    return DutyExplanationMessage(
      explanation, alert: alert,
      records: records.map { JournalMessage($0.entry, sequence: Int64($0.sequence), hash: $0.hash, zone: zone) },
      zone: zone)
  }
}
