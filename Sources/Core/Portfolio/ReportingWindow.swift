/// When the occurrences of a report may be handed in 填报窗口, counted from the day each is due.
package struct WindowRule: Hashable, Sendable {
  package var opens: Span
  /// When whoever has still to report is reminded; nil: not besides the ladder.
  package var reminds: Span?
  package var locks: Span

  package init(opens: Span, reminds: Span? = nil, locks: Span) {
    self.opens = opens
    self.reminds = reminds
    self.locks = locks
  }
}

/// The same of one occurrence, as days.
package struct ReportingWindow: Hashable, Sendable {
  package enum Edge: String, Hashable, Sendable, CaseIterable { case opens, reminds, locks }

  package enum Standing: String, Hashable, Sendable, CaseIterable {
    case notOpen = "not open"
    case open
    /// Whoever has not reported is unknown, and can report no more.
    case locked
  }

  /// The first day on which it is taken.
  package var opens: CivilDate
  package var reminds: CivilDate?
  /// The last day on which it is taken.
  package var locks: CivilDate

  package init(opens: CivilDate, reminds: CivilDate? = nil, locks: CivilDate) {
    self.opens = opens
    self.reminds = reminds
    self.locks = locks
  }

  package func standing(on day: CivilDate) -> Standing { day < opens ? .notOpen : day <= locks ? .open : .locked }

  /// The same window so many days later.
  package func moved(by days: Int) -> ReportingWindow {
    ReportingWindow(opens: opens + days, reminds: reminds.map { $0 + days }, locks: locks + days)
  }
}
