import Control
import Core
import Store

/// Why this rung, now, to them.
extension ControlHarness {
  func explain(alert id: AlertID) async throws -> DutyExplanationMessage {
    guard let alert = try store.alert(id) else { throw notFound("alert", id.text, among: EmptyCollection<String>()) }
    let facts = await engine.facts()
    guard facts.duties.index(of: alert.duty) != nil else {
      throw Problem(.conflict, "alert \(id): its duty \(alert.duty) is no longer in the ledger")
    }
    let (look, now) = try await look(at: alert.duty)
    return try explain(look, now, alert: message(of: alert, now))
  }

  func explain(duty id: DutyID) async throws -> DutyExplanationMessage {
    let (look, facts) = try await look(at: id)
    return try explain(look, facts, alert: nil)
  }

  private func explain(_ look: DutyLook, _ facts: EngineFacts, alert: AlertMessage?) throws -> DutyExplanationMessage {
    let (duty, zone) = (look.duty, facts.portfolio.zone)
    guard let ladder = look.ladder else { throw Problem(.conflict, "no policy watches duty \(duty.id)") }
    let factory = AlertFactory(portfolio: facts.portfolio, isDrill: false, instance: store.instance)
    let records = try store.journal(after: 0, limit: Limits.listPage, duty: duty.id)
    let explanation = DutyExplanation(
      duty, look.state, ladder: ladder, version: look.version, restraint: look.restraint, at: facts.at
    ) { rung in
      records.lazy.map(\.entry).last { $0.kind == .rungRaised && $0.rung == rung.id && $0.due == duty.due }?.reason
    } recipients: {
      factory.recipients(of: $0, for: duty, at: facts.at)
    }
    return DutyExplanationMessage(
      explanation, alert: alert,
      records: records.map { JournalMessage($0.entry, sequence: Int64($0.sequence), hash: $0.hash, zone: zone) },
      zone: zone)
  }
}
