package import Core

/// Reads the calendars of a configuration directory alone: `calendar add|check|count`.
package enum CalendarLoader {
  package struct Outcome: Sendable {
    package var calendars: [CalendarID: WorkCalendar]
    /// `defaults.calendar` of the directory.
    package var defaultCalendar: CalendarID
    package var diagnostics: [Diagnostic]
  }

  package static func load(directory: String) -> Outcome {
    Outcome(calendars: [:], defaultCalendar: "cn", diagnostics: [])
  }
}
