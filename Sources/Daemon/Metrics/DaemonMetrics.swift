package import Core
import Metrics

/// What the daemon counts, under its names in the Prometheus text. Gauges are read when somebody asks.
package struct DaemonMetrics: Sendable {
  private let timers = Gauge(label: "daopai_timers")
  private let lateness = Recorder(label: "daopai_timer_lag_seconds", dimensions: [], aggregate: true)

  package init() {}

  package func armed(timers count: Int) { timers.record(count) }

  /// Counts what every rung came to, and how late alerts were raised.
  package func committed(_ transitions: [Transition]) {
    for transition in transitions {
      for entry in transition.journal {
        guard let outcome = outcome(entry.kind) else { continue }
        Counter(label: "daopai_occurrences_total", dimensions: [("outcome", outcome)]).increment()
      }
      for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty {
        lateness.record(alert.raisedAt - alert.reason.scheduledAt)
      }
    }
  }

  package func attempted(_ channel: Channel, _ outcome: DeliveryOutcome) {
    let sink = ("sink", channel.rawValue)
    switch outcome {
    case .delivered:
      Counter(label: "daopai_notifications_total", dimensions: [sink]).increment()
    case .retry:
      Counter(label: "daopai_notifications_failed_total", dimensions: [sink, ("reason", "retried")]).increment()
    case .rejected:
      Counter(label: "daopai_notifications_failed_total", dimensions: [sink, ("reason", "rejected")]).increment()
    }
  }

  package func reloaded(ok: Bool, at instant: Instant) {
    Gauge(label: "daopai_config_last_reload_successful").record(ok ? 1 : 0)
    if ok { Gauge(label: "daopai_config_last_reload_success_timestamp_seconds").record(instant.seconds) }
  }

  private func outcome(_ kind: JournalEntry.Kind) -> String? {
    switch kind {
    case .rungRaised: "raised"
    case .rungSuperseded: "superseded"
    case .rungSilenced: "silenced"
    case .rungExcused: "excused"
    case .rungCancelled: "cancelled"
    default: nil
    }
  }
}
