package import Core

/// The daemon at a glance.
package struct StatusMessage: Codable, Hashable, Sendable {
  package var version: String
  package var instance: String
  package var drill: Bool
  /// What the daemon's clock says now.
  package var clock: String
  /// The clock cannot be right, and nothing is decided before it shows this; null: all is well.
  @Null package var heldUntil: String?
  package var started: String
  package var ledger: PortfolioCounts
  package var duties: Int
  package var reload: ReloadStatus
  /// When the wheel wakes next; null: nothing is armed.
  @Null package var next: String?
  package var timers: Int
  package var outbox: [OutboxCount]
  package var alerts: [AlertCount]
  package var journal: JournalHead
  package var store: StoreStatus

  package init(
    version: String, instance: String, drill: Bool, clock: Instant, heldUntil: Instant? = nil, started: Instant,
    ledger: PortfolioCounts,
    duties: Int, reload: ReloadStatus, next: Instant?, timers: Int, outbox: [OutboxCount], alerts: [AlertCount],
    journal: JournalHead, store: StoreStatus, zone: ZoneRules
  ) {
    self.version = version
    self.instance = instance
    self.drill = drill
    self.clock = zone.iso(clock)
    self.heldUntil = heldUntil.map(zone.iso)
    self.started = zone.iso(started)
    self.ledger = ledger
    self.duties = duties
    self.reload = reload
    self.next = next.map(zone.iso)
    self.timers = timers
    self.outbox = outbox
    self.alerts = alerts
    self.journal = journal
    self.store = store
  }

  /// The last load of the configuration, good or not.
  package struct ReloadStatus: Codable, Hashable, Sendable {
    package var ok: Bool
    package var at: String
    package var errors: Int
    package var warnings: Int

    package init(at: Instant, diagnostics: [Diagnostic], zone: ZoneRules) {
      errors = diagnostics.count { $0.severity == .error }
      warnings = diagnostics.count - errors
      ok = errors == 0
      self.at = zone.iso(at)
    }
  }

  package struct OutboxCount: Codable, Hashable, Sendable {
    package var channel: String
    package var state: String
    package var count: Int

    package init(channel: Channel, state: String, count: Int) {
      self.channel = channel.rawValue
      self.state = state
      self.count = count
    }
  }

  package struct AlertCount: Codable, Hashable, Sendable {
    package var level: String
    package var state: String
    package var count: Int

    package init(level: String, state: Alert.State, count: Int) {
      self.level = level
      self.state = state.rawValue
      self.count = count
    }
  }

  package struct JournalHead: Codable, Hashable, Sendable {
    package var sequence: Int64
    package var hash: String

    package init(sequence: Int64, hash: String) {
      self.sequence = sequence
      self.hash = hash
    }
  }

  package struct StoreStatus: Codable, Hashable, Sendable {
    package var ok: Bool
    @Null package var detail: String?

    package init(ok: Bool, detail: String? = nil) {
      self.ok = ok
      self.detail = detail
    }
  }
}

/// Answer of `/healthz` and `/readyz` when all is well.
package struct HealthMessage: Codable, Hashable, Sendable {
  package var status: String
  package init(status: String = "ok") { self.status = status }
}
