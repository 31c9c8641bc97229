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
    var outcomes: [String: Int] = [:]
    for transition in transitions {
      for entry in transition.journal {
        guard let outcome = outcome(entry.kind) else { continue }
        outcomes[outcome, default: 0] += 1
      }
      for alert in transition.alerts where alert.state == .raised && alert.acknowledgements.isEmpty {
        lateness.record(alert.raisedAt - alert.reason.scheduledAt)
      }
    }
    // A handle is dear to make: one for each outcome, not for each rung.
    for (outcome, count) in outcomes {
      Counter(label: "daopai_occurrences_total", dimensions: [("outcome", outcome)]).increment(by: count)
    }
  }

  package func attempted(_ channel: Channel, _ outcomes: [DeliveryOutcome]) {
    var (delivered, retried, rejected) = (0, 0, 0)
    for outcome in outcomes {
      switch outcome {
      case .delivered: delivered += 1
      case .retry: retried += 1
      case .rejected: rejected += 1
      }
    }
    let sink = ("sink", channel.rawValue)
    if delivered > 0 { Counter(label: "daopai_notifications_total", dimensions: [sink]).increment(by: delivered) }
    for (reason, count) in [("retried", retried), ("rejected", rejected)] where count > 0 {
      Counter(label: "daopai_notifications_failed_total", dimensions: [sink, ("reason", reason)]).increment(by: count)
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
