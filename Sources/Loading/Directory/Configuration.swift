package import Core

/// A configuration directory that is right in every part.
package struct Configuration: Sendable {
  package var portfolio: Portfolio
  package var delivery: DeliverySettings
  package var language: Language
  /// As it was given to the loader.
  package var directory: String
  /// `defaults.calendar`.
  package var defaultCalendar: CalendarID
  package var counts: Counts

  /// What was read, for the one-line summary of `check`.
  package struct Counts: Hashable, Sendable {
    package var files = 0
    package var projects = 0
    package var milestones = 0
    package var responsibilities = 0
    package var parties = 0
    package var policies = 0
    package var calendars = 0
  }
}

/// What came of a load: all or nothing.
package struct LoadOutcome: Sendable {
  /// Nil if any diagnostic is an error; warnings may come with a configuration.
  package var configuration: Configuration?
  /// Sorted by place.
  package var diagnostics: [Diagnostic]
}

/// What came of reading ledger files alone.
package typealias LedgerOutcome = (portfolio: Portfolio?, diagnostics: [Diagnostic])
