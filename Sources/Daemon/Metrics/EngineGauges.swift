import Core
import Store

/// Gauges that are derived when somebody asks, not kept up to date. No project or person appears in a label.
struct EngineGauges {
  let figures: EngineFigures
  let outbox: [OutboxCount]

  func text() -> String {
    let alerts = Dictionary(grouping: figures.alerts) { $0.key.level }.sorted { $0.key < $1.key }.flatMap {
      level, counts in
      [false, true].map { isAcknowledged in
        let some = counts.filter { ($0.key.state == .acknowledged) == isAcknowledged }
        return ("level=\"\(level)\",acked=\"\(isAcknowledged)\"", Int64(some.reduce(0) { $0 + $1.value }))
      }.filter { $0.1 > 0 }
    }
    let oldest = outbox.filter { $0.state == .pending || $0.state == .sending }.map(\.oldest).min()
    let unreached = outbox.filter { $0.state == .dead }.reduce(0) { $0 + $1.count }
    return family("daopai_alerts", alerts)
      + family(
        "daopai_outbox_messages",
        outbox.map { ("sink=\"\($0.channel.rawValue)\",state=\"\($0.state.rawValue)\"", Int64($0.count)) })
      + family("daopai_outbox_oldest_age_seconds", [("", oldest.map { max(0, figures.at - $0) } ?? 0)])
      + family("daopai_unreached_recipients", [("", Int64(unreached))])
      + family(
        "daopai_calendar_valid_until_timestamp_seconds",
        figures.ledger.coveredThrough.map { [("", figures.zone.instant($0 + 1, .midnight).seconds)] } ?? [])
      + family("daopai_rungs", rungs)
      + family("daopai_accounts_imbalance", [("", Int64(figures.accounts.imbalance(pending: figures.pending)))])
      + family("daopai_answers", answers)
      + family("daopai_build_info", [("version=\"\(Version.current)\"", 1)])
  }

  /// Where the rungs stand; all but the pending ones since the daemon started.
  private var rungs: [(labels: String, value: Int64)] {
    [("state=\"scheduled\"", Int64(figures.accounts.scheduled)), ("state=\"pending\"", Int64(figures.pending))]
      + DutyState.Outcome.allCases.map {
        ("state=\"\($0.rawValue)\"", Int64(figures.accounts.settled[$0] ?? 0))
      }
  }

  /// Answers in force or waiting to be decided, by kind.
  private var answers: [(labels: String, value: Int64)] {
    let book = figures.book
    let open = book.answers.filter { book.standing(of: $0, in: figures.zone, at: figures.at).isOpen }
    return Dictionary(grouping: open, by: \.content.kind.rawValue).sorted { $0.key < $1.key }
      .map { ("kind=\"\($0.key)\"", Int64($0.value.count)) }
  }

  private func family(_ name: String, _ series: [(labels: String, value: Int64)]) -> String {
    guard !series.isEmpty else { return "" }
    let lines = series.map { $0.labels.isEmpty ? "\(name) \($0.value)" : "\(name){\($0.labels)} \($0.value)" }
    return "# TYPE \(name) gauge\n" + lines.joined(separator: "\n") + "\n"
  }
}
